"""Invented caravan stops, or real places with invented audiences and opening hours."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from random import Random

from fleet.model import RoadClass
from maps.model import County, Located, Setting, Stop, StopKind, VisitWindow
from services.sample_places import Ground, Township, townships
from services.sample_scene import INVENTED, PlacePoint, Scene, words

SETTINGS: dict[Setting, float] = {"seat": 0.12, "township": 0.45, "village": 0.43}
KINDS: dict[Setting, dict[StopKind, float]] = {
    "seat": {"school": 5, "community": 2, "children_palace": 1, "old_people_home": 1, "practice_station": 1},
    "township": {"school": 10, "township": 6, "practice_station": 2, "old_people_home": 1, "community": 1},
    "village": {"village": 11, "school": 7, "practice_station": 2},
}
NAMES: dict[StopKind, str] = {
    "school": "学校",
    "township": "集镇广场",
    "village": "村民活动中心",
    "community": "社区中心",
    "old_people_home": "敬老院",
    "children_palace": "青少年宫",
    "practice_station": "新时代文明实践站",
}
AUDIENCE: dict[StopKind, tuple[int, int]] = {
    "school": (250, 700),
    "township": (200, 550),
    "village": (80, 280),
    "community": (80, 350),
    "old_people_home": (30, 90),
    "children_palace": (200, 600),
    "practice_station": (60, 240),
}
VISIT_MIN: dict[StopKind, tuple[int, ...]] = {
    "school": (150, 180, 180),
    "township": (120, 150, 180),
    "village": (120, 150),
    "community": (120, 150),
    "old_people_home": (90, 120),
    "children_palace": (150, 180),
    "practice_station": (120, 150),
}
WORKWEEK, WEEK = (1, 2, 3, 4, 5), (1, 2, 3, 4, 5, 6, 7)


def make_stops(scene: Scene, grounds: dict[str, Ground], count: int) -> tuple[Stop, ...]:
    """Return ``count`` invented stops, shared out among the counties by the square root of their population."""
    stops: list[Stop] = []
    for county, share in zip(scene.counties, _shares(scene.counties, count), strict=True):
        rng = scene.rng(f"stops-{county.county_id}")
        stops += _numbered(_county_stops(grounds[county.county_id], rng, share))
    return tuple(stops)


def _numbered(stops: Iterable[Stop]) -> Iterator[Stop]:
    """Number the stops of a county that would bear the same name."""
    seen: dict[str, int] = {}
    for stop in stops:
        count = seen[stop.name] = seen.get(stop.name, 0) + 1
        name = stop.name.removesuffix(INVENTED)
        yield stop if count == 1 else replace(stop, name=f"{name}·{count}{INVENTED}")


def make_place_stops(scene: Scene, grounds: dict[str, Ground], places: Sequence[PlacePoint]) -> tuple[Stop, ...]:
    """Return a stop at each real place: its name and coordinates are real, everything else is invented."""
    numbers: dict[str, int] = {}
    stops = []
    for place in places:
        number = numbers[place.county_id] = numbers.get(place.county_id, 0) + 1
        rng = scene.rng(f"place-{place.county_id}-{number}")
        ground = grounds[place.county_id]
        away_km = math.hypot(place.lon - ground.county.lon, place.lat - ground.county.lat) * 111
        setting: Setting = "seat" if away_km < 4 else rng.choice(("township", "village"))
        site = Township(township_id="", name=place.name, lon=place.lon, lat=place.lat)
        stops.append(_stop(ground.county, rng, number, setting, site, (place.lon, place.lat), "geocoded"))
    return tuple(stops)


def _shares(counties: Sequence[County], count: int) -> list[int]:
    """Share ``count`` out in proportion to sqrt(population), by largest remainder."""
    known = sorted(county.population for county in counties if county.population)
    middle = known[len(known) // 2] if known else 1
    weights = [math.sqrt(county.population or middle) for county in counties]
    exact = [count * weight / sum(weights) for weight in weights]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda row: (shares[row] - exact[row], row))
    for row in by_remainder[: count - sum(shares)]:
        shares[row] += 1
    return shares


def _county_stops(ground: Ground, rng: Random, count: int) -> Iterator[Stop]:
    places = townships(ground, rng)
    for number in range(1, count + 1):
        setting = rng.choices(list(SETTINGS), list(SETTINGS.values()))[0]
        township = places[rng.randrange(len(places))]
        yield _stop(ground.county, rng, number, setting, township, _point(ground, rng, setting, township), "invented")


def _point(ground: Ground, rng: Random, setting: Setting, township: Township) -> tuple[float, float]:
    if setting == "seat":
        return ground.around_seat(rng, 0.2, 2.5)
    reach_km = (0.1, 1.0) if setting == "township" else (1.5, 7.0)
    return ground.near(rng, township.lon, township.lat, *reach_km)


def _stop(
    county: County,
    rng: Random,
    number: int,
    setting: Setting,
    township: Township,
    point: tuple[float, float],
    located: Located,
) -> Stop:
    kind = rng.choices(list(KINDS[setting]), list(KINDS[setting].values()))[0]
    at_seat = setting == "seat"
    return Stop(
        stop_id=f"P-{county.county_id[3:]}-{number:03d}",
        name=_name(county, rng, kind, setting, township.name, located),
        kind=kind,
        county_id=county.county_id,
        township_id=None if at_seat else township.township_id or None,
        township_name=None if at_seat or located == "geocoded" else f"{township.name}{INVENTED}",
        setting=setting,
        lon=point[0],
        lat=point[1],
        located=located,
        audience=_audience(county, rng, kind, setting),
        visit_min=rng.choice(VISIT_MIN[kind]),
        windows=_windows(rng, kind),
        road_class=_road_class(rng, setting),
        area_m2=float(rng.randrange(120, 600, 10) if setting != "village" else rng.randrange(40, 240, 10)),
        power_w=rng.choice((3000, 5000, 8000)) if setting != "village" else rng.choice((0, 1000, 2000, 3000)),
        themes_wanted=tuple(sorted(_themes(rng))),
    )


def _name(county: County, rng: Random, kind: StopKind, setting: Setting, place: str, located: Located) -> str:
    if located == "geocoded":
        return f"{place} {NAMES[kind]}{INVENTED}"
    if setting == "seat":
        return f"{county.name}第{rng.randrange(1, 9)}{NAMES[kind]}{INVENTED}"
    if setting == "township":
        return f"{place}{'中心小学' if kind == 'school' else NAMES[kind]}{INVENTED}"
    parts = words()["villages"]
    village = rng.choice(parts["first"]) + rng.choice(parts["second"]) + "村"
    return f"{place}{village}{'小学' if kind == 'school' else NAMES[kind]}{INVENTED}"


def _audience(county: County, rng: Random, kind: StopKind, setting: Setting) -> int:
    low, high = AUDIENCE[kind]
    size = {"seat": 1.3, "township": 1.0, "village": 0.7}[setting] if kind == "school" else 1.0
    crowd = min(1.5, max(0.6, math.sqrt((county.population or 300_000) / 350_000)))
    return max(10, round(rng.triangular(low, high, low + (high - low) / 4) * size * crowd / 10) * 10)


def _road_class(rng: Random, setting: Setting) -> RoadClass:
    weights = {"seat": (7, 3, 0, 0), "township": (1, 6, 3, 0), "village": (0, 2, 5, 3)}[setting]
    classes: tuple[RoadClass, ...] = (1, 2, 3, 4)
    return rng.choices(classes, weights)[0]


def _themes(rng: Random) -> list[str]:
    if rng.random() > 0.12:
        return []
    return rng.sample([zone["name"] for zone in words()["zones"]], rng.choice((1, 2)))


def _windows(rng: Random, kind: StopKind) -> tuple[VisitWindow, ...]:
    if kind == "school":
        first = date(2026, 3, 16) if rng.random() < 0.08 else None
        last = date(2026, 5, 15) if rng.random() < 0.08 else None
        return _two_halves(WORKWEEK, (480, 690), (840, 1020), True, first, last)
    if kind in ("township", "village"):
        market = tuple(sorted(rng.sample(WEEK, 4))) if rng.random() < 0.25 else WEEK
        return _two_halves(market, (480, 720), (840, 1050))
    if kind == "children_palace":
        return _two_halves((3, 4, 5, 6, 7), (510, 720), (840, 1050))
    if kind == "old_people_home":
        return _two_halves(WORKWEEK, (510, 660), (870, 1020))
    return _two_halves((1, 2, 3, 4, 5, 6), (480, 690), (840, 1050))


def _two_halves(
    weekdays: tuple[int, ...],
    morning: tuple[int, int],
    afternoon: tuple[int, int],
    school: bool = False,
    first: date | None = None,
    last: date | None = None,
) -> tuple[VisitWindow, ...]:
    return tuple(
        VisitWindow(
            weekdays=weekdays, first=first, last=last, open_min=opens, close_min=closes, school_days_only=school
        )
        for opens, closes in (morning, afternoon)
    )
