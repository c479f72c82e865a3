"""Troupes: counties not yet played come first, the tour obeys every rule, and no troupe is a coded fault."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import DapengError
from fleet.troupe import Performance, Troupe
from scheduler.check import check_problem
from scheduler.progress import Budget
from scheduler.solve import solve
from scheduler.verify import verify
from services.troupe import troupe_problem, troupe_result
from tests.small import small_problem

BARE = small_problem()
TROUPE = Troupe(
    troupe_id="play",
    name="科普剧团（虚构）",
    org_id=BARE.caravans[0].owner_id,
    type_id=BARE.caravans[0].type_id,
    depot_id=BARE.caravans[0].depot_id,
    people=8,
    days_max=4,
    unavailable=(),
    stop_kinds=("school", "township", "village"),
    performances_target=100,
    played_known_since=None,
)
PLAYED = BARE.counties[0].county_id
PROBLEM = replace(
    BARE,
    troupes=(TROUPE,),
    performances=(Performance(county_id=PLAYED, day=BARE.horizon.first_monday, troupe_id=None, source="invented"),),
)


def test_new_counties_come_first_and_the_target_is_told():
    made = troupe_problem(PROBLEM)
    assert check_problem(made) == []
    assert PLAYED not in {floor.county_id for floor in made.floors}
    plan = solve(made, Budget(3, seed=1))
    assert verify(made, plan) == []
    found = troupe_result(made, plan)
    assert found.target == 100
    assert 0 < found.performances < 100
    assert set(found.new_counties) | set(found.left) == {floor.county_id for floor in made.floors}
    assert next(stage.value for stage in plan.stages if stage.section == "caravans") == len(found.left)


def test_no_troupe_is_a_fault():
    with pytest.raises(DapengError, match="troupe-missing"):
        troupe_problem(BARE)
