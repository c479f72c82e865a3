"""An invented operator, docents and volunteers, and a troupe."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from core.calendar import DateSpan
from fleet.people import Operator, StaffMember, StaffWant
from fleet.troupe import Performance, Troupe
from scheduler.problem import Organisation, Problem
from services import sample_pick as pick
from services.sample_exhibits import chinese
from services.sample_history import SOURCE
from services.sample_rules import ASSUMED
from services.sample_scene import INVENTED

OPERATOR = "ORG-OPERATOR"
BUDGET_FEN_PER_CARAVAN = 1_800_000
TERRITORY_PREFECTURES = 3
CONTRACT_ENDS_WEEKS = 4
"""Weeks before the horizon's end."""
STAFF = 16


def with_operator(problem: Problem) -> Problem:
    """Hand a set and the caravans of the second depot over to an operator, with territory, contract and budget."""
    depot = problem.depots[1] if len(problem.depots) > 1 else None
    if depot is None:
        return problem
    counties = _territory(problem, depot.county_id)
    mine = pick.touring_set(problem, pick.CONTRACTED)
    horizon = problem.horizon
    operator = Operator(
        org_id=OPERATOR,
        county_ids=counties,
        contract=DateSpan(first=horizon.first_monday, last=horizon.last_day - timedelta(weeks=CONTRACT_ENDS_WEEKS)),
        budget_fen=BUDGET_FEN_PER_CARAVAN * sum(one.depot_id == depot.depot_id for one in problem.caravans),
        visits_target=60,
        source=ASSUMED,
    )
    org = Organisation(
        org_id=OPERATOR, name=f"社会化运行单位{INVENTED}", level="operator", parent_id=pick.province_of(problem)
    )
    return replace(
        problem,
        organisations=(*problem.organisations, org),
        operators=(operator,),
        sets=tuple(
            replace(one, custodian_id=OPERATOR) if mine and one.set_id == mine.set_id else one for one in problem.sets
        ),
        caravans=tuple(
            replace(one, custodian_id=OPERATOR) if one.depot_id == depot.depot_id else one for one in problem.caravans
        ),
    )


def _territory(problem: Problem, county_id: str) -> tuple[str, ...]:
    """Return the counties of the prefecture of a county, and of those whose seats are nearest to it."""
    home = next(county for county in problem.counties if county.county_id == county_id)
    nearest = dict[str, float]()
    for county in problem.counties:
        away = (county.lon - home.lon) ** 2 + (county.lat - home.lat) ** 2
        nearest[county.prefecture_id] = min(away, nearest.get(county.prefecture_id, away))
    chosen = sorted(nearest, key=lambda name: (name != home.prefecture_id, nearest[name], name))[:TERRITORY_PREFECTURES]
    return tuple(county.county_id for county in problem.counties if county.prefecture_id in chosen)


def with_staff(problem: Problem) -> Problem:
    """Add docents and volunteers, and what visits ask of them: a guide, and in ethnic counties the Miao language."""
    rng, orgs = pick.random_of(problem, "staff"), [o.org_id for o in problem.organisations if o.level == "prefecture"]
    staff = tuple(
        StaffMember(
            staff_id=f"V{number:02d}",
            name=f"辅导员{chinese(number)}{INVENTED}" if number % 2 else f"志愿者{chinese(number)}{INVENTED}",
            role="docent" if number % 2 else "volunteer",
            org_id=orgs[number % len(orgs)],
            skills=tuple(sorted(rng.sample(("讲解", "急救", "手语", "实验"), 2))),
            languages=("苗语",) if number % 4 == 0 else (),
            county_ids=(),
            days_max=rng.choice((30, 40, 60)),
            row_days_max=6,
            leave=(pick.span_of(problem.caravan_rules.window.first + timedelta(days=7 * number), 3, SOURCE),),
        )
        for number in range(1, STAFF + 1)
    )
    guide = StaffWant(
        want_id="W1", service="caravan", county_ids=(), list_id=None, people=1, skill="讲解", language=None
    )
    miao = replace(guide, want_id="W2", list_id="ethnic_county", skill=None, language="苗语")
    known = {item.list_id for item in problem.need_policy.lists}
    return replace(problem, staff=staff, staff_wants=(guide, miao) if miao.list_id in known else (guide,))


def with_troupe(problem: Problem) -> Problem:
    """Add a troupe that plays in villages and townships, and where it has played."""
    if not problem.depots:
        return problem
    window = problem.caravan_rules.window
    troupe = Troupe(
        troupe_id="TR1",
        name=f"科普剧团{INVENTED}",
        org_id=pick.province_of(problem),
        type_id="III",
        depot_id=problem.depots[0].depot_id,
        people=8,
        days_max=60,
        unavailable=(pick.span_of(window.first + timedelta(weeks=4), 5, SOURCE),),
        stop_kinds=("village", "township"),
        performances_target=100,
        played_known_since=date(2024, 1, 1),
    )
    played = pick.random_of(problem, "troupe").sample(problem.counties, len(problem.counties) // 6)
    first = Performance(county_id="", day=date(2025, 9, 1), troupe_id=troupe.troupe_id, source=SOURCE)
    performances = tuple(
        replace(first, county_id=county_id, day=first.day + timedelta(days=place))
        for place, county_id in enumerate(sorted(county.county_id for county in played))
    )
    return replace(problem, troupes=(troupe,), performances=performances)
