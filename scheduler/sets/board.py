"""A Problem's museum-set section as integer tables; everything the models are built from."""

from __future__ import annotations

from dataclasses import astuple, dataclass, replace

import numpy as np

from core.ids import hall_place
from maps.model import Hall
from scheduler.campaigns.demands import Demand
from scheduler.campaigns.of_sets import set_demands
from scheduler.need import need_permille
from scheduler.problem import Floor, Problem
from scheduler.sets.kinds import Kind, make_kinds
from scheduler.sets.options import Options, make_options
from scheduler.sets.order import Order, first_floors
from scheduler.sets.weeks import Bools, Ints, Weeks, make_weeks, teams_by_week
from scheduler.travel import set_matrix


@dataclass(frozen=True)
class Pin:
    """A stay that must be held: an option and the kind that holds it; -1 where there is none."""

    option: int
    kind: int


@dataclass(frozen=True)
class Lane:
    """What rules over several stays ask of a set."""

    setup_days: int
    teardown_days: int
    themes: tuple[str, ...] = ()
    serves: tuple[int, ...] = ()
    """Demands of campaigns, where some ask for themes."""


@dataclass(frozen=True)
class Board:
    """Integer tables of the museum-set section."""

    problem: Problem
    weeks: Weeks
    halls: tuple[Hall, ...]
    """Halls of counties that asked."""
    kinds: tuple[Kind, ...]
    options: Options
    county_of_hall: Ints
    """Index into ``counties``, per hall."""
    counties: tuple[str, ...]
    """Counties that asked; ids."""
    prefecture: Ints
    """Index of each county's prefecture."""
    need: Ints
    """Need in permille, per county."""
    round_of_option: Bools
    """Shape (options, rounds): the option opens in the round."""
    order: Order
    lanes: tuple[Lane, ...]
    """Kinds of stays that rules over several stays must tell apart."""
    lane_of_kind: Ints
    teams: list[list[str]]
    """Per opening week, the teams that can set up in the week before."""
    hall_row: Ints
    """Matrix row of each hall."""
    travel_days: Ints
    """Between all matrix rows."""
    metres: Ints
    """Between all matrix rows."""
    pins: tuple[Pin, ...]
    floors: tuple[tuple[int, Floor], ...]
    """County index and floor, of the sets' floors in counties that asked."""
    lost_shortage: int
    """Soft floors in counties that did not ask: shortage that no plan avoids."""
    demands: tuple[Demand, ...]
    """What campaigns ask of the sets."""

    @property
    def several_rounds(self) -> bool:
        """Tell whether a county may get more than one stay."""
        return len(self.problem.rounds) > 1

    def option_county(self) -> Ints:
        """Return the county index of every option."""
        county: Ints = self.county_of_hall[self.options.hall]
        return county


def make_board(problem: Problem, by_cost: bool) -> Board:
    """Return the tables of ``problem``, which :func:`scheduler.check.check_problem` finds no fault with.

    Without ``by_cost`` a kind's sets may differ in cost, and costs are those of its first set.
    """
    weeks = make_weeks(problem.horizon, problem.calendar, problem.set_rules)
    asked = [county for county in problem.counties if county.county_id not in problem.not_asked]
    index = {county.county_id: row for row, county in enumerate(asked)}
    halls = tuple(hall for hall in problem.halls if hall.county_id in index)
    matrix = set_matrix(problem)
    kinds = make_kinds(problem, halls, weeks, matrix, by_cost)
    options = make_options(problem, halls, kinds, weeks, matrix)
    prefectures = sorted({county.prefecture_id for county in asked})
    need = need_permille(problem)
    pins = _pins(problem, weeks, halls, kinds, options)
    floors = [floor for floor in problem.floors if floor.service == "set"] + [*first_floors(problem)]
    lanes, lane_of_kind = _lanes(kinds, several=len(problem.rounds) > 1)
    truck_day = problem.set_rules.truck_day_drive_max_min
    return Board(
        problem=problem,
        weeks=weeks,
        halls=halls,
        kinds=kinds,
        options=_reserved(options, pins),
        county_of_hall=np.array([index[hall.county_id] for hall in halls], dtype=np.int64),
        counties=tuple(index),
        prefecture=np.array([prefectures.index(county.prefecture_id) for county in asked], dtype=np.int64),
        need=np.array([need[county_id] for county_id in index], dtype=np.int64),
        round_of_option=_rounds(problem, weeks, options),
        order=Order(problem),
        lanes=lanes,
        lane_of_kind=lane_of_kind,
        teams=teams_by_week(weeks, problem.setup_teams),
        hall_row=np.array([matrix.index[hall_place(hall.hall_id)] for hall in halls], dtype=np.int64),
        travel_days=-(-matrix.drive_min.astype(np.int64) // truck_day),
        metres=matrix.length_m.astype(np.int64),
        pins=pins,
        floors=tuple((index[floor.county_id], floor) for floor in floors if floor.county_id in index),
        lost_shortage=sum(floor.minimum for floor in floors if floor.county_id not in index and not floor.hard),
        demands=set_demands(problem),
    )


def _lanes(kinds: tuple[Kind, ...], several: bool) -> tuple[tuple[Lane, ...], Ints]:
    mine = [
        Lane(kind.setup_days, kind.teardown_days, tuple(sorted(kind.themes)), kind.serves)
        if several
        else Lane(0, 0, serves=kind.serves)
        for kind in kinds
    ]
    lanes = sorted({*mine}, key=astuple) or [Lane(0, 0)]
    return tuple(lanes), np.array([lanes.index(lane) for lane in mine], dtype=np.int64)


def _rounds(problem: Problem, weeks: Weeks, options: Options) -> Bools:
    table = np.zeros((weeks.count, len(problem.rounds)), dtype=bool)
    for column, item in enumerate(problem.rounds):
        table[:, column] = [weeks.monday(week) in item.span for week in range(weeks.count)]
    return table[options.opens]


def _pins(
    problem: Problem, weeks: Weeks, halls: tuple[Hall, ...], kinds: tuple[Kind, ...], options: Options
) -> tuple[Pin, ...]:
    """Return the pins; option or kind is -1 where no option or kind answers to it."""
    hall_index = {hall.hall_id: row for row, hall in enumerate(halls)}
    kind_index = {set_id: row for row, kind in enumerate(kinds) for set_id in kind.set_ids}
    found = []
    for pin in problem.stay_pins:
        opens = weeks.week_of(pin.opens)
        same = (options.hall == hall_index.get(pin.hall_id, -1)) & (options.opens == opens)
        rows = np.flatnonzero(same & (options.ends == opens + pin.weeks - 1))
        kind = kind_index.get(pin.set_id, -1)
        possible = rows.size > 0 and kind >= 0 and bool(options.allowed[rows[0], kind])
        found.append(Pin(option=int(rows[0]) if possible else -1, kind=kind))
    return tuple(found)


def _reserved(options: Options, pins: tuple[Pin, ...]) -> Options:
    """Return the options, pinned ones being allowed to the pinned set's kind only."""
    allowed = options.allowed.copy()
    for pin in pins:
        if pin.option >= 0:
            allowed[pin.option, np.arange(allowed.shape[1]) != pin.kind] = False
    return replace(options, allowed=allowed)
