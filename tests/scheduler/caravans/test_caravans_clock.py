"""The compiled clock against a slow one that tries every minute of departure."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.caravans.case import Case, make_case
from scheduler.caravans.clock import day_departure, rests_on, visit_starts
from tests.scheduler.caravans.caravan_help import bare


@cache
def case_of(season_percent: int) -> Case:
    problem = bare(counties=8, stops=40)
    slow = replace(problem.travel, season_percent=season_percent)
    stops = tuple(replace(s, visit_min=15 + 15 * (n % 9)) for n, s in enumerate(problem.stops))
    return make_case(replace(problem, travel=slow, stops=stops))


def slow_day(case: Case, day: int, origin: int, stops: list[int], destination: int, departure: int) -> list[int] | None:
    """Lay a day out minute by minute of driving; return the starts of the visits, or None where a rule breaks."""
    flat, now, stretch, drive, starts = case.flat, departure, 0, 0, []
    places = [*(int(flat.stop0) + s for s in stops), destination]
    place = origin
    for number, following in enumerate(places):
        for _ in range(int(flat.minutes[0, place, following])):
            if stretch == flat.stretch_max:
                now, stretch = now + flat.rest, 0
            now, stretch, drive = now + 1, stretch + 1, drive + 1
        place = following
        if number < len(stops):
            pattern = flat.pattern[day, stops[number]]
            spans = [(flat.opens[pattern, w], flat.latest[pattern, w]) for w in range(flat.windows[pattern])]
            fitting = [max(now, a) for a, b in spans if now <= b]
            if not fitting:
                return None
            starts.append(int(min(fitting)))
            now = starts[-1] + int(flat.visit_min[stops[number]])
            stretch = 0 if flat.visit_min[stops[number]] >= flat.rest else stretch
    fits = drive <= flat.drive_max and now <= flat.day_end and now - departure <= flat.duty_max
    return starts if fits else None


@given(
    season=st.sampled_from([60, 100, 170, 300]),
    day=st.integers(0, 20),
    ends=st.tuples(st.integers(0, 8), st.integers(0, 8)),
    stops=st.lists(st.integers(0, 39), max_size=4, unique=True),
)
@settings(max_examples=250, deadline=None)
def test_a_day_fits_exactly_where_some_departure_fits(season, day, ends, stops):
    case = case_of(season)
    flat = case.flat
    sequence = np.array(stops, dtype=np.int64)
    departure = day_departure(case.twin, 0, day, ends[0], sequence, len(stops), ends[1])
    minutes = range(flat.day_start, flat.day_end + 1)
    possible = [t for t in minutes if slow_day(case, day, ends[0], stops, ends[1], t) is not None]
    assert (departure >= 0) == bool(possible)
    if departure >= 0:
        assert departure in possible
        starts = visit_starts(case.twin, 0, day, ends[0], sequence, len(stops), departure)
        assert starts.tolist() == slow_day(case, day, ends[0], stops, ends[1], departure)


@pytest.mark.parametrize(
    ("stretch", "leg", "rests"),
    [(0, 240, 0), (0, 241, 1), (0, 480, 1), (0, 481, 2), (240, 0, 0), (240, 1, 1), (100, 380, 1)],
)
def test_a_rest_before_the_241st_minute_without_a_break(stretch, leg, rests):
    assert rests_on(stretch, leg, 240) == rests


def test_departure_is_the_latest_that_does_not_delay_the_return():
    case = case_of(100)
    flat = case.flat
    stop = int(np.flatnonzero(flat.pattern[1] > 0)[0])
    leg = int(flat.minutes[0, 0, flat.stop0 + stop])
    opens = int(flat.opens[flat.pattern[1, stop], 0])
    assert flat.day_start + leg < opens
    assert day_departure(case.twin, 0, 1, 0, np.array([stop]), 1, 0) == opens - leg
