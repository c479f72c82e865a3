"""Fleet records at the wire: what may be unknown, and what may not be anything else."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from fleet.model import Caravan, Crew, VehicleType

TYPE = {
    "type_id": "II",
    "name": "Ⅱ型",
    "payload_g": 2_500_000,
    "volume_l": 12_000,
    "crew_size": 2,
    "road_class_max": 3,
    "speed_percent": 95,
    "cost_fen_per_km": 250,
    "cost_fen_per_day": 60_000,
    "power_w": 3_000,
    "source": "assumption",
}
CARAVAN = {
    "caravan_id": "C1",
    "name": "一号车",
    "type_id": "II",
    "depot_id": "D1",
    "kit_id": "K1",
    "out_days_max": 30,
    "unavailable": [{"first": "2026-03-02", "last": "2026-03-06", "reason": "年检"}],
    "in_service_since": None,
    "odometer_km": None,
    "owner_id": "org:province",
    "custodian_id": "org:prefecture",
}


@pytest.mark.parametrize("road_class", [0, 5, "narrow"])
def test_a_road_class_is_one_of_four(road_class):
    with pytest.raises(ValidationError):
        TypeAdapter(VehicleType).validate_python({**TYPE, "road_class_max": road_class})


def test_unknown_renewal_figures_stay_unknown():
    caravan = TypeAdapter(Caravan).validate_python(CARAVAN)
    assert (caravan.in_service_since, caravan.odometer_km) == (None, None)


def test_owner_and_custodian_must_both_be_said():
    for name in ("owner_id", "custodian_id"):
        with pytest.raises(ValidationError, match=name):
            TypeAdapter(Caravan).validate_python({key: value for key, value in CARAVAN.items() if key != name})


@pytest.mark.parametrize(("record_type", "content"), [(VehicleType, TYPE), (Caravan, CARAVAN)])
def test_records_survive_json(record_type, content):
    adapter = TypeAdapter(record_type)
    assert adapter.validate_json(adapter.dump_json(adapter.validate_python(content))) == adapter.validate_python(
        content
    )


def test_leave_is_whole_days_in_order():
    crew = {"crew_id": "R1", "name": "一组", "depot_id": "D1", "size": 2, "licensed_type_ids": [], "skills": [],
            "out_days_max": 30, "leave": [{"first": "2026-03-09", "last": "2026-03-02"}]}  # fmt: skip
    with pytest.raises(ValidationError, match="dates-reversed"):
        TypeAdapter(Crew).validate_python(crew)
