"""What was done for campaigns, as recorded: a document of its own, so that a record does not unmake a plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

from core.record import record
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


def read_log(path: Path) -> CampaignLog:
    """Read a log; raises :class:`core.errors.DapengError` with every fault that was found."""
    return parse_log(read_json(path), str(path))


def parse_log(content: Any, place: str) -> CampaignLog:
    """Return the log that JSON-like ``content`` describes."""
    return parse(LOG, content, place)
