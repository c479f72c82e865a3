"""Troupes: counties not yet played come first, the tour obeys every rule, and no troupe is a coded fault."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from golden import golden_problem

from core.errors import DapengError
from fleet.troupe import Performance, Troupe
from scheduler.check import check_problem
from scheduler.exchange import Ring
from scheduler.problem import Ceiling
from scheduler.progress import Budget
from scheduler.solve import solve
from scheduler.verify import verify
from scheduler.wire import dump_problem, parse_problem
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


def test_a_troupe_plays_at_its_own_kinds_of_stops_with_its_own_people():
    """Two troupes at one depot, one for schools and one for villages: none plays, or drives, for the other."""
    one = replace(TROUPE, stop_kinds=("school",))
    two = replace(TROUPE, troupe_id="other", name="另一剧团（虚构）", stop_kinds=("village", "township"))
    made = troupe_problem(replace(PROBLEM, troupes=(one, two)))
    plan = solve(made, Budget(3, seed=1))
    assert verify(made, plan) == []
    kind = {stop.stop_id: stop.kind for stop in made.stops}
    assert {kind[stop_id] for stop_id in visits(plan, "play")} == {"school"}
    assert visits(plan, "other")
    assert {kind[stop_id] for stop_id in visits(plan, "other")} <= {"village", "township"}
    assert all(tour.crew_id == tour.caravan_id for tour in plan.tours)
    shares = {share.troupe_id: share.performances for share in troupe_result(made, plan).troupes}
    assert shares == {name: len(visits(plan, name)) for name in ("play", "other")}
    swapped = replace(plan, tours=tuple(replace(tour, caravan_id="play", crew_id="play") for tour in plan.tours))
    assert "tour.fit" in {each.rule_id for each in verify(made, swapped)}


def visits(plan, caravan_id):
    tours = [tour for tour in plan.tours if tour.caravan_id == caravan_id]
    return [part.stop_id for tour in tours for day in tour.days for part in day.activities if part.stop_id]


def test_whatever_else_a_problem_has_the_troupes_problem_can_be_read():
    """A ring names sets, a campaign target counts on them: the troupes' problem has neither."""
    ring = Ring(
        ring_id="R",
        name="环",
        set_ids=(BARE.sets[0].set_id,),
        county_ids=(PLAYED,),
        first_monday=BARE.horizon.first_monday,
        every_weeks=9,
        stay_weeks=8,
        steps=1,
    )
    full = replace(PROBLEM, rings=(ring,), loans=golden_problem().loans, joint_counties=(PLAYED,))
    made = troupe_problem(full)
    assert check_problem(made) == []
    assert parse_problem(dump_problem(made), "test") == made


def test_ceilings_count_visits_of_caravans_and_no_plays():
    """A county that no caravan may visit can be played in all the same."""
    none = tuple(Ceiling(county_id=county.county_id, maximum=0) for county in PROBLEM.counties)
    made = troupe_problem(replace(PROBLEM, floors=(), ceilings=none))
    assert made.ceilings == ()
    assert made.floors == troupe_problem(PROBLEM).floors


def test_unknown_is_not_not_played():
    plan = solve(troupe_problem(PROBLEM), Budget(2, seed=1))
    assert troupe_result(PROBLEM, plan).known_since is None
    since = date(2020, 1, 1)
    known = replace(PROBLEM, troupes=(replace(TROUPE, played_known_since=since),))
    assert troupe_result(known, plan).known_since == since
    half = replace(PROBLEM, troupes=(*known.troupes, replace(TROUPE, troupe_id="other")))
    assert troupe_result(half, plan).known_since is None


def test_no_troupe_is_a_fault():
    with pytest.raises(DapengError, match="troupe-missing"):
        troupe_problem(BARE)
