"""What campaigns demand of the sets: which stays count, and what a selection of stays lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from core.errors import Fault, fault
from scheduler.campaigns.demands import Demand, open_days_in
from scheduler.sets.board import Board
from scheduler.sets.pricing import Itinerary
from scheduler.sets.weeks import Bools


def counted(board: Board, demand: Demand) -> Bools:
    """Return, per option, whether a stay there counts by place and open days; themes are the kinds' question."""
    options, weeks = board.options, board.weeks
    here = [row for row, county_id in enumerate(board.counties) if county_id in demand.county_ids]
    last = weeks.monday(weeks.count - 1).toordinal() + 6
    days = open_days_in(board.problem, weeks.first, weeks.first.fromordinal(last), demand.span)
    in_week = np.zeros(weeks.count + 1, dtype=np.int64)
    for day in days:
        in_week[(day - weeks.first).days // 7 + 1] += 1
    before = np.cumsum(in_week)
    is_open = before[options.ends + 1] > before[options.opens]
    mine: Bools = np.isin(board.option_county(), here) & is_open
    return mine


def lacking(board: Board, items: Sequence[Itinerary], number: int) -> int:
    """Return how many stays a demand lacks."""
    demand = board.demands[number]
    mine = counted(board, demand)
    held = [o for item in items if number in board.kinds[item.kind].serves for o in item.options]
    return max(0, demand.minimum - int(mine[held].sum()))


def soft_lack(board: Board, items: Sequence[Itinerary]) -> int:
    """Return what all soft demands lack."""
    return sum(lacking(board, items, number) for number, demand in enumerate(board.demands) if not demand.hard)


def impossible(board: Board) -> Iterator[Fault]:
    """Yield a fault for each hard demand above what rounds, halls and sets can give by itself."""
    for number, demand in enumerate(board.demands):
        most, beside = most_stays(board, number), demand.elsewhere or 0
        if demand.hard and most < demand.minimum:
            facts = {"minimum": demand.minimum + beside, "most": most + beside}
            span = {"first": demand.span.first, "last": demand.span.last}
            why = "" if demand.elsewhere is None else _WHY.format(sets=most, caravans=beside)
            names = {"what": demand.what, "where": demand.where}
            yield fault("campaign-target-impossible", demand.path, **names, **facts, **span, why=why)


_WHY = "展览站期至多 {sets} 次，大篷车到访至多 {caravans} 次。 At most {sets} stays and {caravans} visits."


def most_stays(board: Board, number: int) -> int:
    """Return the most stays that rounds, halls and sets leave a demand by itself: proved."""
    demand = board.demands[number]
    serving = np.array([number in kind.serves for kind in board.kinds], dtype=bool)
    mine = counted(board, demand) & board.options.allowed[:, serving].any(axis=1)
    pairs = {
        (int(board.option_county()[option]), int(place))
        for option in np.flatnonzero(mine)
        for place in np.flatnonzero(board.round_of_option[option])
    }
    return len(pairs)
