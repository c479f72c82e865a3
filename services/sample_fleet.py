"""Invented depots, caravans, crews and set-up teams."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from core.calendar import DateSpan
from fleet.catalogue import vehicle_types
from fleet.model import Caravan, Crew, Depot, SetupTeam
from maps.model import County
from services.sample_exhibits import chinese
from services.sample_scene import INVENTED, Scene, org_of

TYPE_MIX = ("II", "IV", "III", "II", "IV", "II", "III", "I", "IV", "III")
"""Types in the order in which they are dealt out: 10 % Ⅰ, 30 % each of Ⅱ, Ⅲ and Ⅳ."""
CREWS_PER_CARAVAN = 0.6
OUT_DAYS_MAX = 30


def make_depots(scene: Scene, caravans: int) -> tuple[Depot, ...]:
    """Return depots at prefecture seats, the capital's first: one for every two caravans at most."""
    count = min(len(scene.seats), max(1, caravans // 2))
    others = sorted(scene.seats[1:], key=lambda seat: (-(seat.population or 0), seat.county_id))
    chosen = [scene.capital, *others[: count - 1]]
    return tuple(_depot(number, seat) for number, seat in enumerate(chosen, start=1))


def _depot(number: int, seat: County) -> Depot:
    return Depot(
        depot_id=f"D{number:02d}",
        name=f"{seat.prefecture_name}大篷车车队{INVENTED}",
        county_id=seat.county_id,
        lon=round(seat.lon + 0.01, 4),
        lat=round(seat.lat + 0.01, 4),
        org_id=org_of(seat.prefecture_id),
    )


def make_caravans(scene: Scene, depots: Sequence[Depot], count: int) -> tuple[Caravan, ...]:
    """Return caravans, dealt out to the depots in turn."""
    return tuple(_caravan(scene, depots[number % len(depots)], number) for number in range(count))


def _caravan(scene: Scene, depot: Depot, number: int) -> Caravan:
    rng = scene.rng(f"caravan-{number}")
    letter = chr(ord("A") + int(depot.depot_id[1:]) - 1)
    first = scene.window.first + timedelta(days=rng.randrange(60))
    workshop = (DateSpan(first=first, last=first + timedelta(days=6), reason="进厂保养 / in the workshop"),)
    return Caravan(
        caravan_id=f"C{number + 1:02d}",
        name=f"{scene.province.plate}{letter}-大篷车-{number + 1:02d}{INVENTED}",
        type_id=TYPE_MIX[number % len(TYPE_MIX)],
        depot_id=depot.depot_id,
        kit_id=f"K{number + 1:02d}",
        out_days_max=OUT_DAYS_MAX,
        unavailable=workshop if number % 4 == 1 else (),
        in_service_since=date(rng.randrange(2014, 2025), rng.randrange(1, 13), 1) if rng.random() < 0.9 else None,
        odometer_km=rng.randrange(8, 120) * 1000 if rng.random() < 0.9 else None,
        owner_id=org_of(scene.province.code),
        custodian_id=depot.org_id,
    )


def make_crews(scene: Scene, depots: Sequence[Depot], caravans: Sequence[Caravan]) -> tuple[Crew, ...]:
    """Return crews: fewer than caravans, at least one a depot, each depot's types within its crews' licences."""
    types = {depot: [c.type_id for c in caravans if c.depot_id == depot.depot_id] for depot in depots}
    left = max(0, round(CREWS_PER_CARAVAN * len(caravans)) - sum(map(bool, types.values())))
    crews: list[Crew] = []
    for depot, here in sorted(types.items(), key=lambda item: (-len(item[1]), item[0].depot_id)):
        extra = min(left, max(0, len(here) - 1))
        left -= extra
        for place in range(1 + extra if here else 0):
            crews.append(_crew(scene, depot, len(crews) + 1, sorted(set(here)) if place == 0 else [here[place]]))
    return tuple(crews)


def _crew(scene: Scene, depot: Depot, number: int, types: list[str]) -> Crew:
    rng = scene.rng(f"crew-{number}")
    sizes = {kind.type_id: kind.crew_size for kind in vehicle_types()}
    return Crew(
        crew_id=f"W{number:02d}",
        name=f"第{chinese(number)}车组{INVENTED}",
        depot_id=depot.depot_id,
        size=max(sizes[kind] for kind in types),
        licensed_type_ids=tuple(types if rng.random() < 0.5 else sorted({*types, "III", "IV"})),
        skills=tuple(rng.sample(("声光体验", "电磁探秘", "数字生活", "苗语", "布依语"), 2)),
        out_days_max=rng.choice((22, 24, 26)),
        leave=_leave(scene, rng),
    )


def _leave(scene: Scene, rng: Random) -> tuple[DateSpan, ...]:
    if rng.random() < 0.5:
        return ()
    first = scene.window.first + timedelta(days=rng.randrange(80))
    return (DateSpan(first=first, last=first + timedelta(days=rng.choice((2, 4, 6))), reason="休假 / leave"),)


def make_teams(sets: int) -> tuple[SetupTeam, ...]:
    """Return set-up teams: one for every three sets; the first is on leave for two weeks in autumn."""
    leave = (DateSpan(first=date(2026, 11, 9), last=date(2026, 11, 22), reason="休假 / leave"),)
    return tuple(
        SetupTeam(
            team_id=f"T{number:02d}",
            name=f"布展{chinese(number)}组{INVENTED}",
            leave=leave if number == 1 else (),
        )
        for number in range(1, max(1, -(-sets // 3)) + 1)
    )
