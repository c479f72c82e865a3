"""Crews of the tours that campaigns ask for, and what is told where pins of campaigns or of the planner fail."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

import numpy as np
import pytest
from campaign_help import target
from test_campaign_solve import refused, week, with_campaign, world

from core.calendar import DateSpan
from core.errors import DapengError, fault
from scheduler.campaigns.crewing import with_crews
from scheduler.campaigns.solve import solve_with_campaigns
from scheduler.caravans.case import Case, make_case
from scheduler.caravans.column import Column, is_feasible, tours_of
from scheduler.caravans.master import crews_for
from scheduler.caravans.start import add_tours
from scheduler.caravans.state import columns_of, empty_board
from scheduler.problem import VisitPin
from scheduler.progress import Budget
from tests.scheduler.caravans.caravan_help import bare


def random_tours(case: Case, rng: np.random.Generator) -> list[Column]:
    """Return some tours of each caravan, apart in time, over a few days: crews are what they compete for."""
    found = []
    for caravan in range(len(case.flat.out_max)):
        day = int(rng.integers(0, 3))
        while day < 8:
            length = int(rng.integers(1, 4))
            found.append(Column(caravan=caravan, first=day, nights=(0,) * (length - 1), visits=((),) * length))
            day += length + int(rng.integers(1, 4))
    return found


def most_crewed(case: Case, columns: list[Column]) -> int:
    """Return the most tours that crews can go out with, by trying everything."""
    best = 0
    for crews in product(*([-1, *crews_for(case, column)] for column in columns)):
        going = [(column, crew) for column, crew in zip(columns, crews, strict=True) if crew >= 0]
        days = [(crew, day) for column, crew in going for day in column.days]
        within = all(sum(one == crew for one, _ in days) <= case.flat.crew_max[crew] for crew in set(crews) - {-1})
        if len(set(days)) == len(days) and within:
            best = max(best, len(going))
    return best


@pytest.mark.parametrize("seed", range(6))
def test_as_many_tours_have_crews_as_trying_everything_finds(seed):
    rng = np.random.default_rng(seed)
    made = bare(counties=3, caravans=3, stops=6)
    crews = tuple(replace(crew, out_days_max=int(rng.integers(2, 5)), leave=()) for crew in made.crews)
    case = make_case(replace(made, crews=crews))
    columns = random_tours(case, rng)[:7]
    crewed = with_crews(case, columns)
    assert len(crewed) == most_crewed(case, columns)
    days = [(crew, day) for column, crew in crewed for day in column.days]
    assert len(set(days)) == len(days)


def test_tours_of_an_earlier_plan_keep_their_crews():
    """Where the crew can go: on its leave another one goes."""
    made = bare(counties=4, caravans=1, stops=30)
    crew = replace(made.crews[0], leave=(), out_days_max=20)
    names = ("K1", "K2", "K3")
    problem = replace(made, crews=tuple(replace(crew, crew_id=name) for name in names))
    case = make_case(problem)
    can = case.flat.fit[0].astype(bool) & (case.flat.pattern > 0) & case.flat.free[0].astype(bool)[:, None]
    possible = [
        (day, stop)
        for day, stop in np.argwhere(can).tolist()
        if is_feasible(case, Column(caravan=0, first=day, nights=(), visits=((stop,),)))
    ]
    assert possible
    for name, (day, stop) in product(names, possible[:3]):
        column = Column(caravan=0, first=day, nights=(), visits=((stop,),))
        board, tours = empty_board(case), tours_of(case, [(column, names.index(name))])
        add_tours(case, board, tours)
        assert [names[going] for _, going in columns_of(board)] == [name]
        off = DateSpan(first=tours[0].days[0].day, last=tours[0].days[0].day)
        away = replace(crew, crew_id=name, leave=(off,))
        others = tuple(away if each.crew_id == name else each for each in problem.crews)
        without = make_case(replace(problem, crews=others))
        add_tours(without, other := empty_board(without), tours)
        assert [names[going] != name for _, going in columns_of(other)] == [True]


def test_pins_that_contradict_each_other_are_refused_beside_campaigns_too():
    bare_world = replace(world(), visit_pins=())
    first, _ = week(bare_world)
    pins = tuple(
        VisitPin(stop_id=bare_world.stops[0].stop_id, day=first + timedelta(days=n), caravan_id=None) for n in (0, 1)
    )
    problem = with_campaign(replace(bare_world, visit_pins=pins), campaign_targets=(target(hard=False),))
    assert "visit-pins-contradict" in refused(problem)


def test_a_pin_made_for_a_campaign_that_fails_is_told_as_the_target(monkeypatch):
    """Its place is not one of the problem: the planner entered no such pin."""
    problem = with_campaign(world(), campaign_targets=(target(),))
    own = problem.visit_pins[0]

    def fails(pinned, *_, **__):
        numbers = {pin.stop_id: n for n, pin in enumerate(pinned.visit_pins)}
        raise DapengError(
            fault("visit-pins-unmet", f"/visit_pins/{n}", stop=stop, day=own.day) for stop, n in numbers.items()
        )

    monkeypatch.setattr("scheduler.campaigns.solve.solve_caravans", fails)
    with pytest.raises(DapengError) as caught:
        solve_with_campaigns(problem, (), Budget(2.0, seed=1, deterministic=True))
    told = [(each.code, each.place) for each in caught.value.faults]
    expected = [("visit-pins-unmet", f"/visit_pins/{n}") for n in range(len(problem.visit_pins))]
    assert sorted(told) == sorted([*expected, ("campaign-targets-unmet", "/campaign_targets")])
