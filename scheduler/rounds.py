"""Full rounds: how many weeks until every county has had its stay in each, with a proven lower bound and a plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from scipy.optimize import linear_sum_assignment

from core.calendar import DateSpan
from core.errors import fail
from core.record import record
from exhibits.model import RepairCycle
from maps.model import Hall
from scheduler.explain.model import Relaxation
from scheduler.explain.relax import relax
from scheduler.narrow import for_sets
from scheduler.plan import Stay
from scheduler.problem import Problem, Round
from scheduler.repeats import NO_REPEATS
from scheduler.rounds_bound import earliest_openings, least_weeks
from scheduler.sets.board import Board, make_board
from scheduler.sets.pricing import Pricer
from scheduler.sets.weeks import Ints

NAMED = 5
"""Counties that a fault names, at most."""
FAR = 1e12
"""Cost of a pair that cannot be, in metres; a stay more is worth less."""
URGENT = 1e9
"""Metres that a county in its hall's last week is worth; one with two weeks left half of it, and so on."""
SCARCE = 1e9
"""Metres that a county is worth which one set alone can serve; one that two can half of it, and so on."""
YEAR, ONE_DAY = timedelta(weeks=52), timedelta(days=1)


@record
class RoundsPlan:
    """Full rounds as early as they were found, and the weeks below which there are none."""

    counties: int
    """Counties to be served in each round: those where some stay is possible."""
    impossible: tuple[str, ...]
    """Counties where none is: no hall, none large enough, none open long enough."""
    sets: int
    """Sets that may tour."""
    bound_weeks: int
    """Proven: no plan is through with all rounds in fewer weeks."""
    weeks: int
    """Weeks of the plan, to the Sunday of its last stay."""
    rounds: tuple[Round, ...]
    stays: tuple[Stay, ...]


def plan_rounds(problem: Problem, rounds: int, weeks: int) -> RoundsPlan:
    """Plan ``rounds`` full rounds, everyone once before anyone twice, as early as possible.

    Parameters
    ----------
    problem
        A problem without faults. Every county with a hall is to be served, whether it asked or not; stays are the
        shortest allowed. Rounds, pins, floors, rings, overhauls and history of the problem are not looked at.
    rounds
        Number of rounds.
    weeks
        Weeks from the horizon's first Monday in which to plan. Holidays are counted as far as the calendar knows them;
        a hall of which every span ends before the horizon does is taken to open in the same weeks of later years, one
        that is open on the horizon's last day to stay open, even if it was closed before. What is proved rests on it.

    Raises
    ------
    DapengError
        ``rounds-impossible`` where it is proved that no plan is through in so many weeks, ``rounds-too-long`` where
        none was found, naming who is left.
    """
    board = make_board(_bare(problem, weeks), by_cost=False)
    builder = _Builder(board, [Pricer(board, row) for row in range(len(board.kinds))])
    everyone = sorted(set(board.option_county().tolist()))
    bound = least_weeks(board, earliest_openings(board, builder.pricers), len(everyone), rounds)
    if bound is None:
        facts = {"counties": len(everyone), "sets": len(builder.sets)}
        raise fail("rounds-impossible", "/horizon", weeks=weeks, rounds=rounds, **facts)
    spans, first = [], 0
    for number in range(rounds):
        last, left = builder.serve_all(first, everyone)
        if last is None:
            named = ", ".join(board.counties[county] for county in sorted(left)[:NAMED])
            raise fail("rounds-too-long", "/horizon", weeks=weeks, round=number + 1, count=len(left), named=named)
        spans.append((number, first, last))
        first = last + 1
    reached = 1 + max(int(board.options.ends[option]) for _, option in builder.held)
    return RoundsPlan(
        counties=len(everyone),
        impossible=tuple(name for county, name in enumerate(board.counties) if county not in everyone),
        sets=sum(kind.size for kind in board.kinds),
        bound_weeks=bound,
        weeks=reached,
        rounds=tuple(_round(board, *span, rounds) for span in spans),
        stays=builder.stays(),
    )


def _bare(problem: Problem, weeks: int) -> Problem:
    """Return the problem over so many weeks, without what says when who is to be served; what is lent is away."""
    longer = Relaxation(rule_id="set.week", change="horizon_longer", target_id="", amount=weeks)
    problem = relax(for_sets(problem), longer)
    return replace(
        problem,
        rounds=(Round(round_id="all", span=_whole(problem)),),
        halls=tuple(_every_year(hall, problem.horizon.last_day) for hall in problem.halls),
        sets=tuple(replace(item, repair=RepairCycle(weeks=0, within=())) for item in problem.sets),
        set_rules=replace(problem.set_rules, stay_weeks=problem.set_rules.stay_weeks[:1]),
        repeats=NO_REPEATS,
        stay_pins=(),
        floors=(),
        rings=(),
        not_asked=(),
    )


def _every_year(hall: Hall, last: date) -> Hall:
    """Return the hall, open in the same weeks of later years, too, where its spans end before the last day planned."""
    spans = list(hall.available)
    if all(span.last < last for span in spans):
        end = max((span.last for span in spans), default=last)
        later = [replace(span, first=span.first + YEAR, last=span.last + YEAR) for span in spans]
        while any(span.first <= last for span in later):
            spans += [replace(span, first=max(span.first, end + ONE_DAY)) for span in later if span.last > end]
            later = [replace(span, first=span.first + YEAR, last=span.last + YEAR) for span in later]
    return replace(hall, available=tuple(spans))


def _whole(problem: Problem) -> DateSpan:
    return DateSpan(first=problem.horizon.first_monday, last=problem.horizon.last_day)


def _round(board: Board, number: int, first: int, last: int, rounds: int) -> Round:
    end = board.problem.horizon.last_day if number == rounds - 1 else board.weeks.monday(last + 1) - timedelta(days=1)
    return Round(round_id=f"R{number + 1}", span=DateSpan(first=board.weeks.monday(first), last=end))


class _Builder:
    """Sends sets on week by week: as many as can open, those that come from near first."""

    def __init__(self, board: Board, pricers: list[Pricer]) -> None:
        self.board, self.pricers = board, pricers
        self.sets = [
            (row, home, name) for row, kind in enumerate(board.kinds) for home, names in kind.homes for name in names
        ]
        self.at: list[tuple[int, int] | None] = [None] * len(self.sets)
        """Last week of the latest stay and its hall (as the pricer counts), ``None`` at home."""
        self.free: dict[int, int] = {}
        """County -> first day, of the horizon's, after the latest stay there and its tear-down."""
        self.opens = np.zeros((len(board.counties), board.weeks.count), dtype=bool)
        """Whether some stay can open in a county in a week."""
        self.opens[board.option_county(), board.options.opens] = True
        self.able = np.zeros(len(board.counties), dtype=np.int64)
        """Sets that can serve a county."""
        for row, kind in enumerate(board.kinds):
            self.able[np.unique(board.option_county()[board.options.allowed[:, row]])] += kind.size
        self.last_week = int(board.options.opens.max(initial=0))
        self.held: list[tuple[int, int]] = []
        """Set and option."""

    def serve_all(self, first: int, everyone: list[int]) -> tuple[int | None, set[int]]:
        """Serve every county once from week ``first`` on; return the week of the last opening, or who is left."""
        left = set(everyone)
        for week in range(first, self.board.weeks.count):
            for one, option in self._open(week, left):
                self._hold(one, option)
                left.discard(int(self.board.option_county()[option]))
            if not left:
                return week, left
        return None, left

    def _hold(self, one: int, option: int) -> None:
        pricer = self.pricers[self.sets[one][0]]
        hall = int(np.searchsorted(pricer.halls, self.board.options.hall[option]))
        self.at[one] = int(self.board.options.ends[option]), hall
        self.held.append((one, option))
        county = int(self.board.option_county()[option])
        self.free[county] = 7 * int(self.board.options.ends[option]) + 7 + pricer.kind.teardown_days

    def _open(self, week: int, left: set[int]) -> list[tuple[int, int]]:
        """Return the stays that open in a week: a set and an option each, no county twice, no more than teams."""
        counties = sorted(left)
        option = np.full((len(self.sets), len(counties)), -1)
        metres = np.full((len(self.sets), len(counties)), FAR)
        for one in range(len(self.sets)):
            self._reach(one, week, counties, option[one], metres[one])
        urgency = np.array(
            [URGENT / self._weeks_left(county, week) + SCARCE / max(1, self.able[county]) for county in counties]
        )
        metres = np.where(option >= 0, metres - urgency, metres)
        pairs = zip(*linear_sum_assignment(metres), strict=True)
        found = [(metres[one, place], one, int(option[one, place])) for one, place in pairs if option[one, place] >= 0]
        return [(int(one), held) for _, one, held in sorted(found)[: len(self.board.teams[week])]]

    def _weeks_left(self, county: int, week: int) -> float:
        """Return the weeks from ``week`` on in which a stay can open in a county without a break; FAR: to the end."""
        closed = np.flatnonzero(~self.opens[county, week : self.last_week + 1])
        return float(max(1, closed[0])) if len(closed) else FAR

    def _reach(self, one: int, week: int, counties: list[int], option: Ints, metres: Ints) -> None:
        """Fill in, per county, the nearest hall's option that the set can open in ``week``, and how far it is."""
        row, home, _ = self.sets[one]
        pricer = self.pricers[row]
        at = self.at[one]
        if at is None:
            ready, origin = pricer.enter[home][0][0], home
        else:
            origin = int(pricer.rows[at[1]])
            days = self.board.travel_days[origin, pricer.rows] + pricer.kind.teardown_days + pricer.kind.setup_days
            ready = self.board.weeks.ready(np.array(at[0] + 1), days)
        there = pricer.option_at[0, week]
        for hall in np.flatnonzero((ready <= week) & (there >= 0)):
            county = int(self.board.county_of_hall[pricer.halls[hall]])
            vacant = self.free.get(county, 0) <= 7 * week - pricer.kind.setup_days or county not in self.free
            if vacant and county in counties:
                place, length = counties.index(county), float(self.board.metres[origin, pricer.rows[hall]])
                if length < metres[place]:
                    option[place], metres[place] = there[hall], length

    def stays(self) -> tuple[Stay, ...]:
        """Return the stays by opening day, each with a team."""
        made, taken = [], dict[int, int]()
        for one, option in sorted(self.held, key=lambda each: (self.board.options.opens[each[1]], each)):
            opens, ends = int(self.board.options.opens[option]), int(self.board.options.ends[option])
            hall = self.board.halls[self.board.options.hall[option]]
            taken[opens] = taken.get(opens, 0) + 1
            made.append(
                Stay(
                    set_id=self.sets[one][2],
                    hall_id=hall.hall_id,
                    county_id=hall.county_id,
                    opens=self.board.weeks.monday(opens),
                    weeks=ends - opens + 1,
                    team_id=self.board.teams[opens][taken[opens] - 1],
                )
            )
        return tuple(made)


def rounds_problem(problem: Problem, made: RoundsPlan) -> Problem:
    """Return the problem that the plan is for: its rounds, everyone once before anyone twice."""
    last = made.rounds[-1].span.last
    weeks = ((last - problem.horizon.first_monday).days + 1) // 7
    bare = _bare(problem, weeks)
    return replace(bare, rounds=made.rounds, repeats=replace(NO_REPEATS, once_first="hard"), not_asked=made.impossible)
