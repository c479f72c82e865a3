"""Plans that break one rule of the caravans and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from corruptions import breaks, with_stay
from golden import day
from golden_plan import DEPOT, DayMaker, golden_plan, golden_tours, one_day, stamped, two_days

from scheduler.plan import Activity, Plan, Tour, TourDay


def with_tours(*tours: Tour) -> Plan:
    return stamped(replace(golden_plan(), tours=tours))


def and_tour(tour: Tour) -> Plan:
    return with_tours(*golden_tours(), tour)


def with_second(tour: Tour) -> Plan:
    return with_tours(golden_tours()[0], tour)


def with_activity(number: int, **changes: object) -> Plan:
    """Change one activity of the day trip."""
    activities = list(golden_tours()[1].days[0].activities)
    activities[number] = replace(activities[number], **changes)  # type: ignore[arg-type]
    return with_activities(*activities)


def with_activities(*activities: Activity) -> Plan:
    trip = golden_tours()[1]
    return with_second(replace(trip, days=(replace(trip.days[0], activities=activities),)))


TRIP = (("s4", 600), ("s5", 840))
WEEK = timedelta(weeks=1)


def moved(tour: Tour, days: int) -> Tour:
    later = timedelta(days=days)
    return replace(tour, days=tuple(replace(each, day=each.day + later) for each in tour.days))


@breaks("tour.reference", "caravan")
def unknown_caravan() -> Plan:
    return and_tour(replace(one_day("t3", "V3", "K2", "03-26", (("s8", 600),)), caravan_id="nobody"))


@breaks("tour.reference", "crew")
def unknown_crew() -> Plan:
    return with_second(one_day("t2", "V2", "nobody", "03-25", TRIP))


@breaks("tour.reference", "depot")
def crew_of_another_depot() -> Plan:
    return with_second(one_day("t2", "V2", "K-far", "03-25", TRIP))


@breaks("tour.reference", "stop")
def unknown_stop() -> Plan:
    extra = one_day("t3", "V3", "K2", "03-26", (("s4", 600), ("s8", 840)))
    visit = extra.days[0].activities[2]
    activities = [a if a is not visit else replace(a, stop_id="nowhere") for a in extra.days[0].activities]
    return and_tour(replace(extra, days=(replace(extra.days[0], activities=tuple(activities)),)))


@breaks("tour.reference", "county")
def unknown_overnight_county() -> Plan:
    long, short = golden_tours()
    days = (replace(long.days[0], overnight_county_id="nowhere"), long.days[1])
    return with_tours(replace(long, days=days), short)


@breaks("tour.reference", "place")
def by_way_of_nowhere() -> Plan:
    first, *others = golden_tours()[1].days[0].activities
    half = (first.start_min + first.end_min) // 2
    out = replace(first, end_min=half, to_place="nowhere", length_m=first.length_m // 2)
    on = replace(first, start_min=half, from_place="nowhere", length_m=first.length_m // 2)
    return with_activities(out, on, *others)


@breaks("tour.reference", "tour")
def two_tours_of_one_name() -> Plan:
    return with_second(one_day("t1", "V2", "K2", "03-25", TRIP))


@breaks("tour.days", "window")
def after_the_window() -> Plan:
    return with_second(one_day("t2", "V2", "K2", "06-03", TRIP))


@breaks("tour.days", "gap")
def a_day_left_out() -> Plan:
    long, short = golden_tours()
    first = replace(long.days[0], day=day("03-20"))
    return with_tours(replace(long, days=(first, long.days[1])), short)


@breaks("tour.days", "count")
def too_many_days() -> Plan:
    idle = [TourDay(day=day("03-26"), activities=_waiting(), overnight_county_id="A") for _ in range(3)]
    out, back = DayMaker("V2", 500, DEPOT), DayMaker("V2", 480, "seat:A")
    out.visit("s4", 600)
    out.drive("seat:A")
    back.visit("s5", 600)
    back.drive(DEPOT)
    days = [
        TourDay(day=day("03-25"), activities=tuple(out.activities), overnight_county_id="A"),
        *idle,
        TourDay(day=day("03-29"), activities=tuple(back.activities), overnight_county_id=None),
    ]
    dated = [replace(each, day=day("05-18") + timedelta(days=number)) for number, each in enumerate(days)]
    return with_second(Tour(tour_id="t2", caravan_id="V2", crew_id="K2", days=tuple(dated)))


def _waiting() -> tuple[Activity, ...]:
    made = DayMaker("V2", 480, "seat:A")
    made.add("wait", 60)
    return tuple(made.activities)


@breaks("tour.days", "empty")
def a_tour_for_nothing() -> Plan:
    made = DayMaker("V3", 500, DEPOT)
    made.add("wait", 30)
    days = (TourDay(day=day("03-26"), activities=tuple(made.activities), overnight_county_id=None),)
    return and_tour(Tour(tour_id="t3", caravan_id="V3", crew_id="K2", days=days))


@breaks("tour.chain", "time")
def a_gap_in_time() -> Plan:
    activities = golden_tours()[1].days[0].activities
    return with_activities(*activities[:1], *activities[2:])


@breaks("tour.chain", "place")
def waits_somewhere_else() -> Plan:
    return with_activity(1, from_place="seat:A", to_place="seat:A")


@breaks("tour.chain", "end")
def does_not_come_home() -> Plan:
    return with_activities(*golden_tours()[1].days[0].activities[:-1])


@breaks("tour.chain", "kind")
def a_wait_that_covers_ground() -> Plan:
    return with_activity(1, length_m=5)


@breaks("tour.chain", "overnight")
def nowhere_to_sleep() -> Plan:
    long, short = golden_tours()
    days = (replace(long.days[0], overnight_county_id=None), long.days[1])
    return with_tours(replace(long, days=days), short)


@breaks("tour.chain", "last")
def sleeps_out_after_coming_home() -> Plan:
    long, short = golden_tours()
    days = (long.days[0], replace(long.days[1], overnight_county_id="A"))
    return with_tours(replace(long, days=days), short)


@breaks("tour.chain", "empty")
def a_day_of_nothing() -> Plan:
    long, short = golden_tours()
    idle = TourDay(day=day("03-25"), activities=(), overnight_county_id=None)
    back = replace(long.days[1], overnight_county_id="A")
    made = DayMaker("V1", 480, "seat:B")
    made.visit("s2", 600)
    made.drive("seat:A")
    back = replace(back, activities=tuple(made.activities))
    tour = replace(long, crew_id="K2", days=(long.days[0], back, idle))
    return with_tours(tour, replace(moved(short, 2), crew_id="K1"))


@breaks("tour.travel", "metres")
def a_leg_too_short() -> Plan:
    length_m = golden_tours()[1].days[0].activities[0].length_m
    return with_activity(0, length_m=length_m - 1)


@breaks("tour.travel", "minutes")
def a_leg_too_fast() -> Plan:
    activities = list(golden_tours()[1].days[0].activities)
    home = activities[-1]
    return with_activities(*activities[:-1], replace(home, end_min=home.end_min - 1))


@breaks("tour.window", "closed")
def over_noon() -> Plan:
    return with_second(one_day("t2", "V2", "K2", "03-25", (("s4", 631), ("s5", 840))))


@breaks("tour.window", "closed")
def on_a_public_holiday() -> Plan:
    return with_second(one_day("t2", "V2", "K2", "05-04", TRIP))


@breaks("tour.window", "closed")
def on_a_makeup_saturday_that_is_not_listed() -> Plan:
    return with_second(one_day("t2", "V2", "K2", "05-09", TRIP))


@breaks("tour.visit_time", "short")
def a_hasty_visit() -> Plan:
    made = DayMaker("V2", 500, DEPOT)
    made.visit("s4", 600, 89)
    made.visit("s5", 840)
    made.drive(DEPOT)
    return with_activities(*made.activities)


@breaks("tour.drive_day", "over")
def too_much_driving() -> Plan:
    return with_tours(two_days("t1", "V1", "K1", "03-23", "s1", "s2", dawdle_min=80), golden_tours()[1])


@breaks("tour.duty_day", "hours")
def off_before_dawn() -> Plan:
    return with_second(one_day("t2", "V2", "K2", "03-25", TRIP, start_min=410))


@breaks("tour.duty_day", "long")
def too_long_a_day() -> Plan:
    return with_second(one_day("t2", "V2", "K2", "03-25", (("s4", 600), ("s5", 930)), start_min=425))


@breaks("tour.rest", "over")
def no_proper_rest() -> Plan:
    return with_tours(two_days("t1", "V1", "K1", "03-23", "s1", "s2", pause_min=19), golden_tours()[1])


@breaks("tour.road", "worse")
def road_too_bad() -> Plan:
    return with_second(one_day("t2", "V2", "K2", "03-25", (("s4", 600), ("s6-track", 840))))


@breaks("tour.fit", "area")
def place_too_narrow() -> Plan:
    return with_second(one_day("t2", "V2", "K2", "03-25", (("s4", 600), ("s7-narrow", 840))))


@breaks("tour.fit", "theme")
def theme_not_on_board() -> Plan:
    return with_second(one_day("t2", "V2", "K2", "03-25", (("s4", 600), ("s7-choosy", 840))))


@breaks("caravan.once", "twice")
def caravan_on_two_tours() -> Plan:
    return and_tour(one_day("t3", "V2", "K1", "03-25", (("s8", 600),)))


@breaks("caravan.out_days", "over")
def caravan_out_too_often() -> Plan:
    return and_tour(two_days("t3", "V1", "K2", "03-30", None, "s8", second_at=840))


@breaks("caravan.available", "span")
def caravan_in_the_workshop() -> Plan:
    return with_second(one_day("t2", "V2", "K2", "04-08", TRIP))


@breaks("caravan.lent", "loan")
def caravan_out_while_it_is_lent() -> Plan:
    return and_tour(one_day("t3", "V3", "K2", "04-21", (("s8", 600),)))


@breaks("crew.once", "twice")
def crew_on_two_tours() -> Plan:
    return and_tour(one_day("t3", "V3", "K2", "03-25", (("s8", 600),)))


@breaks("crew.days", "over")
def crew_out_too_often() -> Plan:
    return and_tour(two_days("t3", "V3", "K1", "03-30", None, "s8"))


@breaks("crew.leave", "span")
def crew_on_leave() -> Plan:
    return with_second(one_day("t2", "V2", "K2", "04-15", TRIP))


@breaks("crew.licence", "type")
def no_licence() -> Plan:
    return with_second(one_day("t2", "V2", "K-novice", "03-25", TRIP))


@breaks("crew.licence", "size")
def too_few_people() -> Plan:
    return with_second(one_day("t2", "V2", "K-single", "03-25", TRIP))


@breaks("stop.once", "twice")
def stop_visited_again() -> Plan:
    return with_tours(
        golden_tours()[0],
        one_day("t2", "V2", "K2", "03-25", (("s5", 840),)),
        one_day("t3", "V3", "K2", "03-26", (("s5", 840),)),
    )


@breaks("county.ceiling", "over")
def county_visited_too_often() -> Plan:
    return and_tour(one_day("t3", "V3", "K2", "03-26", (("s9", 600),)))


@breaks("county.floor", "short")
def floor_of_visits_missed() -> Plan:
    return with_tours(two_days("t1", "V1", "K1", "03-23", None, "s2"), golden_tours()[1])


@breaks("share.township", "short")
def too_few_townships() -> Plan:
    return with_second(one_day("t2", "V2", "K2", "03-25", (("s4", 600),)))


@breaks("visit.apart", "set")
def caravan_in_a_town_where_a_set_stays() -> Plan:
    return with_stay(0, hall_id="hB", county_id="B")


@breaks("visit.class_times", "closed")
def school_on_a_saturday() -> Plan:
    return and_tour(one_day("t3", "V3", "K2", "03-28", (("s8", 600),)))


@breaks("visit.pin", "missing")
def pinned_visit_a_week_late() -> Plan:
    return with_tours(moved(golden_tours()[0], 7), golden_tours()[1])
