"""What is due towards the organisers of campaigns on a date: done, late, overdue, due, to come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

from core.record import record
from scheduler.campaigns.log import DUTIES, CampaignLog, Duty
from scheduler.campaigns.model import Campaign

DueState = Literal["done", "done_late", "overdue", "due", "to_come", "unknown"]


@record
class DueItem:
    """One duty of one campaign, seen from a date."""

    campaign_id: str
    name: str
    duty: Duty
    opens: date | None
    """From this day on it can be done; ``None``: at any time."""
    by: date | None
    """Last day; ``None``: not known."""
    done_on: date | None
    state: DueState
    days_left: int | None
    """Days from the date to the last day, negative once it has passed; ``None`` where done or not known."""


def due_items(campaigns: Iterable[Campaign], log: CampaignLog, day: date) -> tuple[DueItem, ...]:
    """Return every duty of every campaign as it stands on ``day``, by last day; those without one at the end."""
    items = [item for campaign in campaigns for item in _items(campaign, log, day)]
    return tuple(sorted(items, key=lambda item: (item.by or date.max, item.campaign_id, DUTIES.index(item.duty))))


def _items(campaign: Campaign, log: CampaignLog, day: date) -> Iterator[DueItem]:
    last: dict[Duty, date | None] = {
        "register": campaign.register_by,
        "complete": campaign.complete_by,
        "summary": campaign.summary_by,
        "recommend": campaign.recommend_by,
    }
    for duty, by in last.items():
        done = [each.day for each in log.done if (each.campaign_id, each.duty) == (campaign.campaign_id, duty)]
        done_on = min((each for each in done if each <= day), default=None)
        opens = campaign.register_from if duty == "register" else None
        state = _state(opens, by, done_on, day)
        left = None if by is None or done_on is not None else (by - day).days
        yield DueItem(
            campaign_id=campaign.campaign_id,
            name=campaign.name,
            duty=duty,
            opens=opens,
            by=by,
            done_on=done_on,
            state=state,
            days_left=left,
        )


def _state(opens: date | None, by: date | None, done_on: date | None, day: date) -> DueState:
    if done_on is not None:
        return "done_late" if by is not None and done_on > by else "done"
    if by is None:
        return "unknown"
    if day > by:
        return "overdue"
    return "to_come" if opens is not None and day < opens else "due"
