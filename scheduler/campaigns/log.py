"""What was done for campaigns, as recorded: a document of its own, so that a record does not unmake a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

from core.errors import DapengError, Fault, fault
from core.record import record
from scheduler.campaigns.model import Campaign
from scheduler.wire import parse, read_json

LOG_SCHEMA_VERSION = "1"
Duty = Literal["register", "complete", "summary", "recommend"]
DUTIES: tuple[Duty, ...] = ("register", "complete", "summary", "recommend")


@record
class DutyDone:
    """A duty towards the organisers that was done."""

    campaign_id: str
    duty: Duty
    day: date


@record
class Outreach:
    """How the public was told, asked and heard; ``None`` is not known, which is not "never" and not zero."""

    campaign_id: str
    noticed_on: date | None
    """Day on which the programme was made public."""
    enquiry: str | None
    """Where the public can ask: telephone, page."""
    enquiries: int | None
    feedback_until: date | None
    """Last day on which the public could answer."""
    answers: int | None
    """Answers of the public."""
    satisfied: int | None
    """Those of them that were satisfied."""


@record
class Effort:
    """Figures of a campaign that no plan holds; ``None`` is not known."""

    campaign_id: str
    organisations: int | None
    """Organisations that took part."""
    online_events: int | None
    online_audience: int | None
    media_reports: int | None
    volunteers: int | None
    """Science volunteers who served."""
    volunteer_hours: int | None


@record
class CampaignLog:
    """Records of what was done, told and counted."""

    schema_version: str
    done: tuple[DutyDone, ...]
    outreach: tuple[Outreach, ...]
    efforts: tuple[Effort, ...]


LOG: TypeAdapter[CampaignLog] = TypeAdapter(CampaignLog)
NOTHING = CampaignLog(schema_version=LOG_SCHEMA_VERSION, done=(), outreach=(), efforts=())


def read_log(path: Path, campaigns: Sequence[Campaign]) -> CampaignLog:
    """Read a log of ``campaigns``; raises :class:`core.errors.DapengError` with every fault that was found."""
    log = parse_log(read_json(path), str(path))
    if faults := list(_of_others(log, {each.campaign_id for each in campaigns}, str(path))):
        raise DapengError(faults)
    return log


def _of_others(log: CampaignLog, known: Set[str], place: str) -> Iterator[Fault]:
    """Yield a fault for each entry of a campaign that the problem does not have: it would be passed over in silence."""
    parts: dict[str, Sequence[DutyDone | Outreach | Effort]]
    parts = {"done": log.done, "outreach": log.outreach, "efforts": log.efforts}
    for name, entries in parts.items():
        for index, entry in enumerate(entries):
            if entry.campaign_id not in known:
                path = f"{place}:/{name}/{index}/campaign_id"
                yield fault("id-unknown", path, kind="campaign", id=entry.campaign_id)


def parse_log(content: Any, place: str) -> CampaignLog:
    """Return the log that JSON-like ``content`` describes."""
    return parse(LOG, content, place)
