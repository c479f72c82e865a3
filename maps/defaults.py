"""Provinces, prefecture seats, the travel model and the need policy, as data that ships with the product."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

from core.errors import fail
from core.record import record
from maps.model import County, Terrain, TravelModel
from maps.policy import Component, NeedPolicy, PolicyList


@record
class Province:
    """What is known of a province by its code."""

    code: str
    """Two digits."""
    name: str
    name_en: str
    plate: str
    """One character, as on number plates."""
    terrain: Terrain
    """Default terrain of its counties: an assumption."""


def province_of(code: str) -> Province:
    """Return the province of a two- to six-digit code; ``id-unknown`` where there is none."""
    found = _provinces()["provinces"].get(code[:2])
    if found is None:
        raise fail("id-unknown", "provinces.toml", kind="province", id=code[:2])
    return Province(code=code[:2], **found)


def terrain_source() -> str:
    """Return the words that say the default terrains are an assumption."""
    return str(_provinces()["terrain_source"])


def prefecture_seats(counties: Iterable[County]) -> dict[str, str]:
    """Return prefecture id -> id of the county that holds the prefecture's seat.

    The county with the lowest current code, but for the corrections in ``maps/data/provinces.toml``; prefectures that
    are only a group of directly administered counties have none and are left out.
    """
    members: dict[str, list[County]] = {}
    for county in counties:
        members.setdefault(county.prefecture_id, []).append(county)
    seats = {prefecture: _seat(prefecture, group) for prefecture, group in sorted(members.items())}
    return {prefecture: seat for prefecture, seat in seats.items() if seat is not None}


def _seat(prefecture_id: str, members: list[County]) -> str | None:
    corrected = _provinces()["seats"].get(prefecture_id.removeprefix("CN-"))
    if corrected == "":
        return None
    by_code = {county.code: county.county_id for county in members}
    return by_code[corrected] if corrected in by_code else by_code[min(by_code)]


def default_travel_model() -> TravelModel:
    """Return the embedded travel model with its default parameters."""
    return TravelModel(**_read("travel_model.toml"))


def default_need_policy() -> NeedPolicy:
    """Return the need policy that ships with the product (``maps/data/need_policy.toml``)."""
    content = _read("need_policy.toml")
    components = tuple(Component(**component) for component in content.pop("components"))
    lists = tuple(PolicyList(**entry) for entry in content.pop("lists"))
    return NeedPolicy(components=components, lists=lists, **content)


@cache
def _provinces() -> dict[str, Any]:
    return _read("provinces.toml")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("maps").joinpath(f"data/{name}").read_text("utf-8"))
