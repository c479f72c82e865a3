"""Plans that break the rules of repeats, loans and rings, on the golden problem with these rules on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache

from corruptions import with_stay, with_stays
from golden import day, golden_problem, span
from golden_plan import golden_plan, stamped, stay

from exhibits.model import ExhibitSet
from maps.model import CountyHistory, ServiceRecord
from scheduler.exchange import Ring, SetLoan
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.repeats import RepeatRules
from scheduler.wire import pinned_of

Corruption = Callable[[], Plan]
REPEATS: list[tuple[str, str, Corruption]] = []


def breaks(rule_id: str, case: str) -> Callable[[Corruption], Corruption]:
    def add(corruption: Corruption) -> Corruption:
        REPEATS.append((rule_id, case, corruption))
        return corruption

    return add


def themed(museum_set: ExhibitSet) -> ExhibitSet:
    zones = tuple(replace(zone, theme=f"theme {museum_set.set_id}") for zone in museum_set.zones)
    return replace(museum_set, zones=zones)


def served(county_id: str, *themes: str) -> CountyHistory:
    record = ServiceRecord(
        county_id=county_id,
        kind="set",
        first=date(2025, 4, 7),
        last=date(2025, 6, 30),
        audience=None,
        themes=themes,
        source="test",
    )
    return CountyHistory(
        county_id=county_id, known_since=date(2020, 1, 1), services=(record,), fixed_museum_known=False
    )


def known_in_part(county_id: str, *themes: str) -> CountyHistory:
    history = served(county_id, *themes)
    record = replace(history.services[0], first=date(2024, 8, 5), last=date(2024, 10, 27))
    return replace(history, known_since=None, services=(record,))


def loan(set_id: str, direction: str, first: str, last: str) -> SetLoan:
    return SetLoan(
        loan_id=f"L-{set_id}",
        set_id=set_id,
        direction=direction,  # type: ignore[arg-type]
        lender_id="org",
        borrower_id="org",
        window=span(first, last),
        county_id="A",
        lon=106.70,
        lat=26.60,
    )


@cache
def repeats_problem() -> Problem:
    """Everything that the rules of repeats, loans and rings ask for, and the golden plan obeys it.

    B and C had a set in 2025; of A only a set in 2024 is known, so that it holds up nobody.
    """
    golden = golden_problem()
    known = {"A": known_in_part("A", "theme S4"), "B": served("B", "theme S2"), "C": served("C")}
    return replace(
        golden,
        loans=(),
        sets=tuple(themed(each) for each in golden.sets),
        history=tuple(known.get(each.county_id, each) for each in golden.history),
        repeats=RepeatRules(revisit_months=1, theme_years=2, once_first="hard", counted_from=date(2025, 1, 1)),
        set_loans=(loan("S2", "in", "03-02", "08-19"), loan("S4", "out", "06-01", "06-12")),
        rings=(
            Ring(
                ring_id="ring",
                name="环",
                set_ids=("S1",),
                county_ids=("A", "B"),
                first_monday=day("03-16"),
                every_weeks=12,
                stay_weeks=8,
                steps=2,
            ),
        ),
    )


def problem_for(corruption: Corruption) -> Problem:
    """The problem that a corrupted plan is for: in one of them nothing is known of the past."""
    return replace(repeats_problem(), history=golden_problem().history) if corruption in BLANK else repeats_problem()


def pinned(plan: Plan, problem: Problem | None = None) -> Plan:
    problem = problem or repeats_problem()
    return stamped(replace(plan, pinned=pinned_of(problem)), problem)


@breaks("set.spacing", "soon")
def a_week_less_than_a_month_after_the_last_stay() -> Plan:
    return with_stay(3, opens=day("06-08"), team_id="T3")


@breaks("set.theme", "again")
def a_theme_of_the_year_before_last() -> Plan:
    return with_stays(*golden_plan().stays[:3], stay("S4", "hA", "06-29", 8, "T3"))


@breaks("set.once_first", "behind")
def third_time_where_others_had_one() -> Plan:
    return with_stays(*golden_plan().stays, stay("S4", "hC", "06-29", 8, "T3"))


@breaks("set.loan", "window")
def not_handed_back_in_time() -> Plan:
    return with_stay(3, weeks=9)


@breaks("set.loan", "away")
def not_back_in_time_from_where_it_was_lent() -> Plan:
    return with_stays(*golden_plan().stays[:3], stay("S4", "hA2", "06-15", 8, "T3"))


@breaks("set.ring", "theme")
def a_week_late_in_the_ring() -> Plan:
    return with_stay(1, opens=day("06-15"), team_id="T3")


BLANK = {not_back_in_time_from_where_it_was_lent}
