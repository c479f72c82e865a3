"""The Problem: everything a plan is made from, frozen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from core.calendar import Calendar, DateSpan
from core.concave import GainCurve
from core.record import record
from exhibits.library import Library, Loan, LoanRequest, ThemeShow
from exhibits.model import Exhibit, ExhibitSet, Kit
from fleet.model import Caravan, Crew, Depot, DutyPolicy, SetupTeam, VehicleType
from fleet.people import Operator, StaffMember, StaffWant
from fleet.troupe import Performance, Troupe
from maps.model import (
    BoundarySet,
    County,
    CountyHistory,
    FixedMuseum,
    Hall,
    ScienceRoom,
    Stop,
    TravelModel,
    VisitWindow,
)
from maps.policy import NeedPolicy
from scheduler.campaigns.model import Campaign, CampaignTarget, Convoy, JointAction
from scheduler.coverage_target import CoverageTarget
from scheduler.exchange import Ring, SetLoan
from scheduler.journeys import Journey
from scheduler.repeats import NO_REPEATS, RepeatRules
from scheduler.requests import Request

SCHEMA_VERSION = "1"


@record
class Organisation:
    """A node of the organisation tree; scope is a node, never a province code."""

    org_id: str
    name: str
    level: Literal["nation", "province", "prefecture", "county", "operator"]
    parent_id: str | None


@record
class Horizon:
    """Whole ISO weeks that the sets are planned for."""

    first_monday: date
    weeks: int

    @property
    def last_day(self) -> date:
        """Return the Sunday that ends the horizon."""
        return self.first_monday + timedelta(days=7 * self.weeks - 1)


@record
class Round:
    """A span in which each county gets at most one stay; a stay belongs to the round its opening day lies in."""

    round_id: str
    span: DateSpan


@record
class Floor:
    """At least ``minimum`` stays or visits for a county in the horizon or caravan window."""

    county_id: str
    service: Literal["set", "caravan"]
    minimum: int
    hard: bool
    """Hard: no plan without it. Soft: the shortage is minimised before anything else, and reported."""


@record
class Ceiling:
    """At most ``maximum`` caravan visits for a county in the caravan window."""

    county_id: str
    maximum: int


@record
class StayPin:
    """A stay that must stand in the plan exactly so."""

    set_id: str
    hall_id: str
    opens: date
    weeks: int


@record
class VisitPin:
    """A visit that must stand in the plan on this day."""

    stop_id: str
    day: date
    caravan_id: str | None
    """``None``: any caravan."""


@record
class SetRules:
    """Parameters of the museum-set section; ids as in docs/model.md."""

    stay_weeks: tuple[int, ...]
    """Stay lengths to choose from, whole weeks, ascending."""
    open_weekdays: tuple[int, ...]
    """ISO weekdays on which a set is open to the public."""
    vacation_day_percent: int
    """An open day outside school terms counts this percentage of an open day in term."""
    gain: GainCurve
    """Gain by effective open days of a county's stays."""
    min_hall_area_percent: int
    """A hall needs at least this percentage of the set's working footprint."""
    min_intact_percent: int
    """A set with a smaller share of working exhibits does not tour."""
    truck_day_drive_max_min: int
    """Driving minutes of a truck day; a move takes ceil(drive / this) travel days."""
    sources: dict[str, str]
    """Field name -> source, or the words that say it is an assumption."""


@record
class CaravanRules:
    """Parameters of the caravan section; ids as in docs/model.md."""

    window: DateSpan
    """Days that tours are planned in."""
    township_share_min_percent: int
    """At least this share of all visits lies in townships or villages."""
    gain: GainCurve
    """Gain by permille of a county's stop audience that is visited."""
    sources: dict[str, str]
    """Field name -> source, or the words that say it is an assumption."""
    apart_from_sets: bool = False
    """True: no visit at a county's seat while a museum set stays in the county, but for ``joint_counties`` and pins."""
    class_times: tuple[VisitWindow, ...] = ()
    """Times at which schools are visited, on school days only; empty: whatever a school's own hours are."""


@record
class DataLabel:
    """What of the data is invented; shown wherever the data shows."""

    invented: tuple[str, ...]
    """Names of the parts that are invented, e.g. ``fleet``, ``stops``."""
    notice_zh: str
    """Empty where nothing is invented."""
    notice_en: str


@record
class Problem:
    """Inventory, geography, calendar, policy and rules of one planning task."""

    schema_version: str
    problem_id: str
    title_zh: str
    title_en: str
    label: DataLabel
    timezone: str
    """IANA zone of all local times."""
    horizon: Horizon
    rounds: tuple[Round, ...]
    calendar: Calendar
    organisations: tuple[Organisation, ...]
    counties: tuple[County, ...]
    boundaries: BoundarySet | None
    history: tuple[CountyHistory, ...]
    museums: tuple[FixedMuseum, ...]
    need_policy: NeedPolicy
    travel: TravelModel
    exhibits: tuple[Exhibit, ...]
    sets: tuple[ExhibitSet, ...]
    kits: tuple[Kit, ...]
    halls: tuple[Hall, ...]
    setup_teams: tuple[SetupTeam, ...]
    set_rules: SetRules
    vehicle_types: tuple[VehicleType, ...]
    depots: tuple[Depot, ...]
    caravans: tuple[Caravan, ...]
    crews: tuple[Crew, ...]
    stops: tuple[Stop, ...]
    duty: DutyPolicy
    caravan_rules: CaravanRules
    floors: tuple[Floor, ...]
    ceilings: tuple[Ceiling, ...]
    stay_pins: tuple[StayPin, ...]
    visit_pins: tuple[VisitPin, ...]
    not_asked: tuple[str, ...]
    """Counties that did not ask for a set this time: they are not planned for and need no explanation."""
    libraries: tuple[Library, ...] = ()
    theme_shows: tuple[ThemeShow, ...] = ()
    loans: tuple[Loan, ...] = ()
    """Bookings of the libraries' things, sets and caravans among them."""
    loan_requests: tuple[LoanRequest, ...] = ()
    """What was asked of the libraries; nothing is lent before it is booked as a loan."""
    joint_counties: tuple[str, ...] = ()
    """Counties that asked for caravans beside a set in town: ``apart_from_sets`` leaves them out."""
    coverage_targets: tuple[CoverageTarget, ...] = ()
    """Full coverage as it is promised; tracked, and binding no plan (a floor binds)."""
    operators: tuple[Operator, ...] = ()
    """Contracted operators; what is in the custody of an organisation that is none is not limited."""
    journeys: tuple[Journey, ...] = ()
    staff: tuple[StaffMember, ...] = ()
    staff_wants: tuple[StaffWant, ...] = ()
    """Bind no plan: docents and volunteers are assigned to a plan (docs/model.md, Rosters)."""
    troupes: tuple[Troupe, ...] = ()
    """Planned for themselves, like caravans, by ``dapeng troupe``."""
    performances: tuple[Performance, ...] = ()
    """Where troupes have played."""
    science_rooms: tuple[ScienceRoom, ...] = ()
    """Rural-school science rooms (农村中学科技馆); they count where the need policy has the component."""
    repeats: RepeatRules = NO_REPEATS
    set_loans: tuple[SetLoan, ...] = ()
    rings: tuple[Ring, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    campaign_targets: tuple[CampaignTarget, ...] = ()
    convoys: tuple[Convoy, ...] = ()
    joint_actions: tuple[JointAction, ...] = ()
    requests: tuple[Request, ...] = ()
    """What counties, schools and communities ask for; binds no plan until it is accepted."""
