"""What keeps a board from being a plan, and how the township share is mended."""

from __future__ import annotations

import numpy as np

from scheduler.caravans.case import Case
from scheduler.caravans.insertion import share_lack
from scheduler.caravans.state import SHORT_HARD, TOWNSHIPS, VISITS, Board, remove_visit
from scheduler.caravans.touring import trim


def broken_rules(case: Case, board: Board) -> list[str]:
    """Return the ids of the hard rules that a board breaks (rules within tours always hold on a board)."""
    totals, pinned = board.state.totals, case.flat.pin_day >= 0
    broken = {
        "county.floor": totals[SHORT_HARD] > 0,
        "county.ceiling": (board.state.visits > case.flat.ceiling).any(),
        "share.township": share_lack(case.twin, totals[VISITS], totals[TOWNSHIPS]) > 0,
        "visit.pin": (board.state.where[pinned] < 0).any(),
    }
    return [rule for rule, is_broken in broken.items() if is_broken]


def mend_share(case: Case, board: Board) -> None:
    """Take the least valued visits outside townships out until the township share holds, or none is left to take."""
    flat, state = case.flat, board.state
    while share_lack(case.twin, state.totals[VISITS], state.totals[TOWNSHIPS]) > 0:
        may_go = (state.where >= 0) & (flat.township == 0) & (flat.pin_day < 0)
        stops = np.flatnonzero(may_go).tolist()
        if not stops:
            return
        losses = []
        for stop in stops:
            county = flat.county[stop]
            reached = state.reached[county] - flat.audience[stop]
            kept = flat.gain[1000 * reached // flat.audience_all[county]]
            now = flat.gain[1000 * state.reached[county] // flat.audience_all[county]]
            losses.append(int(flat.need[county] * (now - kept)))
        drop_visit(case, board, stops[int(np.argmin(losses))])


def drop_visit(case: Case, board: Board, stop: int) -> None:
    """Take a visit out, and days that it leaves empty at the ends of its tour."""
    days = board.state.size.shape[1]
    caravan, day = divmod(int(board.state.where[stop]), days)
    remove_visit(case.twin, board.twin, stop)
    trim(case.twin, board.twin, caravan, int(board.state.first[caravan, day]))
