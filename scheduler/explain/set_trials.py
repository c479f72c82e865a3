"""Try a museum set at every place: each set, hall, opening Monday and length, against the rules themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from exhibits.model import ExhibitSet
from maps.model import Hall
from scheduler.plan import Overhaul, Plan, Stay, Tour
from scheduler.rules import Violation, violation
from scheduler.verify import between, exchange, halls, loans, moves, repeats, stays, who
from scheduler.verify.registry import Check
from scheduler.verify.view import View

LOCAL: tuple[Check, ...] = (
    stays.set_week,
    stays.set_intact,
    halls.set_hall_fit,
    halls.set_hall_open,
    halls.set_hall_once,
    moves.set_available,
    who.set_away,
    who.set_territory,
    loans.set_lent,
    moves.set_move,
    stays.set_round,
    repeats.set_spacing,
    repeats.set_theme,
    repeats.set_once_first,
    exchange.set_loan,
    moves.set_repair,
    moves.set_crew,
    between.visit_apart,
)
"""Rules that a single stay can break; pins, floors and who asked are asked about elsewhere."""
OF_THE_WEEK = {"set.week", "set.move", "set.round"}
"""Rules that a badly chosen week breaks; of two trials that break as many rules, the other one tells more."""
Week = tuple[date, int]
"""Opening Monday and weeks."""


@dataclass(frozen=True)
class StayTrial:
    """A stay that was tried, and every rule that it broke."""

    stay: Stay
    overhauls: tuple[Overhaul, ...]
    """Overhauls that come with it."""
    violations: tuple[Violation, ...]

    @property
    def rank(self) -> tuple[int, int]:
        """Return how far from possible: rules broken, and how many of them another week might not break."""
        broken = {each.rule_id for each in self.violations}
        return len(broken), len(broken & OF_THE_WEEK)


def try_pairs(view: View, county_id: str) -> Iterator[StayTrial]:
    """Yield the best trial for each pair of set and hall that could serve a county, of the shortest stays.

    A longer stay breaks whatever the shorter one breaks that opens with it.
    """
    for museum_set in view.problem.sets:
        for hall in halls_of(view, county_id):
            yield _best(try_stay(view, museum_set, hall, (monday, weeks[0])) for monday, weeks in weeks_to_try(view))


def try_weeks(view: View, county_id: str) -> Iterator[StayTrial]:
    """Yield trials for each set and opening Monday, beside everything that the plan has.

    The best of the shortest stays if something is in the way of each, else every stay that fits, the longest first.
    """
    here = halls_of(view, county_id)
    for museum_set in view.problem.sets:
        for monday, lengths in weeks_to_try(view):
            shortest = [try_stay(view, museum_set, hall, (monday, lengths[0])) for hall in here]
            halls = [view.halls[trial.stay.hall_id] for trial in shortest if not trial.violations]
            longer = (try_stay(view, museum_set, hall, (monday, w)) for w in lengths[:0:-1] for hall in halls)
            free = [trial for trial in (*longer, *shortest) if not trial.violations]
            yield from free or [_best(shortest)]


def halls_of(view: View, county_id: str) -> list[Hall]:
    """Return the halls of a county."""
    return [hall for hall in view.problem.halls if hall.county_id == county_id]


def weeks_to_try(view: View) -> list[tuple[date, list[int]]]:
    """Return each Monday on which a stay within the horizon may open, with its lengths, ascending.

    Where the horizon is too short for any, its first Monday with the shortest length.
    """
    horizon, lengths = view.problem.horizon, view.problem.set_rules.stay_weeks
    found = []
    for number in range(horizon.weeks):
        inside = [weeks for weeks in lengths if number + weeks <= horizon.weeks]
        if inside:
            found.append((horizon.first_monday + timedelta(weeks=number), inside))
    return found or [(horizon.first_monday, [min(lengths)])]


def _best(trials: Iterable[StayTrial]) -> StayTrial:
    """Return the trial that breaks fewest rules, the first of those."""
    best: StayTrial | None = None
    for trial in trials:
        if best is None or trial.rank < best.rank:
            best = trial
        if not best.violations:
            break
    if best is None:
        raise ValueError("nothing was tried")
    return best


def try_stay(view: View, museum_set: ExhibitSet, hall: Hall, week: Week) -> StayTrial:
    """Return the trial of one stay, with the overhauls that its set needs if it did not tour before."""
    team_id, no_team = _team(view, week[0])
    stay = Stay(
        set_id=museum_set.set_id,
        hall_id=hall.hall_id,
        county_id=hall.county_id,
        opens=week[0],
        weeks=week[1],
        team_id=team_id,
    )
    around = _around(view, stay)
    if _tours(view, museum_set.set_id):
        return StayTrial(stay, (), (*no_team, *_broken(view, around, stay, ())))
    alone = _but_repair(_broken(view, around, stay, ()))
    if alone or no_team:
        return StayTrial(stay, (), (*no_team, *alone))
    overhauls = tuple(_overhaul_beside(view, around, stay, choices) for choices in _placements(view, museum_set))
    return StayTrial(stay, overhauls, tuple(_broken(view, around, stay, overhauls)))


def _tours(view: View, set_id: str) -> bool:
    plan = view.plan
    return any(stay.set_id == set_id for stay in plan.stays) or any(o.set_id == set_id for o in plan.overhauls)


def _team(view: View, monday: date) -> tuple[str, tuple[Violation, ...]]:
    """Return a team that is free in the week before, any where there is none, and what is wrong without a team."""
    if not view.problem.setup_teams:
        return "", (violation("set.crew", "no_team", "/stays"),)
    busy = {stay.team_id for stay in view.plan.stays if stay.opens == monday}
    week = (monday - timedelta(days=7), monday - timedelta(days=1))
    free = [
        team.team_id
        for team in view.problem.setup_teams
        if team.team_id not in busy and not any(span.overlaps(*week) for span in team.leave)
    ]
    return (free[0] if free else view.problem.setup_teams[0].team_id), ()


def _around(view: View, stay: Stay) -> Plan:
    """Return the part of the plan that the stay can clash with."""
    near = tuple(
        other
        for other in view.plan.stays
        if other.set_id == stay.set_id or other.county_id == stay.county_id or other.opens == stay.opens
    )
    sets = {other.set_id for other in near} | {stay.set_id}
    overhauls = tuple(overhaul for overhaul in view.plan.overhauls if overhaul.set_id in sets)
    return replace(view.plan, stays=near, overhauls=overhauls, tours=_tours_in(view, stay.county_id), stages=())


def _tours_in(view: View, county_id: str) -> tuple[Tour, ...]:
    """Return the tours that visit a county, where a set and caravans there may be in each other's way."""
    if not view.problem.caravan_rules.apart_from_sets:
        return ()
    found = {visit.tour.tour_id: visit.tour for visit in view.visits if visit.stop.county_id == county_id}
    return tuple(found.values())


def _broken(view: View, around: Plan, stay: Stay, overhauls: Sequence[Overhaul]) -> list[Violation]:
    plan = replace(around, stays=(*around.stays, stay), overhauls=(*around.overhauls, *overhauls))
    tried = view.with_plan(plan)
    return [each for check in LOCAL for each in check(tried)]


def _overhaul_beside(view: View, around: Plan, stay: Stay, choices: Sequence[Overhaul]) -> Overhaul:
    """Return the overhaul of one repair span that breaks fewest rules beside the stay.

    Repair spans do not overlap and all overhauls are at home, so that those of different spans never hinder each
    other: if some placement of all of them suits the stay, each span's own best choice does. That is what makes
    "impossible alone" complete without trying every combination.
    """
    tried = (StayTrial(stay, (choice,), _but_repair(_broken(view, around, stay, (choice,)))) for choice in choices)
    return _best(tried).overhauls[0]


def _but_repair(violations: Iterable[Violation]) -> tuple[Violation, ...]:
    """Return the violations without those that say that overhauls of other spans are missing."""
    return tuple(each for each in violations if each.rule_id != "set.repair")


def _placements(view: View, museum_set: ExhibitSet) -> list[list[Overhaul]]:
    """Return the overhauls to choose from for each repair span of the horizon; spans without a choice are left out."""
    horizon, weeks = view.problem.horizon, museum_set.repair.weeks
    mondays = [horizon.first_monday + timedelta(weeks=number) for number in range(horizon.weeks)]
    choices = [
        [
            Overhaul(set_id=museum_set.set_id, first_monday=monday, weeks=weeks)
            for monday in mondays
            if span.first <= monday and monday + timedelta(days=7 * weeks - 1) <= span.last
        ]
        for span in museum_set.repair.within
        if weeks and horizon.first_monday <= span.first and span.last <= horizon.last_day
    ]
    return [choice for choice in choices if choice]
