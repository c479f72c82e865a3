"""Mobile libraries' timetables: cycles, oddities, and the freedom that a new plan has."""

from __future__ import annotations

import pytest

from bench.library_days import between_stops, council_of
from bench.routes_check import leg_costs, violations
from bench.timetables import read_timetable

HEAD = "organisation,mobile,route,community,stop,geox,geoy,day,arrival,departure,frequency,start\n"
ROWS = [
    "Q,M,A,,a,0.10,52.10,Tuesday,10:00,10:30,FREQ=MONTHLY;BYDAY=1TU,2020-01-07",
    "Q,M,A,,b,0.12,52.11,Tuesday,11:00,11:40,FREQ=MONTHLY;BYDAY=1TU,2020-01-07",
    "Q,M,B,,c,0.30,52.10,Tuesday,09:30,10:00,FREQ=MONTHLY;BYDAY='2TU,4TU',2020-01-14",
    "Q,M,C,,d,0.10,52.12,Wednesday,10:00,10:20,FREQ=WEEKLY;INTERVAL=4,2020-03-04",
    "Q,M,C,,e,0.11,52.12,Wednesday,10:10,10:40,FREQ=WEEKLY;INTERVAL=4,2020-03-04",
    "Q,M,C,,f,0.11,52.12,Wednesday,12:00,12:30,FREQ=WEEKLY;INTERVAL=4,2020-03-11",
    "Q,M,D,,g,0.11,52.13,Friday,10:00,10:00,FREQ=WEEKLY;INTERVAL=4,2020-03-06",
    "Q,M,D,,h,0.11,,Friday,10:00,10:20,FREQ=WEEKLY;INTERVAL=4,2020-03-06",
    "Q,M,D,,i,0.11,52.13,Friday,10:00,10:20,FREQ=WEEKLY;INTERVAL=4,2020-03-05",
    "Q,M,D,,j,0.11,52.13,Friday,10:00,10:20,FREQ=DAILY,2020-03-06",
]


@pytest.fixture
def timetable(tmp_path):
    path = tmp_path / "q.csv"
    path.write_text(HEAD + "\n".join(ROWS).replace("'2TU,4TU'", "2TU") + "\n", "utf-8")
    whole = path.read_text("utf-8").replace("FREQ=MONTHLY;BYDAY=2TU", '"FREQ=MONTHLY;BYDAY=2TU,4TU"')
    path.write_text(whole, "utf-8")
    return read_timetable(path)


def test_a_cycle_has_every_visit_on_its_day(timetable):
    days = {day: [visit.stop for visit in visits] for day, visits in timetable.days().items()}
    week = next(visit.week for visit in timetable.visits if visit.stop == 5)
    assert days == {
        ("M", 1, 2): [2, 3],
        ("M", 2, 2): [4],
        ("M", 4, 2): [4],
        ("M", week, 3): [5, 6],
        ("M", week % 4 + 1, 3): [7],
    }
    assert [visit.stop for visit in timetable.visits if visit.often] == [4, 4, 6, 7]


def test_odd_rows_are_told(timetable):
    told = "\n".join(timetable.odd)
    for row in (8, 9, 10, 11):
        assert f"row {row} left out" in told
    assert "row 7 lies exactly where row 6 does" in told
    assert "rows 5 and 6 overlap" in told


def test_visits_keep_their_weekday_and_frequent_ones_their_week(timetable):
    kept, free = council_of(timetable), council_of(timetable, any_weekday=True)
    for council in (kept, free):
        for row, (_, week, weekday) in enumerate(council.vehicle_days):
            for column, visit in enumerate(timetable.visits):
                own = (week, weekday) == (visit.week, visit.weekday)
                want = own if visit.often else council is free or weekday == visit.weekday
                assert council.problem.suits[row, column] == want


def test_the_council_may_drive_its_own_routes_but_for_overlaps(timetable):
    council = council_of(timetable)
    assert not [fault for fault in violations(council.problem, council.driven) if "suit" in fault or "out for" in fault]
    assert 0 < between_stops(council.problem, council.driven) < leg_costs(council.problem, council.driven)


@pytest.mark.parametrize(("name", "visits", "days"), [("somerset", 126, 17), ("suffolk", 562, 53)])
def test_real_timetables_are_read_whole(outside, name, visits, days):
    timetable = read_timetable(outside("mobile-libraries") / f"{name}.csv")
    assert (len(timetable.visits), len(timetable.days())) == (visits, days)
    assert [line for line in timetable.odd if "left out" in line] == []
