"""What suits what, where it just fits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.caravans.suit import fit_table, opening_patterns
from tests.small import small_problem


@pytest.mark.parametrize(("area_m2", "fits"), [(3.3, 1), (3.29, 0)])
def test_a_kit_that_needs_all_of_a_stop_fits_as_written(area_m2, fits):
    problem = small_problem(counties=3, sets=0, caravans=1, stops=6, weeks=13, seed=1)
    shown = {item.exhibit_id for item in problem.exhibits if item.condition == "working"}
    kit = next(kit for kit in problem.kits if kit.kit_id == problem.caravans[0].kit_id)
    first, second = [exhibit_id for exhibit_id in kit.exhibit_ids if exhibit_id in shown][:2]
    areas = {first: 1.1, second: 2.2}
    problem = replace(
        problem,
        kits=(replace(kit, exhibit_ids=(first, second)),),
        exhibits=tuple(
            replace(item, footprint_m2=areas[item.exhibit_id]) if item.exhibit_id in areas else item
            for item in problem.exhibits
        ),
    )
    stop = replace(problem.stops[0], area_m2=area_m2, road_class=1, themes_wanted=(), power_w=20_000)
    assert fit_table(problem, problem.caravans, (stop,)).tolist() == [[fits]]


def test_every_window_of_a_stop_counts_however_many_there_are():
    problem = small_problem()
    stop = replace(problem.stops[0], visit_min=10)
    hours = [replace(stop.windows[0], open_min=8 * 60 + 5 * n, close_min=8 * 60 + 5 * n + 10) for n in range(70)]
    day = problem.caravan_rules.window.first
    dates = [day + timedelta(days=n) for n in range(7)]
    table, patterns = opening_patterns(problem.calendar, [replace(stop, windows=tuple(hours))], dates)
    for column in range(len(dates)):
        few, known = opening_patterns(problem.calendar, [replace(stop, windows=(hours[-1],))], dates)
        last = known[few[0, column]]
        assert all(any(low <= start <= high for low, high in patterns[table[0, column]]) for start, _ in last)
    assert any(patterns[pattern] for pattern in table[0])
