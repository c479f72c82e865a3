"""Raw values of the need components, each with its source and what must be known to read it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from core.ids import seat_place
from core.record import record
from maps.defaults import prefecture_seats
from maps.model import County, CountyHistory, FixedMuseum, PolicyFlag, ScienceRoom
from maps.policy import ComponentId, ListMembers, NeedPolicy, in_force
from maps.travel import EARTH_RADIUS_M, Place, TravelMatrix, TravelSource

DAYS_PER_YEAR = 365.25
RATE_YEARS = 5
"""Services per pupil are counted over at most this many years back."""
RATE_DAYS_MIN = 365
"""A shorter record says nothing about a yearly rate."""


@record
class Fact:
    """One raw value."""

    raw: float | None
    source: str
    note_zh: str = ""
    note_en: str = ""


@dataclass(frozen=True)
class NeedInput:
    """What the raw values are made from."""

    counties: Sequence[County]
    museums: Sequence[FixedMuseum]
    history: Mapping[str, CountyHistory]
    policy: NeedPolicy
    rooms: Sequence[ScienceRoom] = ()


@dataclass(frozen=True)
class _Context:
    data: NeedInput
    matrix: TravelMatrix
    hubs: Sequence[County]

    def history(self, county: County) -> CountyHistory | None:
        return self.data.history.get(county.county_id)


def raw_facts(data: NeedInput, travel: TravelSource) -> dict[str, dict[ComponentId, Fact]]:
    """Return county id -> component -> raw value."""
    by_id = {county.county_id: county for county in data.counties}
    hubs = [by_id[seat] for seat in prefecture_seats(data.counties).values()]
    context = _Context(data, travel.matrix(_places(data)), hubs)
    wanted = [(part.component_id, MEASURES[part.component_id]) for part in data.policy.components_in_force]
    return {county.county_id: {name: measure(county, context) for name, measure in wanted} for county in data.counties}


def _places(data: NeedInput) -> list[Place]:
    seats = [
        Place(place_id=seat_place(c.county_id), lon=c.lon, lat=c.lat, terrain=c.terrain, road_class=1)
        for c in data.counties
    ]
    museums = [
        Place(place_id=_museum_place(m), lon=m.lon, lat=m.lat, terrain=_nearest(m, data.counties).terrain, road_class=1)
        for m in data.museums
    ]
    return seats + museums


def _museum_place(museum: FixedMuseum) -> str:
    return f"museum:{museum.museum_id}"


def _nearest(museum: FixedMuseum, counties: Sequence[County]) -> County:
    """Return the county whose seat is nearest, for the terrain around the museum."""
    lon, lat = (np.radians([getattr(county, name) for county in counties]) for name in ("lon", "lat"))
    east = (lon - np.radians(museum.lon)) * np.cos(np.radians(museum.lat)) * EARTH_RADIUS_M
    north = (lat - np.radians(museum.lat)) * EARTH_RADIUS_M
    return counties[int(np.argmin(east**2 + north**2))]


def museum_reach(county: County, context: _Context) -> Fact:
    """Return road kilometres to the nearest known fixed museum."""
    history, policy = context.history(county), context.data.policy
    complete = history is not None and history.fixed_museum_known
    here = seat_place(county.county_id)
    by_way = [(context.matrix.metres(here, _museum_place(m)) / 1000, m.museum_id, m.name) for m in context.data.museums]
    km, _, name = min(by_way, default=(math.inf, "", ""))
    source = "固定科技馆名录与路程模型 / list of fixed museums, travel model"
    if by_way and (complete or km <= policy.museum_reach_km):
        return Fact(raw=round(km, 1), source=source, note_zh=f"最近：{name}", note_en=f"nearest: {name}")
    if not complete:
        zh, en = "周边固定科技馆名录不完整", "the list of fixed museums around is not complete"
        return Fact(raw=None, source=source, note_zh=zh, note_en=en)
    high = next(part.high for part in policy.components_in_force if part.component_id == "museum_reach")
    return Fact(raw=high, source=source, note_zh="完整名录中没有科技馆", note_en="none in a list known to be complete")


def science_rooms(county: County, context: _Context) -> Fact:
    """Return rural-school science rooms per ten thousand people of 5 to 14.

    Where the list is not known to be complete, only if those that are known suffice for the least need already.
    """
    history, policy = context.history(county), context.data.policy
    source = f"农村中学科技馆名录 / list of school science rooms; {county.sources.get('population_5_14', '')}"
    if not county.population_5_14:
        return _unknown_fact(source)
    rooms = [
        room
        for room in context.data.rooms
        if room.county_id == county.county_id and (room.since is None or room.since <= policy.as_of)
    ]
    rate = round(10_000 * len(rooms) / county.population_5_14, 4)
    complete = history is not None and history.science_rooms_known
    part = next(part for part in policy.components_in_force if part.component_id == "science_rooms")
    suffices = (rate - part.low) / (part.high - part.low) <= 0  # more rooms could only bring the same 0
    if not complete and not suffices:
        zh, en = f"已知 {len(rooms)} 所，名录不完整", f"{len(rooms)} known, the list is not complete"
        return Fact(raw=None, source=source, note_zh=zh, note_en=en)
    return Fact(raw=rate, source=source, note_zh=f"{len(rooms)} 所", note_en=f"{len(rooms)} rooms")


def service_gap_time(county: County, context: _Context) -> Fact:
    """Return years since the last service; where there was none since records began, years since then (at least)."""
    history, as_of = context.history(county), context.data.policy.as_of
    if history is None or history.known_since is None or history.known_since > as_of:
        return _no_records("服务记录 / service records")
    past = [service.last for service in history.services if service.first < as_of]
    last = min(max(past), as_of) if past else history.known_since
    years = round((as_of - last).days / DAYS_PER_YEAR, 2)
    if past:
        zh, en = f"最近一次服务 {last}", f"last service {last}"
    else:
        zh, en = f"自 {last} 有记录以来未有服务（至少）", f"no service since records began on {last} (at least)"
    return Fact(raw=years, source="服务记录 / service records", note_zh=zh, note_en=en)


def service_gap_rate(county: County, context: _Context) -> Fact:
    """Return services per thousand people of 5 to 14 and year, over at most the last five years."""
    history, as_of = context.history(county), context.data.policy.as_of
    source = f"服务记录 / service records; {county.sources.get('population_5_14', '')}"
    if history is None or history.known_since is None:
        return _no_records(source)
    first = max(history.known_since, as_of - timedelta(days=round(RATE_YEARS * DAYS_PER_YEAR)))
    if (as_of - first).days < RATE_DAYS_MIN:
        return Fact(raw=None, source=source, note_zh="记录不足一年", note_en="records of less than a year")
    if not county.population_5_14:
        return _unknown_fact(source)
    count = sum(service.last >= first and service.first < as_of for service in history.services)
    years = (as_of - first).days / DAYS_PER_YEAR
    rate = count / (county.population_5_14 / 1000) / years
    zh, en = f"{years:.1f} 年 {count} 次", f"{count} services in {years:.1f} years"
    return Fact(raw=round(rate, 4), source=source, note_zh=zh, note_en=en)


def policy_flags(county: County, context: _Context) -> Fact:
    """Return points of the lists that the county is on, scaled to the lists whose membership is known."""
    policy = context.data.policy
    lists = [entry for entry in policy.lists if in_force(entry, policy.as_of)]
    notices = policy.listed([name.code for name in county.codes])
    grounds: list[PolicyFlag | ListMembers] = [
        *(flag for flag in county.flags if in_force(flag, policy.as_of)),
        *notices,
    ]
    on = {ground.list_id for ground in grounds}
    told = on.union(county.flags_known, policy.lists_complete)
    known = [entry for entry in lists if entry.list_id in told]
    source = "；".join(dict.fromkeys(ground.source for ground in grounds))
    attainable = min(100, sum(entry.points for entry in known))
    if not attainable:
        return _unknown_fact(source)
    points = min(attainable, sum(entry.points for entry in known if entry.list_id in on))
    members = [entry for entry in known if entry.list_id in on]
    unknown = [entry for entry in lists if entry not in known]
    zh = "、".join(entry.name_zh for entry in members) or "不在已知名单上"
    en = ", ".join(entry.name_en for entry in members) or "on none of the known lists"
    if unknown:
        zh += "；不详：" + "、".join(entry.name_zh for entry in unknown)
        en += "; not known: " + ", ".join(entry.name_en for entry in unknown)
    return Fact(raw=round(100 * points / attainable, 1), source=source, note_zh=zh, note_en=en)


def pupils(county: County, _: _Context) -> Fact:
    """Return thousands of people of 5 to 14."""
    source = county.sources.get("population_5_14", "")
    if county.population_5_14 is None:
        return _unknown_fact(source)
    return Fact(raw=county.population_5_14 / 1000, source=source)


def remoteness(county: County, context: _Context) -> Fact:
    """Return driving minutes from the seat to the nearest prefecture seat among the counties."""
    source = "路程模型 / travel model"
    if not context.hubs:
        return _unknown_fact(source)
    here = seat_place(county.county_id)
    minutes, _, name = min(
        (context.matrix.minutes(here, seat_place(hub.county_id)), hub.county_id, hub.name) for hub in context.hubs
    )
    return Fact(raw=float(minutes), source=source, note_zh=f"到{name}", note_en=f"to {name}")


def rural_share(county: County, _: _Context) -> Fact:
    """Return the rural population in percent."""
    source = county.sources.get("rural_population", "")
    if county.rural_population is None or not county.population:
        return _unknown_fact(source)
    return Fact(raw=round(100 * county.rural_population / county.population, 1), source=source)


def schooling(county: County, _: _Context) -> Fact:
    """Return the average years of schooling."""
    source = county.sources.get("schooling_years", "")
    return _unknown_fact(source) if county.schooling_years is None else Fact(raw=county.schooling_years, source=source)


MEASURES: dict[ComponentId, Callable[[County, _Context], Fact]] = {
    "museum_reach": museum_reach,
    "science_rooms": science_rooms,
    "service_gap_time": service_gap_time,
    "service_gap_rate": service_gap_rate,
    "policy_flags": policy_flags,
    "pupils": pupils,
    "remoteness": remoteness,
    "rural_share": rural_share,
    "schooling": schooling,
}


def _unknown_fact(source: str) -> Fact:
    return Fact(raw=None, source=source, note_zh="不详", note_en="not known")


def _no_records(source: str) -> Fact:
    return Fact(
        raw=None, source=source, note_zh="服务记录不详，不等于没有服务", note_en="records not known: not 'never served'"
    )
