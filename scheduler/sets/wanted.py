"""What one more stay is worth to a plan that is being made stay by stay."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scheduler.sets.board import Board
from scheduler.sets.demands import counted, lacking
from scheduler.sets.pool import Pool
from scheduler.sets.score import county_gains
from scheduler.sets.weeks import Ints


def wanted(board: Board, pool: Pool, taken: Sequence[int]) -> Ints:
    """Return what each option earns: a pin most, then a county below its floor, then coverage."""
    held = [option for place in taken for option in pool.items[place].options]
    county, days = board.option_county(), board.options.effective_days
    before = np.zeros(len(board.counties), dtype=np.int64)
    np.add.at(before, county[held], days[held])
    curve = board.problem.set_rules.gain
    table = np.array([curve.gain_permille(day) for day in range(int(before.max(initial=0) + days.max(initial=0)) + 1)])
    reward: Ints = board.need[county] * (table[before[county] + days] - county_gains(board, held)[county]) + 1
    whole = int(1000 * board.need.sum()) + 1
    stays = np.bincount(county[held], minlength=len(board.counties))
    for index, floor in board.floors:
        if stays[index] < floor.minimum:
            reward[county == index] += 10 * whole if floor.hard else whole
    for number, demand in enumerate(board.demands):
        if lacking(board, [pool.items[place] for place in taken], number):
            reward[counted(board, demand)] += 10 * whole if demand.hard else whole
    for pin in board.pins:
        reward[pin.option] += 100 * whole
    return reward
