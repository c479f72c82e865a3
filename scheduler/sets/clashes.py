"""Hard rules that contradict each other, named as closely as possible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations

from core.errors import DapengError, Fault, fail, fault
from exhibits.model import ExhibitSet
from scheduler.absences import in_territory, operator_of
from scheduler.check_exchange import open_fault, undecided_rings
from scheduler.journeys import away_spans
from scheduler.library.absence import lent_spans
from scheduler.problem import Problem, StayPin
from scheduler.sets.board import Board
from scheduler.sets.demands import impossible
from scheduler.sets.permits import barred_by

Days = tuple[date, date]
"""First and last."""


def require_possible(board: Board) -> None:
    """Raise for pins that no plan can hold alone or two by two, and hard floors beyond a county's rounds."""
    rings = [open_fault(board.problem, ring) for ring in undecided_rings(board.problem)]
    faults = [*rings, *_single_pins(board), *_pairs(board), *_crews(board), *_floors(board), *impossible(board)]
    if faults:
        raise DapengError(faults)


def _single_pins(board: Board) -> Iterator[Fault]:
    for index, (pin, stay) in enumerate(zip(board.pins, board.problem.stay_pins, strict=True)):
        if pin.option < 0:
            yield fault("pin-impossible", f"/stay_pins/{index}", **_names(stay), rule=_broken(board, pin.kind, stay))


def _names(stay: StayPin) -> dict[str, object]:
    return {"set": stay.set_id, "hall": stay.hall_id, "opens": stay.opens, "weeks": stay.weeks}


def _broken(board: Board, kind_index: int, stay: StayPin) -> str:
    """Return the first rule that a pinned stay breaks on an empty calendar."""
    if kind_index < 0:
        return "set.intact"
    hall = next((row for row, hall in enumerate(board.halls) if hall.hall_id == stay.hall_id), None)
    if hall is None:
        return "set.not_asked"
    kind = board.kinds[kind_index]
    item = next(item for item in board.problem.sets if item.set_id == stay.set_id)
    if not all(in_territory(board.problem, item, [board.halls[hall].county_id])):
        return "set.territory"
    if not kind.fits[hall]:
        return "set.hall_fit"
    if not any(stay.opens in item.span for item in board.problem.rounds):
        return "set.round"
    first = stay.opens - timedelta(days=kind.setup_days)
    last = stay.opens + timedelta(days=7 * stay.weeks - 1 + kind.teardown_days)
    inside = max(first, board.weeks.first), min(last, board.problem.horizon.last_day)
    elsewhere = _elsewhere(board.problem, item, (first, last), inside) or barred_by(board.problem, stay)
    if elsewhere:
        return elsewhere
    if not any(span.first <= inside[0] and inside[1] <= span.last for span in board.halls[hall].available):
        return "set.hall_open"
    return "set.week"


def _elsewhere(problem: Problem, item: ExhibitSet, whole: Days, inside: Days) -> str:
    """Return the rule by which a set is not there on days of a stay; journeys count beyond the horizon too."""
    operator = operator_of(problem, item)
    if operator and not (operator.contract.first <= inside[0] and inside[1] <= operator.contract.last):
        return "set.territory"
    if any(span.overlaps(*whole) for span in away_spans(problem.journeys, "set", item.set_id, problem.timezone)):
        return "set.away"
    if any(span.overlaps(*inside) for span in lent_spans(problem, item.set_id)):
        return "set.lent"
    return "set.available" if any(span.overlaps(*inside) for span in item.unavailable) else ""


def _pairs(board: Board) -> Iterator[Fault]:
    for (_, one), (index, two) in combinations(enumerate(board.problem.stay_pins), 2):
        rule = _clash(board, one, two)
        if rule:
            facts = {**_names(two), "other_set": one.set_id, "other_hall": one.hall_id, "other_opens": one.opens}
            yield fault("pins-clash", f"/stay_pins/{index}", **facts, rule=rule)


def _clash(board: Board, one: StayPin, two: StayPin) -> str:
    """Return the rule that two pins cannot keep together, or nothing."""
    county = {hall.hall_id: hall.county_id for hall in board.problem.halls}
    same = (one.set_id, one.hall_id, one.opens, one.weeks) == (two.set_id, two.hall_id, two.opens, two.weeks)
    if same:
        return ""
    if county[one.hall_id] == county[two.hall_id] and any(
        one.opens in item.span and two.opens in item.span for item in board.problem.rounds
    ):
        return "set.round"
    early, late = sorted((one, two), key=lambda pin: pin.opens)
    if one.set_id == two.set_id and _too_close(board, early, late):
        return "set.move"
    return "set.hall_once" if one.hall_id == two.hall_id and _overlap(board, early, late) else ""


def _too_close(board: Board, early: StayPin, late: StayPin) -> bool:
    """Tell whether a set cannot get from one pinned stay to the next in time."""
    kind = next((kind for kind in board.kinds if early.set_id in kind.set_ids), None)
    rows = {hall.hall_id: int(board.hall_row[index]) for index, hall in enumerate(board.halls)}
    if kind is None or early.hall_id not in rows or late.hall_id not in rows:
        return False
    after, opens = board.weeks.week_of(early.opens) + early.weeks, board.weeks.week_of(late.opens)
    if opens < after:
        return True
    days = int(board.travel_days[rows[early.hall_id], rows[late.hall_id]])
    free = int(board.weeks.free_before[opens] - board.weeks.free_before[after])
    return free < kind.teardown_days + days + kind.setup_days


def _overlap(board: Board, early: StayPin, late: StayPin) -> bool:
    sets = {item.set_id: item for item in board.problem.sets}
    out = early.opens + timedelta(days=7 * early.weeks - 1 + sets[early.set_id].teardown_days)
    return late.opens - timedelta(days=sets[late.set_id].setup_days) <= out


def _crews(board: Board) -> Iterator[Fault]:
    """Yield a fault for each week in which more pinned stays open than teams can set up."""
    held = {pin.option for pin in board.pins if pin.option >= 0}
    opens = [int(board.options.opens[option]) for option in sorted(held)]
    for week in sorted(set(opens)):
        if opens.count(week) > len(board.teams[week]):
            facts = {"opens": board.weeks.monday(week), "pins": opens.count(week), "teams": len(board.teams[week])}
            yield fault("pins-crew", "/stay_pins", **facts)


def _floors(board: Board) -> Iterator[Fault]:
    for index, floor in enumerate(board.problem.floors):
        if floor.service != "set" or not floor.hard or floor.minimum == 0:
            continue
        most = _most(board, floor.county_id)
        if floor.minimum > most:
            facts = {"county": floor.county_id, "minimum": floor.minimum, "most": most}
            yield fault("floor-impossible", f"/floors/{index}", **facts)


def _most(board: Board, county_id: str) -> int:
    """Return the number of rounds in which some stay in the county is possible alone."""
    if county_id not in board.counties:
        return 0
    mine = board.option_county() == board.counties.index(county_id)
    return int(board.round_of_option[mine].any(axis=0).sum())


def when_none_found(board: Board, proven: bool, unmet: Sequence[str]) -> DapengError:
    """Return the error for a solve without any plan: proved impossible, or none found."""
    hard = [floor for _, floor in board.floors if floor.hard]
    facts = {"pins": len(board.pins), "floors": len(hard), "named": ", ".join(unmet) or "—"}
    return fail("sets-impossible" if proven else "sets-none-found", "/", **facts)
