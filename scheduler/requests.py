"""Requests (点单): what a county, school or community asks for. A request binds no plan until it is accepted."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib import resources
from typing import Literal, get_args

from core.record import record
from maps.model import StopKind

AudienceGroup = Literal["pupils", "farmers", "left_behind_children", "elderly", "women"]
GROUPS: tuple[AudienceGroup, ...] = get_args(AudienceGroup)


@record
class Request:
    """One request for a caravan's visit or a museum set's stay."""

    request_id: str
    asker: str
    """Who asks: a school, a village committee, a county's association."""
    wants: Literal["set", "caravan"]
    """A museum set's stay, or a caravan's visit."""
    county_id: str
    stop_id: str | None
    """For a caravan: the stop to visit; ``None``: any stop of the county that suits the audience."""
    hall_id: str | None
    """For a set: the hall; ``None``: any hall of the county."""
    themes: tuple[str, ...]
    """At least one of them must be shown by working exhibits; empty: any."""
    exhibit_ids: tuple[str, ...]
    """All of them must be on show; empty: none in particular."""
    audience: tuple[AudienceGroup, ...]
    """For whom; empty: everybody. Without a stop it says which kinds of stop suit."""
    first: date
    """The first day that suits: of the visit, or of the stay's opening."""
    last: date
    """The last day that suits: of the visit, or of the stay's opening."""
    weeks: int | None
    """For a set: least length of the stay; ``None``: any that the rules allow."""


def kinds_for(groups: tuple[AudienceGroup, ...]) -> frozenset[str]:
    """Return the kinds of stop at which all of ``groups`` can be met; all kinds where nobody is named."""
    table = _kinds()
    return frozenset[str](get_args(StopKind)).intersection(*(table[group] for group in groups))


@cache
def _kinds() -> dict[str, list[str]]:
    content = tomllib.loads(resources.files("scheduler").joinpath("data/requests.toml").read_text("utf-8"))
    found: dict[str, list[str]] = content["kinds"]
    return found
