"""Find things by what people call them."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from core.errors import DapengError, fail
from fleet.model import Caravan
from maps.model import County
from scheduler.problem import Problem

NEAR_SHOWN = 5
"""Names like the one that was asked for that a message lists."""


def find_county(problem: Problem, words: str) -> County:
    """Return the county with this id, current or former code or name; raises ``name-unknown`` or ``name-ambiguous``."""
    found = [
        county
        for county in problem.counties
        if words == county.county_id or any(words in (entry.code, entry.name) for entry in county.codes)
    ]
    if len(found) > 1:
        listed = ", ".join(f"{county.code} {county.name}" for county in found)
        raise fail("name-ambiguous", "county", name=words, listed=listed)
    if not found:
        raise unknown_name("county", words, (entry.name for county in problem.counties for entry in county.codes))
    return found[0]


def find_caravan(problem: Problem, words: str) -> Caravan:
    """Return the caravan with this id or name; raises ``name-unknown``."""
    for caravan in problem.caravans:
        if words in (caravan.caravan_id, caravan.name):
            return caravan
    raise unknown_name("caravan", words, (name for one in problem.caravans for name in (one.name, one.caravan_id)))


def unknown_name(kind: str, words: str, names: Iterable[str]) -> DapengError:
    """Return the fault ``name-unknown`` with the names that are most like ``words``."""
    known = list(dict.fromkeys(names))
    holding = [name for name in known if words and words in name]
    near = holding or get_close_matches(words, known, NEAR_SHOWN, cutoff=0.3)
    return fail("name-unknown", kind, kind=kind, name=words, near="、".join(near[:NEAR_SHOWN]) or "—")
