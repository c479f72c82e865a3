"""Invented exhibits, museum sets and on-board kits."""

from __future__ import annotations

from datetime import date
from random import Random

from core.calendar import DateSpan
from exhibits.model import Condition, Exhibit, ExhibitSet, Kit, RepairCycle, Zone
from fleet.model import Caravan
from services.sample_scene import INVENTED, Scene, org_of, words

SUMMER = DateSpan(first=date(2026, 6, 29), last=date(2026, 9, 6), reason="暑期检修 / overhaul in the summer vacation")
WINTER = DateSpan(first=date(2026, 1, 12), last=date(2026, 3, 8), reason="寒假检修 / overhaul in the winter vacation")
KIT_SIZE = {"I": 40, "II": 34, "III": 30, "IV": 24}
DIGITS = "零一二三四五六七八九"


def make_sets(scene: Scene, count: int) -> tuple[tuple[Exhibit, ...], tuple[ExhibitSet, ...]]:
    """Return the exhibits and museum sets: 50 to 56 exhibits in the seven zones each.

    From six sets on, the last one is in bad condition: a quarter of its exhibits are in repair, too many for a tour.
    """
    exhibits: list[Exhibit] = []
    sets = []
    for number in range(1, count + 1):
        rng = scene.rng(f"set-{number}")
        worn = count >= 6 and number == count
        zones, shown = _zones(scene, rng, number, worn)
        exhibits += shown
        sets.append(_set(scene, rng, number, zones))
    return tuple(exhibits), tuple(sets)


def _zones(scene: Scene, rng: Random, number: int, worn: bool) -> tuple[tuple[Zone, ...], list[Exhibit]]:
    scale = rng.uniform(0.85, 1.15)
    zones, exhibits = [], []
    for zone in words()["zones"]:
        names = zone["exhibits"][: rng.choice((7, 8, 8))]
        made = [
            _set_exhibit(
                scene, rng, f"E-S{number:02d}-{zone['zone_id']}-{item}", name, zone["name"], scale, worn and item <= 2
            )
            for item, name in enumerate(names, start=1)
        ]
        exhibits += made
        zones.append(
            Zone(
                zone_id=f"Z-S{number:02d}-{zone['zone_id']}",
                name=zone["name"],
                theme=zone["name"],
                exhibit_ids=tuple(exhibit.exhibit_id for exhibit in made),
            )
        )
    return tuple(zones), exhibits


def _set_exhibit(
    scene: Scene, rng: Random, exhibit_id: str, name: str, theme: str, scale: float, broken: bool
) -> Exhibit:
    return Exhibit(
        exhibit_id=exhibit_id,
        name=name,
        theme=theme,
        footprint_m2=round(rng.uniform(4.5, 9.5) * scale, 1),
        mass_g=rng.randrange(60, 220) * 1000,
        volume_l=rng.randrange(600, 2200, 50),
        power_w=rng.choice((0, 60, 120, 200, 300, 500)),
        age_min=rng.choice((5, 6, 8)),
        age_max=99,
        condition="in_repair" if broken else _condition(rng, 0.95),
        owner_id="ORG-CN",
        custodian_id=org_of(scene.province.code),
    )


def _condition(rng: Random, working: float) -> Condition:
    draw = rng.random()
    if draw < working:
        return "working"
    return "in_repair" if draw < (1 + working) / 2 else "not_shown"


def _set(scene: Scene, rng: Random, number: int, zones: tuple[Zone, ...]) -> ExhibitSet:
    home = scene.capital if number % 3 or len(scene.seats) == 1 else scene.seats[1]
    lent = (DateSpan(first=date(2026, 9, 7), last=date(2026, 10, 11), reason="借展 / lent to another province"),)
    return ExhibitSet(
        set_id=f"S{number:02d}",
        name=f"第{chinese(number)}套 流动科技馆{INVENTED}",
        zones=zones,
        split_of=None,
        lon=round(home.lon + 0.02, 4),
        lat=round(home.lat - 0.02, 4),
        home_county_id=home.county_id,
        setup_days=rng.choice((3, 4, 4)),
        teardown_days=2,
        trucks=2,
        cost_fen_per_km=1600,
        cost_fen_per_move=rng.choice((600_000, 800_000)),
        repair=RepairCycle(weeks=2 if number % 4 == 0 else 3, within=(WINTER if number % 5 == 0 else SUMMER,)),
        unavailable=lent if number == 4 else (),
        owner_id="ORG-CN",
        custodian_id=org_of(scene.province.code),
    )


def chinese(number: int) -> str:
    """Return a number from 1 to 999 in Chinese numerals, e.g. 二十三."""
    if number < 10:
        return DIGITS[number]
    if number < 100:
        tens, units = divmod(number, 10)
        return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[units] if units else "")
    hundreds, rest = divmod(number, 100)
    tail = "" if not rest else (f"零{DIGITS[rest]}" if rest < 10 else f"{DIGITS[rest // 10]}十{DIGITS[rest % 10]}")
    return f"{DIGITS[hundreds]}百{tail.removesuffix('零')}"


def make_kits(scene: Scene, caravans: tuple[Caravan, ...]) -> tuple[tuple[Exhibit, ...], tuple[Kit, ...]]:
    """Return each caravan's on-board exhibits and kit, sized by its type, of three to five themes."""
    exhibits: list[Exhibit] = []
    kits = []
    for caravan in caravans:
        rng = scene.rng(f"kit-{caravan.kit_id}")
        zones = rng.sample(words()["zones"], rng.choice((3, 4, 5)))
        made = [
            _kit_exhibit(rng, f"E-{caravan.kit_id}-{item:02d}", zones[item % len(zones)], item, caravan)
            for item in range(KIT_SIZE[caravan.type_id])
        ]
        exhibits += made
        kits.append(
            Kit(
                kit_id=caravan.kit_id,
                name=f"{caravan.name} 车载展品",
                exhibit_ids=tuple(exhibit.exhibit_id for exhibit in made),
                owner_id=caravan.owner_id,
                custodian_id=caravan.custodian_id,
            )
        )
    return tuple(exhibits), tuple(kits)


def _kit_exhibit(rng: Random, exhibit_id: str, zone: dict[str, list[str]], item: int, caravan: Caravan) -> Exhibit:
    names = zone["exhibits"]
    return Exhibit(
        exhibit_id=exhibit_id,
        name=f"{names[item % len(names)]}（车载）",
        theme=str(zone["name"]),
        footprint_m2=round(rng.uniform(1.2, 2.6), 1),
        mass_g=rng.randrange(12, 40) * 1000,
        volume_l=rng.randrange(120, 300, 10),
        power_w=rng.choice((0, 0, 40, 60, 100, 150)),
        age_min=6,
        age_max=99,
        condition=_condition(rng, 0.93),
        owner_id=caravan.owner_id,
        custodian_id=caravan.custodian_id,
    )
