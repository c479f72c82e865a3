"""The Plan: stays, overhauls and tours, with the objective and its proven bounds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from core.record import record

PLAN_SCHEMA_VERSION = "1"
Section = Literal["sets", "caravans"]
StageId = Literal["shortage", "coverage", "worst_prefecture", "cost"]
Status = Literal["optimal", "feasible"]
Resource = Literal["set_week", "county_stay", "team_week", "vehicle_day", "crew_day", "county_visit"]


@record
class Stay:
    """A museum set stands open in a hall for whole weeks."""

    set_id: str
    hall_id: str
    county_id: str
    opens: date
    """Monday of the first open week."""
    weeks: int
    team_id: str
    """Set-up team, busy in the week before ``opens``."""

    @property
    def last_day(self) -> date:
        """Return the Sunday that ends the stay."""
        return self.opens + timedelta(days=7 * self.weeks - 1)


@record
class Overhaul:
    """A museum set is at home for repair for whole weeks."""

    set_id: str
    first_monday: date
    weeks: int

    @property
    def last_day(self) -> date:
        """Return the Sunday that ends the overhaul."""
        return self.first_monday + timedelta(days=7 * self.weeks - 1)


@record
class Activity:
    """One part of a caravan's day; parts follow each other without a gap."""

    kind: Literal["drive", "visit", "rest", "wait"]
    """``rest`` is a break of at least the legal length; ``wait`` is any other idle time."""
    start_min: int
    """Minutes after local midnight."""
    end_min: int
    from_place: str
    """Place id (core.ids): where it begins."""
    to_place: str
    """Where it ends; the same place unless it is a drive. Drives may be cut in two by a rest on the way:
    both parts (and the rest between them) then name the leg's two ends, and their minutes and metres add up to the
    leg."""
    stop_id: str | None
    """Stop of a visit, else ``None``."""
    length_m: int
    """Metres driven; 0 unless it is a drive."""


@record
class TourDay:
    """One day of a tour."""

    day: date
    activities: tuple[Activity, ...]
    overnight_county_id: str | None
    """County at whose seat the crew sleeps; ``None`` on the last day (back at the depot)."""


@record
class Tour:
    """One caravan's trip of consecutive days, from its depot and back."""

    tour_id: str
    caravan_id: str
    crew_id: str
    days: tuple[TourDay, ...]


@record
class StageResult:
    """What one stage of the objective reached and what is proven of it."""

    section: Section
    stage: StageId
    sense: Literal["min", "max"]
    unit: str
    value: int
    bound: int
    """Proven: no plan that is as good in the stages before has a better value than this."""
    trivial_bound: int
    """The value at full gain everywhere (coverage: what its share is of; worst prefecture: 1000), or 0."""
    status: Status
    seconds: float
    method: str
    """Which model proved the bound, as named in docs/model.md."""

    @property
    def gap(self) -> float:
        """Return |bound - value| / max(|bound|, |value|, 1), between 0 and 1 for values of one sign."""
        return abs(self.bound - self.value) / max(abs(self.bound), abs(self.value), 1)


@record
class ShadowPrice:
    """What one more unit of something scarce is worth at the margin of the coverage stage's relaxation."""

    section: Section
    resource: Resource
    """``set_week``: a set available for one week more; ``county_stay``: one stay more that a county may have;
    ``team_week``: a set-up team for one week more; ``vehicle_day``, ``crew_day``: a day out more of a caravan, a crew;
    ``county_visit``: a visit given to an average stop of a county without using a day of the fleet."""
    resource_id: str
    """Id of the set, county, team, caravan or crew."""
    value: int
    """Coverage that one unit more adds at most, by the dual of the relaxation; at least 0."""
    unit: str
    """Unit of ``value``, that of the coverage stage."""
    method: str
    """Relaxation that gave the dual, as named in docs/model.md."""


def gap_text(gap: float) -> str:
    """Return a gap as a percentage; one that is not closed never reads as zero."""
    return "< 0.01%" if 0 < gap < 0.0001 else f"{gap:.2%}"


@record
class Pinned:
    """Versions and fingerprints of what the plan was made from."""

    problem: str
    """Fingerprint of the whole problem."""
    calendar: str
    need_policy: str
    travel: str


@record
class Making:
    """How the plan was made."""

    seed: int
    deterministic: bool
    seconds: float
    versions: dict[str, str]
    """Program and solver versions."""
    stopped: bool
    """True where the person stopped it: the last verified plan."""


@record
class Plan:
    """Stays, overhauls and tours."""

    schema_version: str
    plan_id: str
    pinned: Pinned
    making: Making
    stays: tuple[Stay, ...]
    overhauls: tuple[Overhaul, ...]
    tours: tuple[Tour, ...]
    stages: tuple[StageResult, ...]
    shadow_prices: tuple[ShadowPrice, ...] = ()
    """What one more of each resource is worth; empty where no relaxation was solved, and in older plans."""
