"""Campaigns for tests: the calendar of the 2020 papers, and small targets on invented inventories."""

from __future__ import annotations

from datetime import date
from typing import Any

from core.calendar import DateSpan
from scheduler.campaigns.model import Campaign, CampaignTarget

SCIENCE_DAY_2020 = Campaign(
    campaign_id="kpr-2020",
    name="2020年全国科普日",
    label="2020年全国科普日活动",
    span=DateSpan(first=date(2020, 9, 19), last=date(2020, 9, 25)),
    themes=(),
    register_from=date(2020, 8, 3),
    register_by=date(2020, 9, 25),
    complete_by=date(2020, 10, 9),
    summary_by=date(2020, 10, 16),
    recommend_by=date(2020, 10, 23),
    source="关于举办2020年全国科普日活动的通知",
)


def campaign(first: date, last: date, **changes: Any) -> Campaign:
    """Return a campaign without deadlines."""
    values: dict[str, Any] = {
        "campaign_id": "own", "name": "自办活动", "label": "自办活动", "span": DateSpan(first=first, last=last),
        "themes": (), "register_from": None, "register_by": None, "complete_by": None, "summary_by": None,
        "recommend_by": None, "source": "invented",
    }  # fmt: skip
    return Campaign(**(values | changes))


def target(**changes: Any) -> CampaignTarget:
    """Return a hard target of one visit in each prefecture."""
    values: dict[str, Any] = {
        "target_id": "T1", "campaign_id": "own", "scope": "prefecture", "county_ids": (), "stop_id": None,
        "service": "caravan", "minimum": 1, "hard": True,
    }  # fmt: skip
    return CampaignTarget(**(values | changes))
