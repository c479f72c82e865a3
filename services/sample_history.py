"""Invented history: past services and fixed museums. Some counties' records are not known at all."""

from __future__ import annotations

from datetime import date, timedelta

from maps.model import County, CountyHistory, FixedMuseum, ServiceRecord
from services.sample_scene import INVENTED, Scene, words

SOURCE = "虚构 / invented"
RECORDS_FROM = date(2019, 1, 1)
LAST_DAY = date(2025, 12, 31)


def make_museums(scene: Scene) -> tuple[FixedMuseum, ...]:
    """Return invented fixed museums: at the capital, and at the seats of the more populous half of prefectures."""
    people = {seat.prefecture_id: 0 for seat in scene.seats}
    for county in scene.counties:
        people[county.prefecture_id] = people.get(county.prefecture_id, 0) + (county.population or 0)
    others = sorted(scene.seats[1:], key=lambda seat: (-people[seat.prefecture_id], seat.county_id))
    chosen = [scene.capital, *others[: len(others) // 2]]
    return tuple(
        FixedMuseum(
            museum_id=f"M{number:02d}",
            name=f"{seat.prefecture_name}科技馆{INVENTED}",
            lon=seat.lon,
            lat=seat.lat,
            located="invented",
            source=SOURCE,
        )
        for number, seat in enumerate(chosen, start=1)
    )


def make_history(scene: Scene) -> tuple[CountyHistory, ...]:
    """Return each county's history: about one county in eight has no known records, one in ten no known museums."""
    return tuple(_county_history(scene, county) for county in scene.counties)


def _county_history(scene: Scene, county: County) -> CountyHistory:
    rng = scene.rng(f"history-{county.county_id}")
    known = rng.random() >= 0.12
    services = _set_stays(scene, county) + _caravan_visits(scene, county) if known else []
    return CountyHistory(
        county_id=county.county_id,
        known_since=RECORDS_FROM if known else None,
        services=tuple(sorted(services, key=lambda service: service.first)),
        fixed_museum_known=rng.random() >= 0.10,
    )


def _set_stays(scene: Scene, county: County) -> list[ServiceRecord]:
    """Two counties of three have had a set since the records began, a few of them twice."""
    rng = scene.rng(f"past-stays-{county.county_id}")
    stays = []
    for _ in range(rng.choices((0, 1, 2), (34, 54, 12))[0]):
        first = RECORDS_FROM + timedelta(days=rng.randrange(60, 2400))
        last = first + timedelta(days=rng.choice((60, 75, 90)))
        if last <= LAST_DAY:
            themes = tuple(zone["name"] for zone in words()["zones"])
            stays.append(_service(county, "set", first, last, rng.randrange(12, 50) * 1000, themes))
    return stays


def _caravan_visits(scene: Scene, county: County) -> list[ServiceRecord]:
    rng = scene.rng(f"past-visits-{county.county_id}")
    visits = []
    for _ in range(rng.choices((0, 4, 10, 25, 50), (15, 30, 25, 20, 10))[0]):
        day = RECORDS_FROM + timedelta(days=rng.randrange((LAST_DAY - RECORDS_FROM).days))
        theme = rng.choice(words()["zones"])["name"]
        visits.append(_service(county, "caravan", day, day, rng.randrange(15, 120) * 10, (theme,)))
    return visits


def _service(
    county: County, kind: str, first: date, last: date, audience: int, themes: tuple[str, ...]
) -> ServiceRecord:
    return ServiceRecord(
        county_id=county.county_id,
        kind="set" if kind == "set" else "caravan",
        first=first,
        last=last,
        audience=audience,
        themes=themes,
        source=SOURCE,
    )
