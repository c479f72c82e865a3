"""The recursion of the pricing, compiled: best values to come, from the last week to the first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba

from scheduler.sets.weeks import Ints

F = TypeVar("F", bound=Callable[..., object])
NEVER = -(1 << 58)
"""Value of what cannot be; a few of them still add up within 64 bits."""


def compiled(function: F) -> F:
    """Compile ``function``; kept on disk."""
    return cast(F, numba.njit(cache=True, nogil=True)(function))


@compiled
def _insert(values: Ints, labels: Ints, phase: int, week: int, hall: int, value: int, label: int) -> None:
    """Keep the best value and the best one of another label."""
    if value > values[0, phase, week, hall]:
        if label != labels[0, phase, week, hall]:
            values[1, phase, week, hall] = values[0, phase, week, hall]
            labels[1, phase, week, hall] = labels[0, phase, week, hall]
        values[0, phase, week, hall] = value
        labels[0, phase, week, hall] = label
    elif label != labels[0, phase, week, hall] and value > values[1, phase, week, hall]:
        values[1, phase, week, hall] = value
        labels[1, phase, week, hall] = label


@compiled
def _fill_leave(
    node: tuple[int, int, int],
    stand: tuple[Ints, Ints],
    leave: tuple[Ints, Ints],
    yard: Ints,
    county: Ints,
    moves: tuple[Ints, Ints, Ints],
    back: tuple[Ints, Ints],
) -> None:
    """Fill in ``leave`` of all halls in a phase and week; ``node``: phase, week, and the value of doing no more."""
    phase, week, rest = node
    halls = len(county)
    for hall in range(halls):
        best = max(rest, yard[phase, back[0][week, hall]] - back[1][hall], NEVER)
        _insert(leave[0], leave[1], phase, week, hall, best, -1)
        for onward in range(halls):
            opens = moves[1][week, moves[0][hall, onward]]
            again = stand[1][0, phase, opens, onward] == county[hall] and county[hall] >= 0
            value = stand[0][1 if again else 0, phase, opens, onward] - moves[2][hall, onward]
            _insert(leave[0], leave[1], phase, week, hall, value, county[onward])


@compiled
def _fill_stand(
    phase: int, week: int, gain: Ints, stand: tuple[Ints, Ints], leave: tuple[Ints, Ints], lengths: Ints
) -> None:
    """Fill in ``stand`` of all halls in a phase and week."""
    values, labels = stand
    _, _, weeks, halls = leave[0].shape
    for hall in range(halls):
        for rank in range(2):
            later, label = values[rank, phase, week + 1, hall], labels[rank, phase, week + 1, hall]
            _insert(values, labels, phase, week, hall, later, label)
        for length in range(len(lengths)):
            end = week + lengths[length] - 1
            if end < weeks:
                for rank in range(2):
                    value = gain[length, week, hall] + leave[0][rank, phase, end, hall]
                    _insert(values, labels, phase, week, hall, value, leave[1][rank, phase, end, hall])


@compiled
def fill(
    gain: Ints,
    stand: tuple[Ints, Ints],
    leave: tuple[Ints, Ints],
    yard: Ints,
    home: Ints,
    county: Ints,
    lengths: Ints,
    overhauls: Ints,
    moves: tuple[Ints, Ints, Ints],
    back: tuple[Ints, Ints],
    enter: tuple[Ints, Ints],
) -> None:
    """Fill in ``stand``, ``leave``, ``yard`` and ``home`` of :class:`scheduler.sets.pricing.Values`.

    Two values are kept per node, for different next counties, so that a set need not be sent back to the county it
    has just come from (two-cycle elimination, Houck et al. 1980).

    Parameters
    ----------
    gain
        (length, week, hall).
    stand, leave
        Values, all :data:`NEVER` on entry, and labels, all -1: the county of the next stay, -1 for none.
    yard, home
        All :data:`NEVER` on entry.
    county
        Label of each hall; -1 where a county may be visited again.
    lengths
        Weeks of each length.
    overhauls
        (option, 4): start, phase before, phase after, week of being back.
    moves
        (hall, next hall) needed days; (week, days) earliest opening; (hall, next hall) cost.
    back
        (week, hall) earliest overhaul after a stay; cost per hall.
    enter
        (week, hall) earliest opening after being at home; cost per hall.
    """
    _, phases, weeks, halls = leave[0].shape
    home[phases - 1, weeks] = 0
    for phase in range(phases - 1, -1, -1):
        rest = 0 if phase == phases - 1 else NEVER
        for week in range(weeks - 1, -1, -1):
            _fill_leave((phase, week, rest), stand, leave, yard, county, moves, back)
            _fill_stand(phase, week, gain, stand, leave, lengths)
            best = yard[phase, week + 1]
            for option in range(len(overhauls)):
                if overhauls[option, 0] == week and overhauls[option, 1] == phase:
                    best = max(best, home[overhauls[option, 2], overhauls[option, 3]])
            yard[phase, week] = best
            best = max(best, rest)
            for hall in range(halls):
                best = max(best, stand[0][0, phase, enter[0][week, hall], hall] - enter[1][hall])
            home[phase, week] = best


@compiled
def reach(
    gain: Ints,
    stand: Ints,
    leave: Ints,
    yard: Ints,
    home: Ints,
    lengths: Ints,
    overhauls: Ints,
    moves: tuple[Ints, Ints, Ints],
    back: tuple[Ints, Ints],
    enter: tuple[Ints, Ints],
) -> None:
    """Fill in the best values so far, from the first week to the last; arguments as of :func:`fill`.

    All :data:`NEVER` on entry but for where the sets start. ``stand``: may open in the hall in this week; ``leave``:
    a stay has ended with this week, its gain included. Counties may be visited again.
    """
    phases, weeks, halls = leave.shape
    for week in range(weeks):
        for phase in range(phases):
            for hall in range(halls):
                opens = enter[0][week, hall]
                stand[phase, opens, hall] = max(stand[phase, opens, hall], home[phase, week] - enter[1][hall])
            yard[phase, week] = max(yard[phase, week], home[phase, week])
            yard[phase, week + 1] = max(yard[phase, week + 1], yard[phase, week])
            for option in range(len(overhauls)):
                if overhauls[option, 0] == week and overhauls[option, 1] == phase:
                    after, end = overhauls[option, 2], overhauls[option, 3]
                    home[after, end] = max(home[after, end], yard[phase, week])
            for hall in range(halls):
                here = stand[phase, week, hall]
                stand[phase, week + 1, hall] = max(stand[phase, week + 1, hall], here)
                for length in range(len(lengths)):
                    end = week + lengths[length] - 1
                    if end < weeks:
                        leave[phase, end, hall] = max(leave[phase, end, hall], here + gain[length, week, hall], NEVER)
            for hall in range(halls):
                gone = leave[phase, week, hall]
                late = back[0][week, hall]
                yard[phase, late] = max(yard[phase, late], gone - back[1][hall])
                for onward in range(halls):
                    opens = moves[1][week, moves[0][hall, onward]]
                    stand[phase, opens, onward] = max(stand[phase, opens, onward], gone - moves[2][hall, onward])
