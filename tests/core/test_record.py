"""Records are frozen, slotted, keyword-only, and document their own schema."""

from __future__ import annotations

import dataclasses

import pytest
from pydantic import TypeAdapter, ValidationError

from core.record import record


@record
class Leg:
    """A leg."""

    drive_min: int
    """Minutes at the wheel."""
    length_m: int = 0


def test_it_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Leg(drive_min=3).drive_min = 4


def test_it_has_no_room_for_other_attributes():
    assert not hasattr(Leg(drive_min=3), "__dict__")


def test_places_of_arguments_mean_nothing():
    with pytest.raises(TypeError):
        Leg(3)


def test_equal_content_is_equal_and_hashes_alike():
    assert Leg(drive_min=3) == Leg(drive_min=3, length_m=0)
    assert len({Leg(drive_min=3), Leg(drive_min=3), Leg(drive_min=4)}) == 2


def test_unknown_fields_are_refused_on_reading():
    with pytest.raises(ValidationError, match="unexpected_keyword_argument"):
        TypeAdapter(Leg).validate_python({"drive_min": 3, "lenght_m": 5})


def test_docstrings_below_fields_document_the_schema():
    assert TypeAdapter(Leg).json_schema()["properties"]["drive_min"]["description"] == "Minutes at the wheel."
