"""Tours as people read them: long legs, rests on the way, nights."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import product

from core.ids import seat_place, stop_place
from scheduler.caravans.case import Case, make_case
from scheduler.caravans.column import Column, is_feasible, tours_of
from scheduler.problem import Problem
from scheduler.travel import caravan_matrix
from tests.scheduler.caravans.caravan_help import bare, broken


@cache
def far_tour() -> tuple[Problem, Case, Column]:
    """Two days to a stop behind a leg of more than four hours, on roads some times as slow as usual."""
    usual = bare(counties=10, caravans=2, stops=40, seed=2)
    for season in range(200, 900, 50):
        problem = replace(usual, travel=replace(usual.travel, season_percent=season))
        case = make_case(problem)
        for stop, first, near in product(range(40), range(7), range(3)):
            seat = int(case.flat.near_seats[case.flat.stop0 + stop, near])
            column = Column(caravan=0, first=first, nights=(seat,), visits=((stop,), ()))
            leg = case.flat.minutes[case.flat.speed[0], case.flat.depot[0], case.flat.stop0 + stop]
            if leg > case.flat.stretch_max and is_feasible(case, column):
                return problem, case, column
    raise AssertionError("no such stop")


def test_a_leg_of_more_than_four_hours_is_cut_by_a_rest_and_adds_up():
    problem, case, column = far_tour()
    crew = int(case.flat.crew_ok[0].argmax())
    tour = tours_of(case, [(column, crew)])[0]
    stop = case.names.stops[column.visits[0][0]]
    parts = [a for a in tour.days[0].activities if a.to_place == stop_place(stop.stop_id) and a.kind != "visit"]
    drives = [a for a in parts if a.kind == "drive"]
    assert len(drives) > 1
    assert any(a.kind == "rest" and a.end_min - a.start_min == 20 for a in parts)
    matrix = caravan_matrix(problem)
    assert sum(a.length_m for a in drives) == matrix.metres(drives[0].from_place, stop_place(stop.stop_id))
    assert [line for line in broken(problem, (tour,)) if "tour." in line] == []


def test_the_night_is_spent_at_a_seat_and_the_last_day_ends_at_the_depot():
    _, case, column = far_tour()
    tour = tours_of(case, [(column, int(case.flat.crew_ok[0].argmax()))])[0]
    assert tour.days[0].activities[-1].to_place == seat_place(tour.days[0].overnight_county_id)
    assert tour.days[1].overnight_county_id is None
    assert tour.days[1].activities[-1].to_place == tour.days[0].activities[0].from_place


def test_a_day_without_visits_and_without_a_way_is_a_rest():
    problem, case, column = far_tour()
    longer = Column(caravan=0, first=column.first, nights=column.nights * 2, visits=(column.visits[0], (), ()))
    tour = tours_of(case, [(longer, int(case.flat.crew_ok[0].argmax()))])[0]
    assert [a.kind for a in tour.days[1].activities] == ["rest"]
    assert [line for line in broken(problem, (tour,)) if "tour." in line] == []
