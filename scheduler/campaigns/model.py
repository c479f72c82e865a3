"""What a planner promises in a campaign: window, themes, deadlines, targets, convoys, joint actions."""

from __future__ import annotations

from datetime import date
from typing import Literal

from core.calendar import DateSpan
from core.record import record

CampaignService = Literal["set", "caravan", "any"]


@record
class Campaign:
    """A campaign such as the National Science Day: when it is, what it is about, what is due when."""

    campaign_id: str
    name: str
    label: str
    """The words that every activity carries and that stand on the registration table."""
    span: DateSpan
    """Days of the campaign; they may reach beyond the horizon."""
    themes: tuple[str, ...]
    """Services count if they show one of these; empty: any."""
    register_from: date | None
    """First day for registering; ``None``, here and below: not known or not asked for."""
    register_by: date | None
    complete_by: date | None
    """Last day for completing what was registered: pictures, reports."""
    summary_by: date | None
    recommend_by: date | None
    """Last day for recommending outstanding organisers and activities."""
    source: str
    """The notice that says so, or the words that it is an assumption."""


@record
class CampaignTarget:
    """At least ``minimum`` services of the campaign in its window, in each of several places."""

    target_id: str
    campaign_id: str
    scope: Literal["prefecture", "county", "venue"]
    """``prefecture``: in each prefecture; ``county``: in each county; ``venue``: at one stop, the main venue."""
    county_ids: tuple[str, ...]
    """The counties it is about; empty: all. Not used for a venue."""
    stop_id: str | None
    """The main venue."""
    service: CampaignService
    """``any``: stays of sets and visits of caravans count alike."""
    minimum: int
    hard: bool
    """Hard: no plan without it. Soft: what is lacking is shortage, minimised before anything else."""


@record
class Convoy:
    """Several vehicles visit one stop on one day."""

    convoy_id: str
    campaign_id: str
    stop_id: str
    day: date
    vehicles: int
    """How many, those named included."""
    caravan_ids: tuple[str, ...]
    """Vehicles that must be among them; the others are chosen."""
    arrive_within_min: int
    """All their visits begin within so many minutes."""


@record
class JointAction:
    """Fixed museums, a museum set and caravans act together in a county on one day."""

    joint_id: str
    campaign_id: str
    county_id: str
    day: date
    museum_ids: tuple[str, ...]
    """Museums that take part; their own programme is not planned here."""
    with_set: bool
    """A museum set stands open in the county on that day."""
    caravans: int
    """Visits of caravans in the county on that day, at least."""
