"""Twenty sampled counties: what is called impossible is mended by the named rule, and prices are what solves say."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from unittest.mock import Mock

import pytest
from small import small_problem

from core.errors import DapengError, Fault
from scheduler.caravans.solve import solve_caravans
from scheduler.explain import CountyExplanation, ServiceExplanation, explain_county, explain_unserved, neediest
from scheduler.explain.caravans import with_tour
from scheduler.explain.price import forced_in, price_of
from scheduler.explain.relax import relax
from scheduler.explain.sets import explain_sets, with_stay
from scheduler.plan import Plan, Section
from scheduler.problem import Floor, Problem
from scheduler.progress import Budget
from scheduler.sets.solve import solve_sets
from scheduler.solve import solve
from scheduler.verify import figures, verify
from scheduler.verify.view import View
from scheduler.wire import pinned_of

SECONDS = 0.5
SAMPLES: list[tuple[int, Section]] = [(seed, section) for seed in range(1, 11) for section in ("sets", "caravans")]


OF_SECTION = {"sets": {"set.pin", "set.floor"}, "caravans": {"visit.pin", "county.floor"}}


def budget(seed: int = 1) -> Budget:
    return Budget(SECONDS, seed=seed, workers=1, deterministic=True)


@cache
def problem_of(seed: int) -> Problem:
    """Return a small problem with too few days out for its stops."""
    problem = small_problem(counties=9, sets=1, caravans=1, stops=27, weeks=26, seed=seed)
    caravans = tuple(replace(caravan, out_days_max=3) for caravan in problem.caravans)
    return replace(problem, caravans=caravans, visit_pins=(), floors=())


@cache
def plan_of(seed: int) -> Plan:
    plan = solve(problem_of(seed), budget())
    assert verify(problem_of(seed), plan) == []
    return plan


def solved(problem: Problem, like: Plan, section: Section, seed: int = 1) -> Plan:
    """Return a plan of one section that the verifier accepts, apart from pins and figures of the other."""
    if section == "sets":
        sets = solve_sets(problem, budget(seed))
        plan = replace(like, stays=sets.stays, overhauls=sets.overhauls, tours=(), stages=sets.stages)
    else:
        caravans = solve_caravans(problem, budget(seed))
        plan = replace(like, stays=(), overhauls=(), tours=caravans.tours, stages=caravans.stages)
    plan = replace(plan, pinned=pinned_of(problem))
    broken = {each.rule_id for each in verify(problem, plan)}
    assert broken <= {"set.pin", "set.floor", "visit.pin", "county.floor"} - OF_SECTION[section]
    return plan


def served(problem: Problem, plan: Plan, section: Section) -> set[str]:
    if section == "sets":
        return {stay.county_id for stay in plan.stays}
    county = {stop.stop_id: stop.county_id for stop in problem.stops}
    activities = [a for tour in plan.tours for day in tour.days for a in day.activities]
    return {county[a.stop_id] for a in activities if a.stop_id is not None}


def sampled_county(seed: int, section: Section) -> str:
    """Return a county that the plan does not serve."""
    problem = problem_of(seed)
    asked = [c.county_id for c in problem.counties if c.county_id not in problem.not_asked]
    unserved = sorted(set(asked) - served(problem, plan_of(seed), section))
    return unserved[seed % len(unserved)]


def accepted(problem: Problem, plan: Plan) -> bool:
    """Tell whether the verifier has nothing against the plan but figures that were not made anew."""
    return {violation.rule_id for violation in verify(problem, plan)} <= {"plan.figures", "plan.problem"}


STAGES: Counter[tuple[Section, str]] = Counter()
PRICED: Counter[Section] = Counter()


@pytest.mark.parametrize(("seed", "section"), SAMPLES)
def test_a_sampled_county_is_explained_truly(seed, section):
    county_id = sampled_county(seed, section)
    problem, plan = problem_of(seed), plan_of(seed)
    whole = explain_county(problem, plan, county_id, budget())
    assert isinstance(whole, CountyExplanation)
    found: ServiceExplanation = getattr(whole, section)
    STAGES[section, found.stage] += 1
    CHECKS[found.stage](problem, plan, county_id, section, found)


def check_impossible(problem, plan, county_id, section, found):
    """The solver refuses it too; relaxed, the county is served by a plan that is solved with it forced in."""
    assert found.mends
    with pytest.raises(DapengError):
        solved(forced_in(problem, section, county_id), plan, section)
    relaxed = relax(problem, *found.mends)
    forced = solved(forced_in(relaxed, section, county_id), plan, section)
    assert county_id in served(relaxed, forced, section)


def check_gap(problem, plan, county_id, section, found):
    more = (
        with_stay(plan, found.gap.stay, found.gap.overhauls) if section == "sets" else with_tour(plan, found.gap.tour)
    )
    assert accepted(problem, more)
    assert county_id in served(problem, more, section)


def check_price(problem, plan, county_id, section, found):
    """Another pair of solves, of another seed, gives the same differences within the gaps of all four."""
    assert found.reasons
    if found.price.outcome != "priced":
        assert not found.price.stages
        return
    PRICED[section] += 1
    again = solved(forced_in(problem, section, county_id), plan, section, seed=2)
    assert county_id in served(problem, again, section)
    other = {stage.stage: stage for stage in again.stages}
    planned = {stage.stage: stage for stage in plan.stages if stage.section == section}
    assert [stage.stage for stage in found.price.stages] == list(planned)
    for stage in found.price.stages[:2]:
        assert (stage.planned, stage.planned_bound) == (planned[stage.stage].value, planned[stage.stage].bound)
        ours = interval(stage.stage, stage.forced, stage.forced_bound)
        theirs = interval(stage.stage, other[stage.stage].value, other[stage.stage].bound)
        assert ours[0] <= theirs[1], stage
        assert theirs[0] <= ours[1], stage
        if not _equal_before(found.price.stages, other):
            break
    assert figures(problem, again)[section, "coverage"] == other["coverage"].value


def interval(stage, value, bound):
    """Return where the best value lies: between what was reached and what is proven."""
    return (min(value, bound), max(value, bound))


def _equal_before(stages, other):
    return all(stage.forced == other[stage.stage].value for stage in stages[:1])


def check_not_asked(problem, plan, county_id, section, found):
    relaxed = relax(problem, *found.mends)
    forced = solved(forced_in(relaxed, section, county_id), plan, section)
    assert county_id in served(relaxed, forced, section)


CHECKS = {
    "impossible": check_impossible,
    "gap": check_gap,
    "price": check_price,
    "not_asked": check_not_asked,
}


def test_the_samples_come_to_prices_and_to_proofs():
    if sum(STAGES.values()) < len(SAMPLES):
        pytest.skip("the samples were not all run")
    assert PRICED["sets"] >= 3
    assert PRICED["caravans"] >= 3
    assert STAGES["sets", "impossible"] >= 1


@pytest.mark.parametrize("seed", range(1, 11))
def test_relaxing_the_named_rules_takes_the_impossibility_away(seed):
    problem = small_problem(counties=9, sets=1, caravans=1, stops=27, weeks=26, seed=seed)
    plan = replace(plan_of(1), stays=(), overhauls=(), tours=(), stages=())
    for county in problem.counties:
        found = explain_sets(View(problem, plan), county.county_id)
        if found.stage == "impossible":
            assert explain_sets(View(relax(problem, *found.mends), plan), county.county_id).stage == "gap"


def test_every_needy_county_that_is_not_served_names_a_rule_or_a_price():
    problem, plan = problem_of(3), plan_of(3)
    found = explain_unserved(problem, plan, budget())
    both = served(problem, plan, "sets") & served(problem, plan, "caravans")
    assert [each.county_id for each in found] == [name for name in neediest(problem) if name not in both]
    for each in found:
        for service in (each.sets, each.caravans):
            assert service.stage in ("served", "gap") or service.reasons or service.mends
        assert each.text("zh") != each.text("en")


def test_prices_share_the_time_there_is():
    """Without any time left, the cheap stages still name their rules."""
    problem, plan = problem_of(3), plan_of(3)
    over = Budget(0.0, seed=1)
    for each in explain_unserved(problem, plan, over):
        assert "price" not in (each.sets.stage, each.caravans.stage)


def test_with_everybody_all_are_explained_and_only_the_neediest_priced():
    problem, plan = problem_of(3), plan_of(3)
    both = served(problem, plan, "sets") & served(problem, plan, "caravans")
    found = explain_unserved(problem, plan, budget(), everybody=True)
    assert {each.county_id for each in found} == {county.county_id for county in problem.counties} - both
    for each in found:
        if "price" in (each.sets.stage, each.caravans.stage):
            assert each.county_id in neediest(problem)


def test_a_county_forced_in_costs_nothing_where_the_plan_could_be_as_good():
    problem, plan = problem_of(1), plan_of(1)
    county_id = next(iter(sorted(served(problem, plan, "sets"))))
    forced = solved(forced_in(problem, "sets", county_id), plan, "sets")
    planned, again = ({s.stage: s for s in each.stages if s.section == "sets"} for each in (plan, forced))
    assert planned["coverage"].value <= again["coverage"].bound
    assert again["coverage"].value <= planned["coverage"].bound


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("caravan-rules-unmet", "none_found"),
        ("visit-pins-unmet", "none_found"),
        ("sets-none-found", "none_found"),
        ("file-missing", "none_found"),
        ("visit-floor-impossible", "proved_impossible"),
        ("visit-floor-beside-pins", "proved_impossible"),
        ("visit-floor-beside-stays", "none_found"),
        ("sets-impossible", "proved_impossible"),
    ],
)
def test_only_what_a_solver_proved_is_told_as_proved(monkeypatch, code, outcome):
    names = ("county", "day", "floors", "minimum", "most", "named", "path", "pins", "rules", "seconds", "stop")
    refusal = DapengError([Fault(code=code, place="/", facts=dict.fromkeys(names, "1"))])
    monkeypatch.setattr("scheduler.explain.price.solve_with_campaigns", Mock(side_effect=refusal))
    found = price_of(View(problem_of(1), plan_of(1)), "caravans", "A", budget())
    assert (found.outcome, found.faults) == (outcome, refusal.faults)


def test_no_time_is_no_proof():
    """More hard floors than were met in time: the solver gave up, and says so."""
    problem, plan = problem_of(1), plan_of(1)
    places = {stop.county_id for stop in problem.stops} - {sampled_county(1, "caravans")}
    floors = tuple(Floor(county_id=name, service="caravan", minimum=1, hard=True) for name in sorted(places))
    crowded = View(replace(problem, floors=floors), plan)
    found = price_of(crowded, "caravans", sampled_county(1, "caravans"), Budget(0.01, seed=1, workers=1))
    assert {fault.code for fault in found.faults} == {"caravan-rules-unmet"}
    assert found.outcome == "none_found"
