"""Every stay that is possible alone: hall, opening week, length, and the kinds of set that may hold it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from maps.model import Hall
from maps.travel import TravelMatrix
from scheduler.problem import Problem, Round
from scheduler.sets.kinds import Kind, Spans
from scheduler.sets.permits import Permits
from scheduler.sets.weeks import Bools, Ints, Weeks, day_spans


@dataclass(frozen=True)
class Options:
    """Possible stays as columns of a table; one row per (hall, opening week, length)."""

    hall: Ints
    opens: Ints
    ends: Ints
    """Last open week."""
    effective_days: Ints
    allowed: Bools
    """Shape (options, kinds): the kind may hold the stay on an empty calendar."""

    @property
    def count(self) -> int:
        """Return the number of options."""
        return len(self.hall)


def make_options(
    problem: Problem, halls: Sequence[Hall], kinds: Sequence[Kind], weeks: Weeks, matrix: TravelMatrix
) -> Options:
    """Return the options that at least one kind may hold.

    Covers ``set.week``, ``set.intact``, ``set.hall_fit``, ``set.hall_open``, ``set.available``, ``set.away``,
    ``set.territory``, ``set.not_asked``, ``set.loan``, what recorded stays bar, that a stay opens in a round, and what
    would be shown in a ring (``set.ring``) beside the pinned stays that bring it round; the other rules are about
    several stays.
    """
    opens, ends = _placements(problem, weeks, problem.rounds)
    permits = Permits(problem, weeks, matrix, opens, ends)
    sets = {item.set_id: item for item in problem.sets}
    count = len(opens)
    allowed = np.zeros((len(halls) * count, len(kinds)), dtype=bool)
    for column, kind in enumerate(kinds):
        busy = 7 * opens - kind.setup_days, 7 * ends + 6 + kind.teardown_days
        first, last = np.maximum(busy[0], 0), np.minimum(busy[1], 7 * weeks.count - 1)
        present = _clear((*kind.absent, *kind.uncontracted), first, last) & _clear(kind.away, *busy)
        for row, hall in enumerate(halls):
            if kind.fits[row]:
                permitted = permits.of(sets[kind.set_ids[0]], hall)
                here = present & permitted & _open(hall, weeks, first, last)
                allowed[row * count : (row + 1) * count, column] = here
    keep = allowed.any(axis=1)
    return Options(
        hall=np.repeat(np.arange(len(halls)), count)[keep],
        opens=np.tile(opens, len(halls))[keep],
        ends=np.tile(ends, len(halls))[keep],
        effective_days=np.tile(weeks.effective_days(opens, ends), len(halls))[keep],
        allowed=allowed[keep],
    )


def _placements(problem: Problem, weeks: Weeks, rounds: Sequence[Round]) -> tuple[Ints, Ints]:
    """Return opening and last weeks of all stays within the horizon that open in a round."""
    pairs = [
        (week, week + length - 1)
        for length in problem.set_rules.stay_weeks
        for week in range(weeks.count - length + 1)
        if any(weeks.monday(week) in item.span for item in rounds)
    ]
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _clear(barred: Spans, first: Ints, last: Ints) -> Bools:
    """Tell for each span of days whether it meets none of ``barred``."""
    met = np.zeros(len(first), dtype=bool)
    for barred_first, barred_last in barred:
        met |= (first <= barred_last) & (last >= barred_first)
    return ~met


def _open(hall: Hall, weeks: Weeks, first: Ints, last: Ints) -> Bools:
    """Tell for each span of days whether it lies within one span in which the hall is available."""
    inside = np.zeros(len(first), dtype=bool)
    for open_first, open_last in day_spans(weeks.first, hall.available):
        inside |= (first >= open_first) & (last <= open_last)
    return inside
