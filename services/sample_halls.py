"""Invented halls: most counties have one, a few two, a few none, too small, or open for a part of the year."""

from __future__ import annotations

from datetime import date
from random import Random

from core.calendar import DateSpan
from maps.model import County, Hall
from services.sample_places import Ground
from services.sample_scene import INVENTED, Scene

SEASONS = (
    (date(2026, 3, 1), date(2026, 7, 5)),
    (date(2026, 8, 24), date(2026, 12, 20)),
    (date(2026, 7, 6), date(2026, 8, 30)),
)
"""Parts of the year; the last one is too short for any stay with its set-up and tear-down."""


def make_halls(scene: Scene, grounds: dict[str, Ground]) -> tuple[Hall, ...]:
    """Return the halls of all counties; a prefecture's seat always has one that is large and open all year."""
    seats = {seat.county_id for seat in scene.seats}
    return tuple(
        hall
        for county in scene.counties
        for hall in _county_halls(scene, grounds[county.county_id], county.county_id in seats)
    )


def _county_halls(scene: Scene, ground: Ground, seat: bool) -> list[Hall]:
    rng = scene.rng(f"halls-{ground.county.county_id}")
    draw = rng.random()
    if seat:
        return [_hall(scene, ground, rng, 1, "good")]
    if draw < 0.06:
        return []
    if draw < 0.11:
        return [_hall(scene, ground, rng, 1, "small")]
    if draw < 0.14:
        return [_hall(scene, ground, rng, 1, "weak")]
    if draw < 0.26:
        return [_hall(scene, ground, rng, 1, "seasonal")]
    if draw < 0.36:
        return [_hall(scene, ground, rng, 1, "good"), _hall(scene, ground, rng, 2, "seasonal")]
    return [_hall(scene, ground, rng, 1, "good")]


def _hall(scene: Scene, ground: Ground, rng: Random, number: int, quality: str) -> Hall:
    county = ground.county
    lon, lat = ground.around_seat(rng, 0.2, 2.0)
    area_m2 = rng.randrange(200, 290, 10) if quality == "small" else rng.randrange(400, 740, 10)
    return Hall(
        hall_id=f"H-{county.county_id[3:]}-{number}",
        name=_name(county, number, rng),
        county_id=county.county_id,
        lon=lon,
        lat=lat,
        area_m2=float(area_m2),
        power_w=4000 if quality == "weak" else rng.choice((15_000, 20_000, 30_000)),
        available=(_season(scene, rng) if quality == "seasonal" else scene.span,),
    )


def _name(county: County, number: int, rng: Random) -> str:
    kind = "体育馆" if number == 2 else rng.choice(("文化馆", "青少年活动中心", "职教中心", "会展中心", "图书馆"))
    return f"{county.name}{kind}{INVENTED}"


def _season(scene: Scene, rng: Random) -> DateSpan:
    first, last = rng.choices(SEASONS, (4, 4, 1))[0]
    if last > scene.horizon.last_day or first < scene.horizon.first_monday:
        return scene.span
    return DateSpan(first=first, last=last, reason="仅部分时段可借用 / lent for a part of the year")
