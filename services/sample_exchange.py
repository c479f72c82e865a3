"""Invented rounds, rules of repeats, a ring, sets lent in and out, and journeys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from core.calendar import DateSpan, months_later
from exhibits.model import ExhibitSet, load_of
from maps.model import Hall
from scheduler.exchange import Ring, SetLoan
from scheduler.journeys import Journey
from scheduler.problem import Problem, Round, StayPin
from scheduler.repeats import RepeatRules
from services import sample_pick as pick
from services.sample_history import RECORDS_FROM, SOURCE
from services.sample_scene import INVENTED

HALF_YEAR = 26
REVISIT_MONTHS, THEME_YEARS = 3, 2
RING_WEEKS, RING_FROM_WEEK = 12, 8


def with_repeats(problem: Problem) -> Problem:
    """Add months between stays and years between themes, and priced: everyone once before anyone twice.

    A stay that was promised where the records now bar it is promised no more.
    """
    rules = RepeatRules(
        revisit_months=REVISIT_MONTHS, theme_years=THEME_YEARS, once_first="soft", counted_from=RECORDS_FROM
    )
    county = {hall.hall_id: hall.county_id for hall in problem.halls}
    pins = tuple(pin for pin in problem.stay_pins if _is_fresh(problem, county[pin.hall_id], pin.opens))
    return replace(problem, repeats=rules, stay_pins=pins)


def _is_fresh(problem: Problem, county_id: str, opens: date) -> bool:
    """Tell whether no recorded stay in the county is too recent for one that opens then."""
    past = [each for history in problem.history if history.county_id == county_id for each in history.services]
    return all(opens >= months_later(each.last, 12 * THEME_YEARS) for each in past if each.kind == "set")


def with_rounds(problem: Problem) -> Problem:
    """Part the horizon into two rounds, where it is a year: a county may have a stay in each."""
    if problem.horizon.weeks < 2 * HALF_YEAR or len(problem.rounds) > 1:
        return problem
    border = problem.horizon.first_monday + timedelta(weeks=HALF_YEAR)
    spans = (
        DateSpan(first=problem.horizon.first_monday, last=border - timedelta(days=1)),
        DateSpan(first=border, last=problem.horizon.last_day),
    )
    return replace(problem, rounds=tuple(Round(round_id=f"R{n}", span=span) for n, span in enumerate(spans, 1)))


def with_ring(problem: Problem) -> Problem:
    """Add a ring of two sets and two counties, decided and pinned; the sets keep different themes each.

    What a set keeps no more is not there: zones and exhibits alike. ``dapeng ring`` decides the ring anew.
    """
    problem = with_rounds(problem)
    sets = [one for place in (0, 1) if (one := pick.touring_set(problem, pick.RING + place)) is not None]
    if len(sets) < 2 or len(problem.rounds) < 2:
        return problem
    themed = (replace(sets[0], zones=sets[0].zones[:3]), replace(sets[1], zones=sets[1].zones[3:]))
    halls = _ring_halls(problem, themed)
    if len(halls) < len(themed):
        return problem
    ring = Ring(
        ring_id="RING1",
        name=f"区域换展环{INVENTED}",
        set_ids=tuple(one.set_id for one in themed),
        county_ids=tuple(hall.county_id for hall in halls),
        first_monday=problem.horizon.first_monday + timedelta(weeks=RING_FROM_WEEK),
        every_weeks=HALF_YEAR,
        stay_weeks=RING_WEEKS,
        steps=len(themed),
    )
    by_id = {one.set_id: one for one in themed}
    whole = {exhibit_id for one in sets for exhibit_id in one.exhibit_ids}
    gone = whole.difference(*(one.exhibit_ids for one in themed))
    return replace(
        problem,
        exhibits=tuple(item for item in problem.exhibits if item.exhibit_id not in gone),
        sets=tuple(by_id.get(one.set_id, one) for one in problem.sets),
        rings=(ring,),
        stay_pins=(*problem.stay_pins, *_square(ring, halls)),
    )


def _square(ring: Ring, halls: list[Hall]) -> Iterator[StayPin]:
    """Yield the stays of the cyclic Latin square: every set moves on by one county a step."""
    for step in range(ring.steps):
        for place, set_id in enumerate(ring.set_ids):
            hall = halls[(place + step) % len(halls)]
            yield StayPin(set_id=set_id, hall_id=hall.hall_id, opens=ring.opens(step), weeks=ring.stay_weeks)


def _ring_halls(problem: Problem, sets: tuple[ExhibitSet, ...]) -> list[Hall]:
    """Return a hall in each of two counties of one prefecture where the sets fit and nothing is in the way.

    Counties of depots are left to campaigns, which may want a set there in the same round.
    """
    exhibits = {item.exhibit_id: item for item in problem.exhibits}
    loads = [load_of(one.exhibit_ids, exhibits) for one in sets]
    prefecture = {county.county_id: county.prefecture_id for county in problem.counties}
    pinned = {pin.hall_id for pin in problem.stay_pins}
    depots = {depot.county_id for depot in problem.depots}
    taken = {*problem.not_asked, *depots, *(hall.county_id for hall in problem.halls if hall.hall_id in pinned)}
    first, last = problem.horizon.first_monday, problem.horizon.last_day
    opens = first + timedelta(weeks=RING_FROM_WEEK)
    found: dict[str, dict[str, Hall]] = {}
    for hall in problem.halls:
        whole = any(span.first <= first and last <= span.last for span in hall.available)
        fits = all(hall.area_m2 >= load.footprint_m2 and hall.power_w >= load.power_w for load in loads)
        if whole and fits and hall.county_id not in taken and _is_fresh(problem, hall.county_id, opens):
            found.setdefault(prefecture[hall.county_id], {}).setdefault(hall.county_id, hall)
    enough = [list(halls.values())[: len(sets)] for halls in found.values() if len(halls) >= len(sets)]
    return enough[0] if enough else []


def with_set_loans(problem: Problem) -> Problem:
    """Lend a set of the neighbouring province in for half a year, and one out for two months in autumn."""
    lent_in, lent_out = pick.touring_set(problem, pick.LENT_IN), pick.touring_set(problem, pick.LENT_OUT)
    province = pick.province_of(problem)
    first = problem.horizon.first_monday
    sets, loans = {one.set_id: one for one in problem.sets}, list[SetLoan]()
    if lent_in is not None:
        never = replace(lent_in.repair, weeks=0, within=())
        sets[lent_in.set_id] = replace(lent_in, owner_id=pick.NEIGHBOUR, repair=never)
        window = pick.span_of(first + timedelta(weeks=4), 7 * 30, "邻省借入 / lent in")
        loans.append(_loan(problem, lent_in, "in", pick.NEIGHBOUR, province, window))
    if lent_out is not None:
        window = pick.span_of(first + timedelta(weeks=38), 7 * 8, "借给邻省 / lent out")
        loans.append(_loan(problem, lent_out, "out", lent_out.owner_id, pick.NEIGHBOUR, window))
    return replace(
        problem,
        organisations=pick.with_neighbour(problem),
        sets=tuple(sets.values()),
        set_loans=tuple(loans),
    )


def _loan(problem: Problem, item: ExhibitSet, direction: str, lender: str, borrower: str, window: DateSpan) -> SetLoan:
    """Return a loan that changes hands at the seat of the last county of the table, at the province's border or not."""
    place = problem.counties[-1]
    return SetLoan(
        loan_id=f"SL-{item.set_id}",
        set_id=item.set_id,
        direction="in" if direction == "in" else "out",
        lender_id=lender,
        borrower_id=borrower,
        window=window,
        county_id=place.county_id,
        lon=place.lon,
        lat=place.lat,
    )


def with_journeys(problem: Problem) -> Problem:
    """Send a set abroad for six weeks, and a caravan on aid to Tibet for two weeks of the caravan window."""
    journeys = list[Journey]()
    abroad, aid = pick.touring_set(problem, pick.ABROAD), pick.some_caravan(problem, pick.AID)
    if abroad is not None:
        opens = problem.horizon.first_monday + timedelta(weeks=15, days=1)
        journeys.append(_journey("J1", "set", abroad.set_id, "abroad", "加德满都", "Asia/Kathmandu", opens, 42))
    if aid is not None:
        opens = problem.caravan_rules.window.first + timedelta(weeks=6)
        journeys.append(_journey("J2", "caravan", aid.caravan_id, "aid", "拉萨", "Asia/Shanghai", opens, 14))
    return replace(problem, journeys=tuple(journeys))


def _journey(
    journey_id: str, service: str, resource_id: str, mission: str, destination: str, zone: str, opens: date, days: int
) -> Journey:
    abroad = mission == "abroad"
    return Journey(
        journey_id=journey_id,
        name=f"{destination}巡展{INVENTED}",
        service="set" if service == "set" else "caravan",
        resource_id=resource_id,
        mission="abroad" if abroad else "aid",
        destination=destination,
        timezone=zone,
        opens=opens,
        opens_min=540,
        closes=opens + timedelta(days=days - 1),
        closes_min=1320,
        transport_out_days=8 if abroad else 3,
        customs_out_days=3 if abroad else 0,
        customs_back_days=3 if abroad else 0,
        transport_back_days=8 if abroad else 3,
        stays_target=2 if abroad else 10,
        audience_target=20_000 if abroad else 3_000,
        stays_done=None,
        audience_done=None,
        source=SOURCE,
    )
