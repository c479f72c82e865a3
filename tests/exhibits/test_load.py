"""What a collection of exhibits weighs, needs and shows."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from core.calendar import DateSpan
from exhibits.model import Exhibit, ExhibitSet, Load, RepairCycle, Zone, load_of


def exhibit(exhibit_id: str, condition: str, theme: str = "声光体验", footprint_m2: float = 4.0) -> Exhibit:
    return Exhibit(
        exhibit_id=exhibit_id,
        name=exhibit_id,
        theme=theme,
        footprint_m2=footprint_m2,
        mass_g=80_000,
        volume_l=900,
        power_w=300,
        age_min=5,
        age_max=14,
        condition=condition,
        owner_id="org:gz",
        custodian_id="org:gz",
    )


EXHIBITS = {
    item.exhibit_id: item
    for item in (
        exhibit("E1", "working", "声光体验"),
        exhibit("E2", "in_repair", "电磁探秘"),
        exhibit("E3", "not_shown", "数学魅力"),
        exhibit("E4", "working", "运动规律", 6.5),
    )
}


def test_everything_travels_but_only_working_exhibits_are_shown():
    assert load_of(["E1", "E2", "E3", "E4"], EXHIBITS) == Load(
        footprint_m2=10.5,
        mass_g=320_000,
        volume_l=3_600,
        power_w=600,
        themes=frozenset({"声光体验", "运动规律"}),
        intact_share=0.5,
    )


def test_exhibits_that_are_not_named_do_not_count():
    assert load_of(["E4"], EXHIBITS).footprint_m2 == 6.5


def test_an_empty_collection_is_intact_and_needs_nothing():
    assert load_of([], EXHIBITS) == Load(
        footprint_m2=0, mass_g=0, volume_l=0, power_w=0, themes=frozenset(), intact_share=1.0
    )


def test_an_exhibit_that_is_not_there_is_not_passed_over():
    with pytest.raises(KeyError, match="E9"):
        load_of(["E1", "E9"], EXHIBITS)


def test_a_set_lists_the_exhibits_of_its_zones_in_order():
    whole = ExhibitSet(
        set_id="S1",
        name="一套",
        zones=(
            Zone(zone_id="Z1", name="光", theme="声光体验", exhibit_ids=("E1", "E2")),
            Zone(zone_id="Z2", name="数", theme="数学魅力", exhibit_ids=("E3",)),
        ),
        split_of=None,
        lon=106.71,
        lat=26.57,
        home_county_id="520103",
        setup_days=6,
        teardown_days=3,
        trucks=2,
        cost_fen_per_km=1_200,
        cost_fen_per_move=500_000,
        repair=RepairCycle(weeks=2, within=(DateSpan(first=date(2026, 7, 1), last=date(2026, 8, 31)),)),
        unavailable=(),
        owner_id="org:gz",
        custodian_id="org:gz",
    )
    assert whole.exhibit_ids == ("E1", "E2", "E3")


def test_footprints_add_up_as_they_are_written():
    pair = {name: exhibit(name, "working", footprint_m2=area) for name, area in (("A", 1.1), ("B", 2.2))}
    assert load_of(["A", "B"], pair).footprint_m2 == Fraction("3.3")
