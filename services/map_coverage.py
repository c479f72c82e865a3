"""The map of coverage by level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.records import Figure, Level, Moment, Spot, Words
from maps.coverage import (
    AudiencePoint,
    NearShare,
    TownshipReach,
    Visit,
    audience_near,
    township_reach,
)
from maps.model import Located
from maps.render.choropleth import choropleth_page
from scheduler.plan import Plan, Stay
from scheduler.problem import Problem
from services.counts import visited_stops
from services.map_common import areas_of, caption_of, choice, of_all, set_tags

NEAR_M = 10_000
"""An audience counts as near a service within this great-circle distance (assumption; the level is named by it)."""


def coverage_map_html(problem: Problem, plan: Plan) -> str:
    """Return the page of coverage by level: sets, townships reached, audience near a service."""
    title = Words(zh="科普服务覆盖图", en="Coverage by level")
    levels = coverage_levels(problem, plan)
    return choropleth_page(caption_of(problem, title, source_of(plan)), areas_of(problem), levels)


def coverage_levels(problem: Problem, plan: Plan) -> list[Level]:
    """Return the levels of coverage, each with a figure per county: what the map and the report both show."""
    return [_stays_level(problem, plan), _townships_level(problem, plan), _near_level(problem, plan)]


def source_of(plan: Plan) -> Words:
    """Return what a map of a plan names as its source."""
    return Words(zh=f"计划 {plan.plan_id}，服务记录", en=f"plan {plan.plan_id}; records of past services")


def _stays_level(problem: Problem, plan: Plan) -> Level:
    stays = _stays_by_county(problem, plan)
    served = sum(bool(mine) for mine in stays.values())
    summary = Words(
        zh=f"{of_all(served, len(stays))}安排了流动科技馆，共 {len(plan.stays)} 站。",
        en=f"{served} of {len(stays)} counties get a museum set; {len(plan.stays)} stays.",
    )
    return Level(
        level_id="sets",
        name=Words(zh="流动科技馆", en="museum sets"),
        about=Words(
            zh="本计划内流动科技馆在各县开放的周数；地图上的号数为套号。",
            en="Weeks that a set is open in the county in this plan; the number on the map names the set.",
        ),
        unit=Words(zh="周", en="weeks"),
        scale="amount",
        moments=(_plan_moment(summary, tuple(_stays_figure(problem, c, mine) for c, mine in stays.items())),),
    )


def _plan_moment(summary: Words, figures: tuple[Figure, ...]) -> Moment:
    return Moment(moment_id="plan", name=Words(zh="本计划", en="this plan"), summary=summary, figures=figures)


def _stays_by_county(problem: Problem, plan: Plan) -> dict[str, list[Stay]]:
    stays: dict[str, list[Stay]] = {county.county_id: [] for county in problem.counties}
    for stay in sorted(plan.stays, key=lambda stay: stay.opens):
        stays[stay.county_id].append(stay)
    return stays


def _stays_figure(problem: Problem, county_id: str, stays: list[Stay]) -> Figure:
    tags, names = set_tags(problem), {one.set_id: one.name for one in problem.sets}
    halls = {hall.hall_id: hall.name for hall in problem.halls}
    weeks = sum(stay.weeks for stay in stays)
    lines = [
        Words(
            zh=f"{tags[s.set_id]} {names[s.set_id]}：{s.opens} 至 {s.last_day}，{s.weeks} 周，{halls[s.hall_id]}",
            en=f"{s.opens} to {s.last_day}, {s.weeks} weeks",
        )
        for s in stays
    ]
    if county_id in problem.not_asked:
        lines.append(Words(zh="本次未申请", en="did not ask this time"))
    return Figure(
        area_id=county_id,
        value=weeks,
        text=Words(zh=f"{weeks} 周", en=f"{weeks} weeks") if weeks else Words(zh="未安排", en="none planned"),
        lines=tuple(lines),
        tag=" ".join(tags[stay.set_id] for stay in stays),
    )


def _townships_level(problem: Problem, plan: Plan) -> Level:
    visits = [
        Visit(
            county_id=stop.county_id,
            township_id=stop.township_id,
            in_township=stop.setting != "seat",
            lon=stop.lon,
            lat=stop.lat,
        )
        for stop in visited_stops(problem, plan)
    ]
    rows = township_reach(problem.counties, visits)
    known = [row for row in rows if row.townships is not None and row.reached <= row.townships]
    reached, townships = sum(row.reached for row in known), sum(row.townships or 0 for row in known)
    summary = Words(
        zh=f"{of_all(reached, townships, '个乡镇')}有大篷车到过；{len(rows) - len(known)} 县乡镇数不明，不计。",
        en=f"{reached} of {townships} townships are reached; {len(rows) - len(known)} counties whose number of "
        "townships is not known or wrong are left out.",
    )
    return Level(
        level_id="townships",
        name=Words(zh="乡镇到达率", en="townships reached"),
        about=Words(
            zh="本计划大篷车到过的乡镇占全县乡镇数的百分比；只在县城的服务不计。",
            en="Townships visited by a caravan in this plan as a share of all; visits at the seat do not count.",
        ),
        unit=Words(zh="%", en=""),
        scale="share",
        moments=(_plan_moment(summary, tuple(_townships_figure(row) for row in rows)),),
    )


def _townships_figure(row: TownshipReach) -> Figure:
    unplaced = Words(
        zh=f"另有 {row.unplaced_visits} 场未注明乡镇，不计",
        en=f"{row.unplaced_visits} visits without a township not counted",
    )
    if row.townships is None:
        text = Words(zh=f"到过 {row.reached} 个乡镇，总数未知", en=f"{row.reached} townships; total not known")
    elif row.reached > row.townships:
        text = Words(
            zh=f"到过 {row.reached} 个乡镇，多于登记的总数 {row.townships}，不计比例",
            en=f"{row.reached} townships, more than the {row.townships} there should be: no share",
        )
    else:
        text = Words(zh=f"{row.reached} / {row.townships} 个乡镇", en=f"{row.reached} of {row.townships} townships")
    return Figure(
        area_id=row.county_id,
        value=None if row.permille is None else row.permille / 10,
        text=text,
        lines=(unplaced,) if row.unplaced_visits else (),
    )


def _near_level(problem: Problem, plan: Plan) -> Level:
    spots = _spots(problem, plan)
    points = [
        AudiencePoint(county_id=s.county_id, lon=s.lon, lat=s.lat, people=s.audience, located=s.located)
        for s in problem.stops
    ]
    rows = audience_near(problem.counties, points, [(spot.lon, spot.lat) for spot in spots], NEAR_M)
    near, people = sum(row.near_people for row in rows), sum(row.people for row in rows)
    share = f"（{100 * near / people:.1f} %）" if people else ""
    km, how = NEAR_M // 1000, _located(points)
    return Level(
        level_id="near",
        name=Words(zh=f"{km} 公里内受众", en=f"audience within {km} km"),
        about=Words(
            zh=f"距任一服务点（展点或大篷车停靠点）直线 {km} 公里以内的受众，占全县登记停靠点受众的百分比。",
            en=f"Audience within {km} km (straight line) of any service, as a share of that of all registered stops.",
        ),
        unit=Words(zh="%", en=""),
        scale="share",
        moments=(
            _plan_moment(
                Words(
                    zh=f"登记受众 {people:,} 人中 {near:,} 人{share}在服务点 {km} 公里以内。{how.zh}。",
                    en=f"{near:,} of an audience of {people:,} are within {km} km of a service; {how.en}.",
                ),
                tuple(_near_figure(row) for row in rows),
            ),
        ),
        spots=spots,
    )


def _spots(problem: Problem, plan: Plan) -> tuple[Spot, ...]:
    halls = {hall.hall_id: hall for hall in problem.halls}
    sets = [halls[hall_id] for hall_id in dict.fromkeys(stay.hall_id for stay in plan.stays)]
    visited = {stop.stop_id: stop for stop in visited_stops(problem, plan)}
    return (
        *(Spot(lon=stop.lon, lat=stop.lat, name=stop.name, kind="caravan") for stop in visited.values()),
        *(Spot(lon=hall.lon, lat=hall.lat, name=hall.name, kind="set") for hall in sets),
    )


def _near_figure(row: NearShare) -> Figure:
    if row.permille is None:
        return Figure(area_id=row.county_id, value=None, text=Words(zh="没有登记的停靠点", en="no registered stops"))
    return Figure(
        area_id=row.county_id,
        value=row.permille / 10,
        text=Words(zh=f"{row.near_people:,} / {row.people:,} 人", en=f"{row.near_people:,} of {row.people:,} people"),
        lines=(_located_words(row.people_by_located),),
    )


def _located(points: Sequence[AudiencePoint]) -> Words:
    """Say how all points were located."""
    people: dict[Located, int] = {}
    for point in points:
        people[point.located] = people.get(point.located, 0) + point.people
    return _located_words(people)


def _located_words(people: Mapping[Located, int]) -> Words:
    named = [(choice("located", kind), count) for kind, count in people.items()]
    return Words(
        zh="位置来源：" + "、".join(f"{words.zh} {count:,} 人" for words, count in named),
        en="located: " + ", ".join(f"{words.en} {count:,}" for words, count in named),
    )
