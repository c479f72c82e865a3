"""Docents and volunteers: a golden roster, brute force on a tiny case, each rule broken alone, honest reasons."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations

import pytest
from golden import golden_problem, span
from golden_plan import golden_plan, stamped

from core.errors import DapengError
from fleet.people import StaffMember, StaffWant
from maps.model import PolicyFlag
from maps.policy import PolicyList
from scheduler.check import check_problem
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.progress import Budget
from scheduler.solve import solve
from scheduler.staffing.gaps import doubts_of, gaps_of
from scheduler.staffing.jobs import jobs_of, services_of
from scheduler.staffing.model import Duty, Roster
from scheduler.staffing.solve import assign_staff
from scheduler.staffing.verify import verify_roster
from scheduler.wire import pinned_of
from services.export_roster import write_roster_workbook
from services.sample_people import with_staff
from services.staffing import dump_roster, make_roster, read_roster
from tests.small import small_problem


def person(staff_id: str, *languages: str, skills: tuple[str, ...] = (), **changes: object) -> StaffMember:
    made = StaffMember(
        staff_id=staff_id,
        name=f"人{staff_id}",
        role="volunteer",
        org_id="org",
        skills=skills,
        languages=languages,
        county_ids=(),
        days_max=30,
        row_days_max=5,
        leave=(),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def want(want_id: str, service: str, people: int = 1, **changes: object) -> StaffWant:
    made = StaffWant(
        want_id=want_id, service=service, county_ids=(), list_id=None, people=people, skill=None, language=None
    )  # type: ignore[arg-type]
    return replace(made, **changes)  # type: ignore[arg-type]


ETHNIC = PolicyList(list_id="ethnic_county", name_zh="民族县", name_en="ethnic", points=0, source="t")
FLAG = PolicyFlag(list_id="ethnic_county", effective_from=None, effective_to=None, source="t")
MIAO = want("miao", "caravan", list_id="ethnic_county", language="苗语")


def world(staff: tuple[StaffMember, ...], *wants: StaffWant) -> tuple[Problem, Plan]:
    """Return the golden problem, county B ethnic, with these people and wants, and its plan: t1 03-23/24, t2 03-25."""
    problem = golden_problem()
    problem = replace(
        problem,
        counties=tuple(replace(c, flags=(FLAG,)) if c.county_id == "B" else c for c in problem.counties),
        need_policy=replace(problem.need_policy, lists=(ETHNIC,)),
        staff=staff,
        staff_wants=wants,
    )
    return problem, stamped(replace(golden_plan(), pinned=pinned_of(problem)), problem)


def test_bilingual_staff_go_to_the_ethnic_county_only():
    problem, plan = world((person("a", "苗语"), person("b")), MIAO)
    assert check_problem(problem) == []
    roster = assign_staff(problem, plan, 2)
    assert {(duty.staff_id, duty.subject_id, str(duty.day)) for duty in roster.duties} == {
        ("a", "t1", "2026-03-23"),
        ("a", "t1", "2026-03-24"),
    }
    assert [(stage.value, stage.bound) for stage in roster.stages] == [(0, 0), (4, 4)]
    assert verify_roster(problem, plan, roster) == []


def test_a_county_of_which_the_list_is_not_known_is_named_and_not_passed_over():
    """V1 is in A and B, B is flagged; of the others nothing is known until the list is told."""
    problem, plan = world((person("a", "苗语"),), MIAO)
    served = {c for job in services_of(problem, plan) if job.service == "caravan" for c in job.county_ids}
    (doubt,) = doubts_of(problem, plan)
    assert doubt.want == MIAO
    assert set(doubt.county_ids) == served - {"B"}
    assert doubt.services == sum(
        job.service == "caravan" and not job.wants and bool(set(job.county_ids) - {"B"})
        for job in services_of(problem, plan)
    )
    counties = tuple(replace(c, flags_known=("ethnic_county",)) for c in problem.counties)
    assert doubts_of(replace(problem, counties=counties), plan) == []
    later = replace(ETHNIC, effective_from=golden_problem().horizon.last_day)
    assert doubts_of(replace(problem, need_policy=replace(problem.need_policy, lists=(later,))), plan) == []


def test_what_every_roster_lacks_is_no_more_than_what_this_one_lacks():
    """Two of three wanted can be there at all, one of them is: two are short, one of them whatever is done."""
    problem, plan = world((person("a", "苗语"), person("b", "苗语")), replace(MIAO, people=3))
    roster = assign_staff(problem, plan, 2)
    alone = replace(roster, duties=tuple(duty for duty in roster.duties if duty.staff_id == "a"))
    assert {(gap.short, gap.short_at_least, gap.proved) for gap in gaps_of(problem, plan, alone)} == {(2, 1, True)}


def test_rosters_of_some_hundred_jobs_are_proved_best():
    problem = with_staff(small_problem(counties=30, sets=2, caravans=10, stops=200, weeks=13))
    plan = solve(problem, Budget(0.5, seed=1, deterministic=True))
    assert len(jobs_of(problem, plan)) > 100
    roster = assign_staff(problem, plan, 20.0)
    assert verify_roster(problem, plan, roster) == []
    assert [(stage.status, stage.bound) for stage in roster.stages] == [
        ("optimal", stage.value) for stage in roster.stages
    ]


def test_before_the_list_is_in_force_nobody_is_asked_for():
    problem, plan = world((person("a", "苗语"),), MIAO)
    later = replace(ETHNIC, effective_from=golden_problem().horizon.last_day)
    problem = replace(problem, need_policy=replace(problem.need_policy, lists=(later,)))
    assert jobs_of(problem, plan) == []


def tiny() -> tuple[Problem, Plan]:
    """Three tour days; two wants; one on leave, one who rests after a day, one of county A only."""
    staff = (
        person("a", skills=("电",), leave=(span("03-23", "03-23"),)),
        person("b", "苗语", row_days_max=1),
        person("c", "苗语", skills=("电",), county_ids=("A",), days_max=1),
    )
    return world(staff, want("any", "caravan", 2), want("electric", "caravan", skill="电"), MIAO)


def test_uncovered_and_load_are_those_of_brute_force():
    problem, plan = tiny()
    jobs = jobs_of(problem, plan)
    pairs = [
        Duty(staff_id=one.staff_id, service="caravan", subject_id=job.subject_id, day=job.day)
        for one in problem.staff
        for job in jobs
    ]
    roster = assign_staff(problem, plan, 4)
    best = min(
        (tuple(figures))
        for chosen in chain.from_iterable(combinations(pairs, size) for size in range(len(pairs) + 1))
        if (figures := accepted(problem, plan, roster, chosen)) is not None
    )
    assert tuple(stage.value for stage in roster.stages) == best
    assert {stage.status for stage in roster.stages} == {"optimal"}


def accepted(problem: Problem, plan: Plan, roster: Roster, duties: tuple[Duty, ...]) -> list[int] | None:
    """Return the figures of other duties as the check finds them, or ``None`` where it refuses the duties."""
    found = verify_roster(problem, plan, replace(roster, duties=duties))
    if any(one.rule_id != "staff.figures" for one in found):
        return None
    told = {one.facts["stage"]: int(one.facts["expected"]) for one in found}
    return [told.get(stage.stage, stage.value) for stage in roster.stages]


SECOND = Duty(staff_id="a", service="caravan", subject_id="t2", day=golden_plan().tours[1].days[0].day)
BROKEN = [
    ("staff.leave", {"leave": (span("03-24", "03-24"),)}, ()),
    ("staff.days", {"days_max": 1}, ()),
    ("staff.rest", {"row_days_max": 1}, ()),
    ("staff.able", {"county_ids": ("A",)}, ()),
    ("staff.able", {"languages": ()}, ()),
    ("staff.able", {}, (SECOND,)),
    ("staff.reference", {}, (replace(SECOND, subject_id="t9"),)),
    ("staff.reference", {"staff_id": "z"}, ()),
]


@pytest.mark.parametrize(("rule_id", "change", "more"), BROKEN)
def test_a_broken_roster_is_refused_by_the_right_rule(rule_id, change, more):
    problem, plan = world((person("a", "苗语"), person("b")), MIAO)
    roster = assign_staff(problem, plan, 2)
    roster = replace(roster, duties=roster.duties + more)
    changed, again = world((replace(problem.staff[0], **change), problem.staff[1]), MIAO)
    found = {one.rule_id for one in verify_roster(changed, again, roster)} - {"staff.figures"}
    about_the_files = {("staff.reference", "/problem"), ("staff.reference", "/plan")}
    exact = {(one.rule_id, one.place) for one in verify_roster(changed, again, roster)} - about_the_files
    assert rule_id in found
    assert {rule for rule, _ in exact} - {"staff.figures"} == {rule_id}


def test_two_places_on_a_day_and_untrue_figures_are_refused():
    problem, plan = world((person("a", "苗语"),), MIAO)
    twin = replace(plan.tours[0], tour_id="t3", caravan_id="V3", crew_id="K2")
    plan = replace(plan, tours=(*plan.tours, twin))
    roster = assign_staff(problem, plan, 2)
    assert roster.stages[0].value == 2
    both = tuple(replace(duty, subject_id=tour) for duty in roster.duties for tour in ("t1", "t3"))
    assert {"staff.once"} <= {one.rule_id for one in verify_roster(problem, plan, replace(roster, duties=both))}
    better = replace(roster, stages=(replace(roster.stages[0], value=0, bound=0), roster.stages[1]))
    assert {one.rule_id for one in verify_roster(problem, plan, better)} == {"staff.figures"}


def test_the_reason_is_told_and_proof_is_kept_apart():
    problem, plan = world((person("a", "苗语", days_max=1), person("b", "苗语", leave=(span("03-01", "06-01"),))), MIAO)
    (gap,) = gaps_of(problem, plan, assign_staff(problem, plan, 2))
    assert (gap.reasons, gap.able, gap.proved) == ({"leave": 1, "days": 1}, 2, False)
    problem, plan = world((person("b"),), MIAO)
    gaps = gaps_of(problem, plan, assign_staff(problem, plan, 2))
    assert [(gap.able, gap.proved) for gap in gaps] == [(0, True)] * 2


def test_a_set_asks_week_by_week_on_its_open_days():
    problem, plan = world((person("a"), person("b")), want("guide", "set", county_ids=("C",)))
    roster = make_roster(problem, plan, 4, 1)
    assert len(roster.duties) == 10
    assert roster.stages[0].value == 0
    assert roster.stages[1].value == 25**2 + 25**2  # ten weeks of five days, five weeks each


def test_files_hold_the_roster(tmp_path):
    problem, plan = tiny()
    roster = make_roster(problem, plan, 2, 1)
    import json

    (tmp_path / "r.json").write_text(json.dumps(dump_roster(roster)), "utf-8")
    assert read_roster(tmp_path / "r.json") == roster
    write_roster_workbook(
        problem, plan, roster, gaps_of(problem, plan, roster), doubts_of(problem, plan), tmp_path / "r.xlsx"
    )
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(str(tmp_path / "r.xlsx")).get_sheet_by_name("派员 duties").to_python()
    assert len(rows) == 2 + len(roster.duties)


def test_nobody_to_assign_is_a_fault():
    with pytest.raises(DapengError, match="staff-missing"):
        make_roster(golden_problem(), golden_plan(), 1, 1)
