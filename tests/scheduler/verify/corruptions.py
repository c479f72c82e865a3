"""For each rule, plans that break it and nothing else: rule id, case, the broken plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from golden import day
from golden_plan import golden_plan, stamped, stay

from scheduler.plan import Overhaul, Plan, Stay

Corruption = Callable[[], Plan]
CORRUPTIONS: list[tuple[str, str, Corruption]] = []


def breaks(rule_id: str, case: str) -> Callable[[Corruption], Corruption]:
    def add(corruption: Corruption) -> Corruption:
        CORRUPTIONS.append((rule_id, case, corruption))
        return corruption

    return add


def with_stays(*stays: Stay) -> Plan:
    return stamped(replace(golden_plan(), stays=stays))


def with_stay(number: int, **changes: object) -> Plan:
    stays = list(golden_plan().stays)
    stays[number] = replace(stays[number], **changes)  # type: ignore[arg-type]
    return with_stays(*stays)


def and_stay(*arguments: object) -> Plan:
    return with_stays(*golden_plan().stays, stay(*arguments))  # type: ignore[arg-type]


def with_overhauls(*overhauls: Overhaul) -> Plan:
    return stamped(replace(golden_plan(), overhauls=overhauls))


# --- museum sets ---


@breaks("set.reference", "set")
def unknown_set() -> Plan:
    return and_stay_raw(set_id="nobody")


@breaks("set.reference", "set")
def overhaul_of_an_unknown_set() -> Plan:
    return with_overhauls(*golden_plan().overhauls, Overhaul(set_id="nobody", first_monday=day("05-18"), weeks=2))


@breaks("set.reference", "hall")
def unknown_hall() -> Plan:
    return and_stay_raw(hall_id="nowhere")


@breaks("set.reference", "team")
def unknown_team() -> Plan:
    return with_stay(0, team_id="nobody")


@breaks("set.reference", "county")
def county_of_another_hall() -> Plan:
    return with_stay(0, county_id="C")


def and_stay_raw(**changes: object) -> Plan:
    made = replace(stay("S4", "hB", "05-11", 8, "T3"), **changes)  # type: ignore[arg-type]
    return with_stays(*golden_plan().stays, made)


@breaks("set.week", "monday")
def opens_on_a_tuesday() -> Plan:
    return with_stay(1, opens=day("06-09"))


@breaks("set.week", "length")
def length_not_allowed() -> Plan:
    return with_stay(1, weeks=7)


@breaks("set.week", "horizon")
def stays_beyond_the_horizon() -> Plan:
    return with_stay(1, opens=day("07-13"))


@breaks("set.intact", "share")
def half_of_it_broken() -> Plan:
    return and_stay("S3", "hB", "03-30", 8, "T3")


@breaks("set.hall_fit", "area")
def hall_too_small() -> Plan:
    return with_stay(1, hall_id="hB-small")


@breaks("set.hall_fit", "power")
def hall_too_weak() -> Plan:
    return with_stay(1, hall_id="hB-weak")


@breaks("set.hall_open", "span")
def hall_not_available_throughout() -> Plan:
    return with_stay(1, hall_id="hB-shut")


@breaks("set.hall_once", "overlap")
def hall_taken_twice() -> Plan:
    return and_stay("S4", "hB", "05-25", 8, "T3")


@breaks("set.available", "span")
def set_is_away() -> Plan:
    return and_stay("S4", "hB", "03-30", 8, "T3")


@breaks("set.lent", "loan")
def set_stays_on_while_it_is_lent() -> Plan:
    return and_stay("S4", "hC", "06-22", 9, "T3")


@breaks("set.move", "days")
def no_time_after_the_overhaul() -> Plan:
    return with_overhauls(Overhaul(set_id="S1", first_monday=day("05-25"), weeks=2))


@breaks("set.move", "overlap")
def at_two_places_at_once() -> Plan:
    return and_stay("S2", "hB-weak", "05-18", 8, "T3")


@breaks("set.round", "twice")
def county_twice_in_a_round() -> Plan:
    return and_stay("S4", "hA2", "05-11", 8, "T3")


@breaks("set.repair", "missing")
def no_overhaul() -> Plan:
    return with_overhauls()


@breaks("set.repair", "extra")
def overhaul_of_a_set_without_cycle() -> Plan:
    extra = Overhaul(set_id="S4", first_monday=day("05-18"), weeks=2)
    return with_overhauls(*golden_plan().overhauls, extra)


@breaks("set.crew", "twice")
def team_twice_a_week() -> Plan:
    return with_stay(2, team_id="T1")


@breaks("set.crew", "leave")
def team_on_leave() -> Plan:
    return with_stay(1, team_id="T2")


@breaks("set.pin", "missing")
def pinned_stay_cut_short() -> Plan:
    return with_stay(2, weeks=9)


@breaks("set.not_asked", "county")
def stay_that_nobody_asked_for() -> Plan:
    return and_stay("S4", "hD", "06-22", 8, "T3")


@breaks("set.floor", "short")
def floor_of_stays_missed() -> Plan:
    stays = golden_plan().stays
    return with_stays(stays[0], *stays[2:])


# --- the whole plan ---


@breaks("plan.problem", "differs")
def made_from_another_calendar() -> Plan:
    plan = golden_plan()
    return replace(plan, pinned=replace(plan.pinned, calendar="test/2"))


def with_stage(number: int, **changes: object) -> Plan:
    stages = list(golden_plan().stages)
    stages[number] = replace(stages[number], **changes)  # type: ignore[arg-type]
    return replace(golden_plan(), stages=tuple(stages))


@breaks("plan.figures", "value")
def coverage_too_good() -> Plan:
    stage = golden_plan().stages[1]
    return with_stage(1, value=stage.value + 1, bound=stage.value + 1)


@breaks("plan.figures", "trivial")
def everything_served_is_less_than_it_is() -> Plan:
    return with_stage(1, trivial_bound=1_699_000)


@breaks("plan.figures", "trivial")
def a_worst_prefecture_of_more_than_all() -> Plan:
    return with_stage(6, trivial_bound=1001)


@breaks("plan.figures", "bound")
def bound_below_what_was_reached() -> Plan:
    return with_stage(1, bound=golden_plan().stages[1].value - 1, status="feasible")


@breaks("plan.figures", "bound")
def least_cost_above_what_was_paid() -> Plan:
    return with_stage(7, bound=golden_plan().stages[7].value + 1, status="feasible")


@breaks("plan.figures", "optimal")
def optimal_with_a_gap() -> Plan:
    return with_stage(3, bound=golden_plan().stages[3].value - 1)


@breaks("plan.figures", "sense")
def turned_round() -> Plan:
    return with_stage(0, sense="max")


@breaks("plan.figures", "stages")
def a_stage_left_out() -> Plan:
    return replace(golden_plan(), stages=golden_plan().stages[1:])


@breaks("plan.figures", "stages")
def no_figures_at_all() -> Plan:
    return replace(golden_plan(), stages=())
