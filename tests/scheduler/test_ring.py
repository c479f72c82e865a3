"""Rings: the one of Suining goes round, one that cannot is named with its clash, and plans keep what was decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise, permutations, product

import pytest
from ring_case import THEMES, ring_problem, whole

from core.calendar import DateSpan
from core.errors import DapengError
from exhibits.library import Library, Loan
from fleet.people import Operator
from maps.model import CountyHistory, ServiceRecord
from scheduler.check import check_problem
from scheduler.check_exchange import undecided_rings
from scheduler.exchange import SetLoan
from scheduler.journeys import Journey
from scheduler.problem import Organisation, Problem, StayPin
from scheduler.progress import Budget
from scheduler.repeats import NO_REPEATS
from scheduler.ring import Clash, RingPlan, plan_ring, with_ring
from scheduler.sets.solve import solve_sets
from scheduler.travel import set_matrix
from scheduler.verify import verify
from tests.scheduler.listed_sets import plan_of


def decided(problem: Problem) -> RingPlan:
    made = plan_ring(problem, problem.rings[0], 10.0)
    assert isinstance(made, RingPlan), [each.text("en") for each in made.items]
    return made


def clash_of(problem: Problem) -> list[str]:
    made = plan_ring(problem, problem.rings[0], 10.0)
    assert isinstance(made, Clash)
    assert made.error().faults[0].code == "ring-impossible"
    return [f"{each.rule_id}.{each.case}" for each in made.items]


def square(problem: Problem, made: RingPlan) -> dict[str, list[str]]:
    """County -> set at each step."""
    county = {hall.hall_id: hall.county_id for hall in problem.halls}
    rows: dict[str, list[str]] = {}
    for pin in sorted(made.stays, key=lambda pin: pin.opens):
        rows.setdefault(county[pin.hall_id], []).append(pin.set_id)
    return rows


# --- Suining: four themes, four counties, four half-years ---


def test_the_ring_of_suining_is_a_latin_square():
    problem = ring_problem()
    assert check_problem(problem) == []
    rows = square(problem, decided(problem))
    sets = sorted(each.set_id for each in problem.sets)
    assert [sorted(row) for row in rows.values()] == [sets] * 4
    assert [sorted(column) for column in zip(*rows.values(), strict=True)] == [sets] * 4


def test_all_move_in_the_same_week_every_half_year():
    problem = ring_problem()
    opens = sorted({pin.opens for pin in decided(problem).stays})
    assert [(two - one).days for one, two in pairwise(opens)] == [182] * 3
    assert len(decided(problem).stays) == 16


def test_no_latin_square_moves_the_sets_less_far():
    """All ways of three sets through three counties, listed."""
    problem = ring_problem(counties=3, themes=THEMES[:3], steps=3)
    made, matrix, ring = decided(problem), set_matrix(problem), problem.rings[0]
    hall = {each.county_id: f"hall:{each.hall_id}" for each in problem.halls}

    def metres(set_id: str, way: tuple[str, ...]) -> int:
        places = [f"home:{set_id}", *(hall[county_id] for county_id in way)]
        return sum(matrix.metres(one, two) for one, two in pairwise(places))

    ways = list(permutations(ring.county_ids))
    squares = [each for each in product(ways, repeat=3) if all(len({*step}) == 3 for step in zip(*each, strict=True))]
    assert len(squares) == 12
    shortest = min(sum(map(metres, ring.set_ids, each)) for each in squares)
    assert (made.length_m, made.shortest) == (shortest, True)


def test_the_plan_keeps_the_ring_and_the_verifier_accepts_it():
    problem = ring_problem()
    fixed = with_ring(problem, decided(problem))
    assert check_problem(fixed) == []
    found = solve_sets(fixed, Budget(8.0))
    plan = plan_of(fixed, found.stays)
    assert [each.line("en") for each in verify(fixed, plan) if each.rule_id.startswith("set.")] == []
    assert len(found.stays) == 16
    torn = replace(plan, stays=plan.stays[1:])
    assert {each.rule_id for each in verify(fixed, torn)} >= {"set.ring", "set.pin"}


def test_a_ring_nobody_has_decided_yet_is_no_problem_to_plan():
    with pytest.raises(DapengError) as refused:
        solve_sets(ring_problem(), Budget(2.0))
    assert [each.code for each in refused.value.faults] == ["ring-open"]


def test_to_decide_again_gives_the_same():
    problem = ring_problem()
    made = decided(problem)
    assert decided(with_ring(problem, made)) == made


def two_rings() -> Problem:
    """The same two sets and counties, one ring after the other."""
    problem = ring_problem(counties=2, themes=THEMES[:2], steps=2)
    one = problem.rings[0]
    return replace(problem, rings=(one, replace(one, ring_id="next", name="再换", first_monday=one.opens(2))))


def test_a_ring_leaves_the_ring_before_it_as_decided():
    problem = two_rings()
    for ring in problem.rings:
        made = plan_ring(problem, ring, 5.0)
        assert isinstance(made, RingPlan)
        problem = with_ring(problem, made)
    assert len(problem.stay_pins) == 8
    assert list(undecided_rings(problem)) == []
    plan = plan_of(problem, solve_sets(problem, Budget(2.0)).stays)
    assert [each.line("en") for each in verify(problem, plan) if each.rule_id in ("set.ring", "set.pin")] == []


def test_stays_that_a_planner_pinned_beside_a_ring_stand():
    """After its steps the stay is kept; of another length on a step's Monday it is named as the clash."""
    problem = ring_problem(counties=2, themes=THEMES[:2], steps=2)
    problem = replace(problem, set_rules=replace(problem.set_rules, stay_weeks=(20, 24)))
    ring, hall = problem.rings[0], problem.halls[0].hall_id
    later = StayPin(set_id=ring.set_ids[0], hall_id=hall, opens=ring.opens(3), weeks=24)
    pinned = replace(problem, stay_pins=(later,))
    assert later in with_ring(pinned, decided(pinned)).stay_pins
    shorter = replace(later, opens=ring.opens(1), weeks=20)
    assert "set.round.twice" in clash_of(replace(problem, stay_pins=(shorter,)))


def test_a_ring_that_tears_another_one_up_is_not_written():
    problem = two_rings()
    same = replace(problem, rings=(problem.rings[0], replace(problem.rings[0], ring_id="rival")))
    first = with_ring(same, decided(same))
    assert list(undecided_rings(first)) == []
    rival = replace(same.rings[1], steps=1, set_ids=same.rings[0].set_ids[:1], county_ids=same.rings[0].county_ids[:1])
    clashing = replace(first, rings=(first.rings[0], rival))
    lone = RingPlan(
        ring_id="rival",
        stays=(replace(first.stay_pins[0], set_id=rival.set_ids[0], hall_id=_other_hall(first, rival.set_ids[0])),),
        length_m=0,
        shortest=False,
    )
    with pytest.raises(DapengError) as caught:
        with_ring(clashing, lone)
    assert "ring-open" in {each.code for each in caught.value.faults}


def _other_hall(problem: Problem, set_id: str) -> str:
    """Return the hall in which the set is not at the first step."""
    first = min(pin.opens for pin in problem.stay_pins)
    held = {pin.hall_id for pin in problem.stay_pins if (pin.set_id, pin.opens) == (set_id, first)}
    return next(hall.hall_id for hall in problem.halls[:2] if hall.hall_id not in held)


# --- what is impossible is named ---


def test_more_themes_than_steps():
    problem = ring_problem(themes=(*THEMES, "航天"))
    named = clash_of(problem)
    assert named.count("set.ring.wanted") == 5
    assert named.count("set.ring.one_a_round") == 4
    assert len(named) == 9


def test_more_counties_than_steps_can_serve():
    assert set(clash_of(ring_problem(counties=4, themes=THEMES[:1], steps=3))) == {
        "set.ring.wanted",
        "set.ring.one_place",
    }


def closed(problem: Problem, step: int) -> Problem:
    """The first county's hall is shut for a month of one step."""
    opens = problem.rings[0].opens(step)
    until, again = opens + timedelta(days=30), opens + timedelta(days=60)
    first = problem.halls[0]
    spans = (replace(first.available[0], last=until), replace(first.available[0], first=again))
    return replace(problem, halls=(replace(first, available=spans), *problem.halls[1:]))


def test_a_hall_that_is_closed_at_a_step():
    named = clash_of(closed(ring_problem(), 2))
    assert "set.hall_open.span" in named
    assert named.count("set.ring.wanted") == 4


def test_a_set_that_is_lent_out_for_two_steps():
    problem = ring_problem()
    ring, item = problem.rings[0], problem.sets[1]
    window = DateSpan(first=ring.opens(1), last=ring.opens(3) - timedelta(days=1))
    lent = SetLoan(
        loan_id="L1",
        set_id=item.set_id,
        direction="out",
        lender_id=item.owner_id,
        borrower_id=item.owner_id,
        window=window,
        county_id=item.home_county_id,
        lon=item.lon,
        lat=item.lat,
    )
    assert "set.loan.away" in clash_of(replace(problem, set_loans=(lent,)))


def test_a_set_lent_in_for_half_of_the_time_serves_the_counties_it_can():
    """Two steps, two counties, one set lent in for the second step only: named; for both: it goes round."""
    problem = ring_problem(counties=2, themes=THEMES[:2], steps=2)
    ring, item = problem.rings[0], problem.sets[1]
    whole = problem.horizon
    loan = SetLoan(
        loan_id="L1",
        set_id=item.set_id,
        direction="in",
        lender_id=item.owner_id,
        borrower_id=item.owner_id,
        window=DateSpan(first=ring.opens(1) - timedelta(days=14), last=whole.last_day),
        county_id=item.home_county_id,
        lon=item.lon,
        lat=item.lat,
    )
    assert "set.loan.window" in clash_of(replace(problem, set_loans=(loan,)))
    long = replace(loan, window=DateSpan(first=whole.first_monday, last=whole.last_day))
    assert len(decided(replace(problem, set_loans=(long,))).stays) == 4


def test_a_county_that_had_the_theme_of_late():
    problem = replace(ring_problem(), repeats=replace(NO_REPEATS, theme_years=4))
    last = problem.horizon.first_monday - timedelta(days=30)
    record = ServiceRecord(
        county_id=problem.halls[0].county_id,
        kind="set",
        first=last - timedelta(days=60),
        last=last,
        audience=None,
        themes=(THEMES[0],),
        source="test",
    )
    history = tuple(
        replace(each, known_since=date(2000, 1, 1), services=(record,) if each.county_id == record.county_id else ())
        for each in problem.history
    )
    named = clash_of(replace(problem, history=history))
    assert "set.theme.again" in named
    assert named.count("set.ring.wanted") == 1


def test_too_few_teams_and_stays_too_close():
    problem = ring_problem()
    assert "set.ring.teams" in clash_of(replace(problem, setup_teams=problem.setup_teams[:3]))
    assert "set.spacing.soon" in clash_of(replace(problem, repeats=replace(NO_REPEATS, revisit_months=12)))


def journey_of(problem: Problem, step: int) -> Journey:
    """A booked journey of the second set over the days on which a step opens."""
    opens = problem.rings[0].opens(step)
    return Journey(
        journey_id="J",
        name="尼泊尔（虚构）",
        service="set",
        resource_id=problem.sets[1].set_id,
        mission="abroad",
        destination="加德满都",
        timezone="Asia/Kathmandu",
        opens=opens,
        opens_min=600,
        closes=opens + timedelta(days=9),
        closes_min=1020,
        transport_out_days=0,
        customs_out_days=0,
        customs_back_days=0,
        transport_back_days=0,
        stays_target=None,
        audience_target=None,
        stays_done=None,
        audience_done=None,
        source="invented",
    )


def run_by(problem: Problem, county_ids: tuple[str, ...], until: int = 0) -> Problem:
    """The second set is in the custody of an operator."""
    span = whole(problem)
    operator = Operator(
        org_id="OP",
        county_ids=county_ids,
        contract=replace(span, last=span.last - timedelta(days=until)),
        budget_fen=None,
        visits_target=None,
        source="invented",
    )
    runner = Organisation(org_id="OP", name="公司", level="operator", parent_id=problem.organisations[0].org_id)
    one, two, *rest = problem.sets
    return replace(
        problem,
        organisations=(*problem.organisations, runner),
        operators=(operator,),
        sets=(one, replace(two, custodian_id="OP"), *rest),
    )


def lent_by_a_library(problem: Problem, step: int) -> Problem:
    opens = problem.rings[0].opens(step)
    shelf = Library(
        library_id="lib",
        name="资源库",
        org_id=problem.organisations[0].org_id,
        county_id=problem.counties[0].county_id,
        exhibit_ids=(),
        show_ids=(),
        set_ids=(problem.sets[1].set_id,),
        caravan_ids=(),
        community_exhibit_ids=(),
        turnaround_days=0,
        source="invented",
    )
    gone = Loan(
        loan_id="L",
        library_id="lib",
        borrower_id=problem.organisations[0].org_id,
        county_id=problem.counties[0].county_id,
        stop_id=None,
        span=DateSpan(first=opens, last=opens + timedelta(days=9)),
        exhibit_ids=(),
        show_ids=(),
        set_ids=(problem.sets[1].set_id,),
        caravan_ids=(),
        kit_id=None,
        splits_set=False,
        request_id=None,
    )
    return replace(problem, libraries=(shelf,), loans=(gone,))


def counted(problem: Problem, *counts: int) -> Problem:
    """Each county of the ring has had so many stays, recorded completely; hard ``once_first``."""
    last = problem.horizon.first_monday - timedelta(days=400)
    past = [
        ServiceRecord(
            county_id=county_id,
            kind="set",
            first=last - timedelta(days=60),
            last=last,
            audience=None,
            themes=(),
            source="test",
        )
        for county_id in problem.rings[0].county_ids
    ]
    history = tuple(
        CountyHistory(
            county_id=one.county_id, known_since=date(2000, 1, 1), services=(one,) * count, fixed_museum_known=False
        )
        for one, count in zip(past, counts, strict=True)
    )
    rules = replace(NO_REPEATS, once_first="hard", counted_from=date(2001, 1, 1))
    return replace(problem, history=history, repeats=rules)


BARRED = {
    "set.away.away": lambda: replace(base := ring_problem(), journeys=(journey_of(base, 1),)),
    "set.lent.loan": lambda: lent_by_a_library(ring_problem(), 2),
    "set.territory.county": lambda: run_by(base := ring_problem(), base.rings[0].county_ids[:3]),
    "set.territory.contract": lambda: run_by(ring_problem(), tuple(ring_problem().rings[0].county_ids), 60),
    "set.once_first.waits": lambda: counted(ring_problem(), 1, 0, 0, 0),
}


@pytest.mark.parametrize("rule", BARRED)
def test_what_keeps_a_set_from_a_ring_is_named(rule):
    problem = BARRED[rule]()
    assert check_problem(problem) == []
    named = clash_of(problem)
    assert rule in named
    assert "set.ring.wanted" in named


def test_who_has_had_more_waits_until_the_others_can_have_had_as_many():
    """A county with a recorded stay more cannot be served in the first round; in the three after it, it can."""
    even = counted(ring_problem(), 1, 1, 1, 1)
    assert len(decided(even).stays) == 16
    ahead = counted(ring_problem(), 1, 0, 0, 0)
    ring = ahead.rings[0]
    later = replace(ring, first_monday=ring.opens(1), steps=3, set_ids=ring.set_ids[:3], county_ids=ring.county_ids[:3])
    assert len(decided(replace(ahead, rings=(later,))).stays) == 9


def test_what_is_written_can_be_read():
    """A pinned ring that the checks refuse is not handed out."""
    problem = ring_problem()
    made = decided(problem)
    with pytest.raises(DapengError) as caught:
        with_ring(run_by(problem, problem.rings[0].county_ids[:1]), made)
    assert {each.code for each in caught.value.faults} == {"pin-outside-territory"}


def test_every_part_of_a_clash_counts():
    """Mended in the one way that the clash names, the ring goes round."""
    problem = closed(ring_problem(), 2)
    assert clash_of(problem)
    assert decided(replace(problem, halls=ring_problem().halls))


def test_pins_of_others_stand_and_may_be_the_clash():
    problem = ring_problem()
    ring = problem.rings[0]
    other = replace(problem.sets[0], set_id="other", zones=())
    pin = StayPin(set_id="other", hall_id=problem.halls[0].hall_id, opens=ring.opens(1), weeks=24)
    crowded = replace(problem, sets=(*problem.sets, other), stay_pins=(pin,))
    named = clash_of(crowded)
    assert {"set.round.twice", "set.hall_once.overlap"} & {*named}
