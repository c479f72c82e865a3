"""The verifier accepts the plan made by hand and refuses each broken one for the one right reason."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import corruptions_tours  # noqa: F401 (adds its corruptions to the list)
import pytest
from corruptions import CORRUPTIONS
from corruptions_campaigns import CAMPAIGNS
from corruptions_repeats import REPEATS
from corruptions_who import WHO
from golden import golden_problem, span
from golden_plan import golden_plan, stamped

from scheduler.check import check_problem
from scheduler.need import need_permille
from scheduler.rules import rules
from scheduler.travel import set_matrix
from scheduler.verify import figures, registry, verify
from scheduler.verify.figures import trivial_bounds
from scheduler.verify.registry import RULES
from scheduler.verify.view import View
from scheduler.wire import PLAN, dump_plan, parse

NAMES = [f"{rule_id}-{corruption.__name__}" for rule_id, _, corruption in CORRUPTIONS]


def test_the_sample_is_free_of_faults():
    assert check_problem(golden_problem()) == []
    assert need_permille(golden_problem()) == {"A": 400, "B": 800, "C": 500, "D": 900}


def test_the_plan_made_by_hand_is_accepted():
    assert verify(golden_problem(), golden_plan()) == []
    assert verify(golden_problem(), parse(PLAN, dump_plan(golden_plan()), "plan.json")) == []


@pytest.mark.parametrize(("rule_id", "case", "corruption"), CORRUPTIONS, ids=NAMES)
def test_a_corrupted_plan_breaks_exactly_one_rule(rule_id, case, corruption):
    found = verify(golden_problem(), corruption())
    assert {(violation.rule_id, violation.case) for violation in found} == {(rule_id, case)}
    for violation in found:
        assert violation.text("zh") != violation.text("en")
        assert _points_into(dump_plan(corruption()), violation.place), violation.place


@pytest.mark.parametrize(("rule_id", "case", "corruption"), CORRUPTIONS, ids=NAMES)
def test_without_the_rule_the_corrupted_plan_is_accepted(rule_id, case, corruption, monkeypatch):
    monkeypatch.setattr(registry, "RULES", {name: check for name, check in RULES.items() if name != rule_id})
    assert verify(golden_problem(), corruption()) == []


def test_every_rule_is_broken_by_some_plan():
    assert {rule_id for rule_id, _, _ in (*CORRUPTIONS, *REPEATS, *WHO)} | {rule_id for rule_id, _ in CAMPAIGNS} == set(
        RULES
    )


def test_every_way_of_breaking_a_rule_that_the_sample_can_show_is_shown():
    """Those that remain need a kit too heavy, a stop without power, a day without a round (below), or are spoken of
    by explanations only: that there is none of something at all."""
    cases = {(rule_id, case) for rule_id, rule in rules().items() if rule.kind != "roster" for case in rule.cases}
    shown = {(rule_id, case) for rule_id, case, _ in (*CORRUPTIONS, *REPEATS, *WHO)}
    assert cases - shown - set(CAMPAIGNS) == {
        ("tour.fit", "mass"),
        ("tour.fit", "volume"),
        ("tour.fit", "power"),
        ("set.round", "outside"),
        ("set.reference", "no_hall"),
        ("set.reference", "no_set"),
        ("set.once_first", "waits"),
        ("set.ring", "wanted"),
        ("set.ring", "one_place"),
        ("set.ring", "one_a_round"),
        ("set.ring", "teams"),
        ("set.crew", "no_team"),
        ("tour.reference", "no_caravan"),
        ("crew.licence", "nobody"),
        ("caravan.lent", "no_kit"),
    }


def _points_into(content: object, place: str) -> bool:
    for part in place.strip("/").split("/"):
        content = content[int(part)] if isinstance(content, list) else content[part]  # type: ignore[index]
    return True


# --- what only another problem can show ---


def broken(problem_changes: dict[str, object]) -> set[tuple[str, str]]:
    """Verify the plan made by hand against a changed problem, the pinned versions apart."""
    problem = replace(golden_problem(), **problem_changes)  # type: ignore[arg-type]
    found = verify(problem, stamped(golden_plan(), problem))
    return {(v.rule_id, v.case) for v in found if v.rule_id != "plan.problem"}


@pytest.mark.parametrize(
    ("case", "changes"),
    [("mass", {"mass_g": 1_000_001}), ("volume", {"volume_l": 5_001}), ("power", {"power_w": 2_001})],
)
def test_a_kit_too_much_for_the_vehicle(case, changes):
    exhibits = tuple(replace(e, **changes) if e.exhibit_id == "k2" else e for e in golden_problem().exhibits)
    assert broken({"exhibits": exhibits}) == {("tour.fit", case)}


def test_the_stop_may_supply_what_the_vehicle_cannot():
    exhibits = tuple(replace(e, power_w=2_500) if e.exhibit_id == "k2" else e for e in golden_problem().exhibits)
    stops = tuple(replace(s, power_w=2_500) for s in golden_problem().stops)
    assert broken({"exhibits": exhibits, "stops": stops}) == set()


def test_broken_exhibits_travel_but_need_no_floor():
    heavy = {"footprint_m2": 999.0, "condition": "in_repair"}
    exhibits = tuple(replace(e, **heavy) if e.exhibit_id == "k2" else e for e in golden_problem().exhibits)
    assert broken({"exhibits": exhibits}) == set()


def test_a_stay_that_opens_in_no_round():
    assert broken({"rounds": golden_problem().rounds[:1]}) == {("set.round", "outside")}


def test_decimal_areas_are_added_as_written():
    """Three exhibits of 0.1 need 0.3 and not a trifle more, as they do in floating point."""
    halls = tuple(replace(h, area_m2=0.3) for h in golden_problem().halls)
    exhibits = tuple(replace(e, footprint_m2=0.1) for e in golden_problem().exhibits)
    assert sum(e.footprint_m2 for e in exhibits[:3]) > halls[0].area_m2
    assert broken({"halls": halls, "exhibits": exhibits}) == set()
    assert broken({"halls": tuple(replace(h, area_m2=0.29) for h in halls), "exhibits": exhibits}) == {
        ("set.hall_fit", "area")
    }


def test_soft_floors_are_no_rule():
    floors = tuple(replace(f, minimum=9, hard=False) for f in golden_problem().floors)
    assert broken({"floors": floors}) == set()


def test_the_noon_closure_lies_between_two_windows():
    """With one window over noon instead of two, the visit over noon is within."""
    stops = tuple(
        replace(s, windows=(replace(s.windows[0], close_min=1020),)) if s.stop_id == "s4" else s
        for s in golden_problem().stops
    )
    over_noon = next(c for _, _, c in CORRUPTIONS if c.__name__ == "over_noon")()
    problem = replace(golden_problem(), stops=stops)
    assert {v.rule_id for v in verify(problem, over_noon)} == {"plan.problem"}


def test_travel_days_come_on_top_of_setup():
    """With truck days of an hour the two hours from A to B take days that are not there."""
    rules_ = replace(golden_problem().set_rules, truck_day_drive_max_min=60)
    assert broken({"set_rules": rules_}) == {("set.move", "days")}


def test_public_holidays_are_no_moving_days():
    """S1 has seven free days before B; two of them as holidays leave five, and six are needed."""
    calendar = golden_problem().calendar
    extra = span("06-03", "06-04")
    assert broken({"calendar": replace(calendar, holidays=(*calendar.holidays, extra))}) == {("set.move", "days")}


# --- figures, by hand ---


def test_figures_are_those_computed_by_hand():
    """Open days: A 40 + 29 (18 in term, 22 outside at half), B 31 (23, 17), C 50; gains 890, 465, 700 permille.

    Audience: A 700 of 1000 (gain 820), B 700 of 700, C and D nothing.
    """
    values = figures(golden_problem(), golden_plan())
    assert values["sets", "shortage"] == 1
    assert values["sets", "coverage"] == 400 * 890 + 800 * 465 + 500 * 700
    assert values["sets", "worst_prefecture"] == (400 * 890 + 800 * 465) // 1200
    assert values["caravans", "shortage"] == 1
    assert values["caravans", "coverage"] == 400 * 820 + 800 * 1000
    assert values["caravans", "worst_prefecture"] == 0


def test_trivial_bounds_are_those_computed_by_hand():
    """D (need 900) did not ask for sets, but has stops."""
    assert trivial_bounds(View(golden_problem(), golden_plan())) == {
        ("sets", "coverage"): 1000 * (400 + 800 + 500),
        ("sets", "worst_prefecture"): 1000,
        ("caravans", "coverage"): 1000 * (400 + 800 + 500 + 900),
        ("caravans", "worst_prefecture"): 1000,
    }


def test_costs_are_kilometres_days_and_moves():
    km_cost = 0
    routes = {"S1": ["home:S1", "hall:hA", "home:S1", "hall:hB"], "S2": ["home:S2", "hall:hC", "hall:hA"]}
    for route in routes.values():
        for origin, destination in pairwise(route):
            km_cost += -(-set_matrix(golden_problem()).metres(origin, destination) * 700 // 1000)
    values = figures(golden_problem(), golden_plan())
    assert values["sets", "cost"] == km_cost + 4 * 100_000
    metres = [sum(a.length_m for d in t.days for a in d.activities) for t in golden_plan().tours]
    assert values["caravans", "cost"] == sum(-(-m * 333 // 1000) for m in metres) + 3 * 50_000


def test_a_plan_that_plans_one_section_only_needs_no_figures_of_the_other():
    plan = replace(golden_plan(), tours=(), stages=golden_plan().stages[:4])
    problem = replace(golden_problem(), floors=(), visit_pins=())
    found = {v.rule_id for v in verify(problem, stamped_half(plan, problem))}
    assert found == {"plan.problem"}


def stamped_half(plan, problem):
    return replace(plan, stages=stamped(plan, problem).stages[:4])
