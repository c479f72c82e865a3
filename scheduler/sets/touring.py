"""Cheaper ways for the same coverage: the ground of :mod:`scheduler.sets.tours`, laid out from a board and a plan."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np

from scheduler.sets.board import Board
from scheduler.sets.effort import Effort
from scheduler.sets.pricing import Itinerary, Pricer
from scheduler.sets.score import county_gains
from scheduler.sets.tours import Ground, Ways, anneal, copy_ways, judge, seed, time_way
from scheduler.sets.weeks import Bools, Ints

APART_SECONDS = 2.0
"""Loading compiled code takes less than this; what takes longer was compiling."""
MOST_COSTS = 30_000_000
"""Entries of the tables of moves up to which the search is worth its memory."""
NEAR = 60
HOT, COLD = 0.5, 0.005
"""Temperatures at start and end, in mean costs of a move."""
DEAR = 10.0
"""Penalty of a missing county, in mean costs of a move."""
CHUNK_STAYS = 60_000
"""Rounds between two looks at the clock, times the stays of the plan."""
UNITS_PER_ROUND = 2e-6
"""Work of a round per stay, in units of about a second."""


class Touring:
    """Ruin and recreate from a plan onwards, the value of every county being kept or made up for by others."""

    def __init__(self, board: Board, pricers: list[Pricer], items: Sequence[Itinerary], number: int) -> None:
        self.board, self.pricers = board, pricers
        self.sets = [(row, home) for row, kind in enumerate(board.kinds) for home, ids in kind.homes for _ in ids]
        self.value = self._values(items)
        self.ground = _ground(board, pricers, self.sets, self.value)
        self.target = int(self.value[sorted({int(c) for item in items for c in _counties(board, item)})].sum())
        started = time.monotonic()
        self.ways = self._ways(items)
        self.best = _copied(self.ways)
        self._compile()
        took = time.monotonic() - started
        self.compiling = took if took > APART_SECONDS else 0.0
        """Seconds that compiling took; 0 where the code was on disk."""
        seed(number)

    def _compile(self) -> None:
        """Compile or load everything, without doing anything."""
        judge(self.ground, self.ways, self.target)
        kept, scores = _copied(self.ways), np.zeros(3)
        anneal(self.ground, self.ways, kept, self.best, self.target, 0.0, 1.0, 0, scores)

    def _values(self, items: Sequence[Itinerary]) -> Ints:
        """Return what a county adds: as much as the plan gives it, or the most where it gives nothing."""
        gain = county_gains(self.board, [option for item in items for option in item.options])
        most = np.zeros_like(gain)
        days = self.board.options.effective_days
        curve = self.board.problem.set_rules.gain
        np.maximum.at(most, self.board.option_county(), np.array([curve.gain_permille(int(day)) for day in days]))
        value: Ints = self.board.need * np.where(gain > 0, gain, most)
        return value

    def _ways(self, items: Sequence[Itinerary]) -> Ways:
        sets, longest = len(self.sets), self._longest()
        ways = Ways(
            length=np.zeros(sets, dtype=np.int64),
            hall=np.zeros((sets, longest), dtype=np.int64),
            option=np.zeros((sets, longest), dtype=np.int64),
            late=np.zeros((sets, longest), dtype=np.int64),
            owner=np.full(len(self.board.counties), -1),
        )
        free = list(range(sets))
        for item in items:
            one = next(one for one in free if self.sets[one] == (item.kind, item.home))
            free.remove(one)
            halls = self.board.options.hall[list(item.options)]
            ways.length[one] = len(halls)
            ways.hall[one, : len(halls)] = halls
            ways.owner[self.board.county_of_hall[halls]] = one
            time_way(self.ground, ways, one)
        return ways

    def _longest(self) -> int:
        return self.board.weeks.count // min(self.board.problem.set_rules.stay_weeks) + 1

    def run(self, effort: Effort, until: float, found: Callable[[list[Itinerary]], object]) -> None:
        """Search until ``until`` (as ``effort`` counts); hand on every better plan."""
        cost, missing, short = judge(self.ground, self.ways, self.target)
        stays = max(1, int(self.ways.length.sum()))
        leg = max(1.0, cost / stays)
        dear = DEAR * leg / max(1, int(self.value.max()))
        scores = np.array([cost + 1e6 * leg * (missing + short), cost if missing + short == 0 else np.inf, missing])
        kept, rounds, start = _copied(self.ways), max(1, CHUNK_STAYS // stays), effort.now
        while not effort.over() and effort.now < until:
            done = (effort.now - start) / max(1e-9, until - start)
            before = scores[1]
            heat = leg * HOT * (COLD / HOT) ** done
            anneal(self.ground, self.ways, kept, self.best, self.target, dear, heat, rounds, scores)
            effort.charge(UNITS_PER_ROUND * rounds * stays)
            if scores[1] < before:
                found(self.items())

    def items(self) -> list[Itinerary]:
        """Return the best ways as itineraries."""
        found = []
        for one, (kind, home) in enumerate(self.sets):
            count = int(self.best.length[one])
            if count:
                halls = np.searchsorted(self.pricers[kind].halls, self.best.hall[one, :count])
                cost = self.pricers[kind].enter[home][1][halls[0]]
                cost += self.pricers[kind].move_cost[halls[:-1], halls[1:]].sum()
                options = tuple(self.best.option[one, :count].tolist())
                found.append(Itinerary(kind=kind, home=home, options=options, overhauls=(), cost_fen=int(cost)))
        return found


def is_possible(board: Board) -> bool:
    """Tell whether the search knows all rules of the problem: one round, no overhauls, no pins."""
    size = len(board.kinds) * len(board.halls) ** 2
    return (
        0 < size <= MOST_COSTS
        and not board.several_rounds
        and not board.pins
        and not board.demands
        and not any(kind.phases for kind in board.kinds)
    )


def _counties(board: Board, item: Itinerary) -> Ints:
    county: Ints = board.county_of_hall[board.options.hall[list(item.options)]]
    return county


def _copied(ways: Ways) -> Ways:
    copy = Ways(*(field.copy() for field in ways))
    copy_ways(ways, copy)
    return copy


def _ground(board: Board, pricers: list[Pricer], sets: Sequence[tuple[int, int]], value: Ints) -> Ground:
    rows, weeks, halls = board.hall_row, board.weeks.count, len(board.halls)
    travel = board.travel_days[np.ix_(rows, rows)]
    days = np.stack([travel + kind.setup_days + kind.teardown_days for kind in board.kinds])
    metres = board.metres[np.ix_(rows, rows)]
    cost = np.stack([_fen(metres, kind.cost_fen_per_km) + kind.cost_fen_per_move for kind in board.kinds])
    entry, entry_cost = np.full((len(sets), halls), weeks), np.zeros((len(sets), halls), dtype=np.int64)
    for one, (kind, home) in enumerate(sets):
        ready, fen = pricers[kind].enter[home]
        entry[one, pricers[kind].halls], entry_cost[one, pricers[kind].halls] = ready[0], fen
    ready = np.minimum(board.weeks.ready(np.arange(1, weeks + 1)[:, None], np.arange(days.max() + 1)[None]), weeks)
    soon, late = _timing(board, value)
    order = np.argsort(board.county_of_hall, kind="stable")
    return Ground(
        kind=np.array([kind for kind, _ in sets], dtype=np.int64),
        entry=entry,
        entry_cost=entry_cost,
        days=days,
        cost=cost,
        ready=ready,
        latest_end=(ready[None] <= np.arange(weeks + 1)[:, None, None]).sum(axis=1) - 1,
        soon=soon,
        late=late,
        opens=board.options.opens,
        ends=board.options.ends,
        halls=order,
        first_hall=np.searchsorted(board.county_of_hall[order], np.arange(len(board.counties) + 1)),
        county=board.county_of_hall,
        value=value,
        near=_near(board, metres),
        teams=np.array([len(teams) for teams in board.teams], dtype=np.int64),
    )


def _fen(metres: Ints, fen_per_km: int) -> Ints:
    cost: Ints = -(-metres * fen_per_km // 1000)
    return cost


def _near(board: Board, metres: Ints) -> Ints:
    """Return the counties around each county by the distance of their first halls; the county itself comes first."""
    count = len(board.counties)
    first = np.full(count, -1)
    first[board.county_of_hall[::-1]] = np.arange(len(board.halls))[::-1]
    held = np.flatnonzero(first >= 0)
    apart = metres[np.ix_(first[held], first[held])].copy()
    np.fill_diagonal(apart, -1)
    near = np.repeat(np.arange(count)[:, None], min(NEAR, len(held)), axis=1)
    near[held] = held[np.argsort(apart, axis=1, kind="stable")[:, : near.shape[1]]]
    return near


def _timing(board: Board, value: Ints) -> tuple[Ints, Ints]:
    """Return, per kind, hall and week, the option that ends first, and the latest opening of one that has ended."""
    options, weeks = board.options, board.weeks.count
    curve = board.problem.set_rules.gain
    gain = np.array([curve.gain_permille(int(day)) for day in options.effective_days], dtype=np.int64)
    county = board.option_county()
    enough = board.need[county] * gain >= value[county]
    shape = (len(board.kinds), len(board.halls), weeks + 1)
    soon, late = np.full(shape, -1), np.full(shape, -1)
    for kind in range(len(board.kinds)):
        mine = np.flatnonzero(options.allowed[:, kind] & enough)
        _soonest(soon[kind], mine, board)
        np.maximum.at(late[kind], (options.hall[mine], options.ends[mine]), options.opens[mine])
    return soon, np.maximum.accumulate(late, axis=2)


def _soonest(soon: Ints, mine: Ints, board: Board) -> None:
    """Fill in, per hall and week, the option of ``mine`` that opens then or later and ends first."""
    options, weeks = board.options, board.weeks.count
    latest_first = mine[np.lexsort((-options.ends[mine], options.opens[mine]))]
    soon[options.hall[latest_first], options.opens[latest_first]] = latest_first
    ends: Bools = np.append(options.ends, weeks)
    for week in range(weeks - 1, -1, -1):
        later = soon[:, week + 1]
        soon[:, week] = np.where(ends[soon[:, week]] <= ends[later], soon[:, week], later)
