"""Itineraries -> stays and overhauls: which set goes which way, and which team sets it up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from scheduler.plan import Overhaul, Stay
from scheduler.sets.board import Board
from scheduler.sets.pricing import Itinerary


def timetable(board: Board, items: Sequence[Itinerary]) -> tuple[tuple[Stay, ...], tuple[Overhaul, ...]]:
    """Return stays by opening day and overhauls by first day; ties by set id.

    Sets of one kind and home are dealt out in the order of their ids. A week's teams are dealt out so that the one
    with the fewest stays so far comes first.
    """
    waiting = {(row, home): list(ids) for row, kind in enumerate(board.kinds) for home, ids in kind.homes}
    ways = [(waiting[item.kind, item.home].pop(0), item) for item in sorted(items, key=lambda item: item.options)]
    held = sorted(
        (int(board.options.opens[option]), set_id, option) for set_id, item in ways for option in item.options
    )
    busy: Counter[str] = Counter()
    taken: set[tuple[int, str]] = set()
    stays = []
    for opens, set_id, option in held:
        free = [team_id for team_id in board.teams[opens] if (opens, team_id) not in taken]
        team_id = min(free, key=lambda name: (busy[name], name))
        busy[team_id] += 1
        taken.add((opens, team_id))
        stays.append(_stay(board, set_id, option, team_id))
    overhauls = sorted((week, set_id, item.kind) for set_id, item in ways for week in item.overhauls)
    return tuple(stays), tuple(
        Overhaul(set_id=set_id, first_monday=board.weeks.monday(week), weeks=board.kinds[kind].repair_weeks)
        for week, set_id, kind in overhauls
    )


def _stay(board: Board, set_id: str, option: int, team_id: str) -> Stay:
    hall = board.halls[board.options.hall[option]]
    opens, ends = int(board.options.opens[option]), int(board.options.ends[option])
    return Stay(
        set_id=set_id,
        hall_id=hall.hall_id,
        county_id=hall.county_id,
        opens=board.weeks.monday(opens),
        weeks=ends - opens + 1,
        team_id=team_id,
    )
