"""What keeps a board from being a plan, and how the township share is mended."""

from __future__ import annotations

import numpy as np

from scheduler.caravans.budget import mend_budgets, over_budget
from scheduler.caravans.case import Case
from scheduler.caravans.insertion import share_lack
from scheduler.caravans.state import SHORT_HARD, TOWNSHIPS, VISITS, Board, Ints, remove_visit
from scheduler.caravans.touring import trim


def broken_rules(case: Case, board: Board) -> list[str]:
    """Return the ids of the hard rules that a board breaks (rules within tours always hold on a board)."""
    totals, pinned = board.state.totals, case.flat.pin_day >= 0
    broken = {
        "county.floor": totals[SHORT_HARD] > 0,
        "county.ceiling": (board.state.visits > case.flat.ceiling).any(),
        "share.township": share_lack(case.twin, totals[VISITS], totals[TOWNSHIPS]) > 0,
        "visit.pin": (board.state.where[pinned] < 0).any(),
        "caravan.budget": any(over_budget(case, board)),
    }
    return [rule for rule, is_broken in broken.items() if is_broken]


def broken_by_nothing(case: Case) -> list[str]:
    """Return the ids of the hard rules that a plan without tours breaks."""
    broken = {"county.floor": case.flat.short_hard[:, 0].sum() > 0, "visit.pin": (case.flat.pin_day >= 0).any()}
    return [rule for rule, is_broken in broken.items() if is_broken]


def mend(case: Case, board: Board) -> None:
    """Take visits out until budgets and township share hold, or none is left that may go."""
    flat, state = case.flat, board.state

    def drop(stops: list[int]) -> bool:
        free = [stop for stop in stops if flat.pin_day[stop] < 0 and _misses(flat.short_hard, case, board, stop) == 0]
        losses = [(_misses(flat.short, case, board, stop), _loss(case, board, stop)) for stop in free]
        if free:
            drop_visit(case, board, free[losses.index(min(losses))])
        return bool(free)

    mend_share(case, board)
    if case.names.budgets and state.where.max(initial=-1) >= 0:
        mend_budgets(case, board, drop)
        mend_share(case, board)


def mend_share(case: Case, board: Board) -> None:
    """Take visits outside townships out until the township share holds, or none is left that may go.

    Pinned visits stay, and those that a hard floor needs; of the others those go first that a soft floor misses least,
    then those worth least.
    """
    flat, state = case.flat, board.state
    while share_lack(case.twin, state.totals[VISITS], state.totals[TOWNSHIPS]) > 0:
        leaving = (state.where >= 0) & (flat.township == 0) & (flat.pin_day < 0)
        stops = [stop for stop in np.flatnonzero(leaving).tolist() if _misses(flat.short_hard, case, board, stop) == 0]
        if not stops:
            return
        losses = [(_misses(flat.short, case, board, stop), _loss(case, board, stop)) for stop in stops]
        drop_visit(case, board, stops[losses.index(min(losses))])


def _misses(table: Ints, case: Case, board: Board, stop: int) -> int:
    """Return how much the shortage in ``table`` grows without the visit of ``stop``."""
    county = int(case.flat.county[stop])
    visits, last = int(board.state.visits[county]), table.shape[1] - 1
    return int(table[county, min(visits - 1, last)] - table[county, min(visits, last)])


def _loss(case: Case, board: Board, stop: int) -> int:
    """Return the coverage that is lost without the visit of ``stop``."""
    flat, state = case.flat, board.state
    county = flat.county[stop]
    reached = state.reached[county] - flat.audience[stop]
    kept = flat.gain[1000 * reached // flat.audience_all[county]]
    now = flat.gain[1000 * state.reached[county] // flat.audience_all[county]]
    return int(flat.need[county] * (now - kept))


def drop_visit(case: Case, board: Board, stop: int) -> None:
    """Take a visit out, and days that it leaves empty at the ends of its tour."""
    days = board.state.size.shape[1]
    caravan, day = divmod(int(board.state.where[stop]), days)
    remove_visit(case.twin, board.twin, stop)
    trim(case.twin, board.twin, caravan, int(board.state.first[caravan, day]))
