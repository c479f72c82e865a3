"""The need index: a transparent score per county from named components. Formulas: docs/model.md, *Need index*.

A value that is not known is ``None``, is shown as missing, and leaves its weight to the others. Unknown is never
"none": without records nobody was "never served", without a complete list nobody is "without a museum".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.record import record
from maps.model import County, CountyHistory, FixedMuseum, ScienceRoom
from maps.need_facts import Fact, NeedInput, raw_facts
from maps.policy import Component, ComponentId, NeedPolicy
from maps.travel import TravelSource

NORMAL_UNITS = 10_000
"""Normalised values are rounded to ten-thousandths, so that totals are exact integers on every machine."""
PERMILLE_UNKNOWN = 500
"""Need of a county of which no component at all is known: neither first nor last."""


@record
class ComponentValue:
    """One component of one county."""

    component_id: ComponentId
    raw: float | None
    """Raw value; ``None``: not known."""
    unit: str
    normalised: float | None
    """0 (least need) to 1 (most), to four digits; ``None``: not known."""
    weight: int
    """The policy's weight."""
    effective_permille: float
    """Share of the total that the weight has once the unknown components are left out; they have 0."""
    points: float
    """effective_permille * normalised: what the component adds to the total; 0 where not known."""
    source: str
    """Where the raw value comes from."""
    note_zh: str
    """What must be known to read the raw value, or why it is missing; may be empty."""
    note_en: str


@record
class NeedRow:
    """Need of one county."""

    county_id: str
    name: str
    permille: int
    """The index: 0 (least) to 1000 (most)."""
    rank: int
    """1 for the most needy; equal totals rank by county id."""
    known_weight: int
    """Sum of the weights of the components that are known."""
    components: tuple[ComponentValue, ...]
    """In the policy's order."""


@record
class NeedTable:
    """Need of all counties, most needy first."""

    policy_version: str
    rows: tuple[NeedRow, ...]

    def row(self, county_id: str) -> NeedRow:
        """Return the row of a county; raises ``KeyError`` where there is none."""
        for row in self.rows:
            if row.county_id == county_id:
                return row
        raise KeyError(county_id)


@record
class ComponentDifference:
    """What one component contributes to a difference in need."""

    component_id: ComponentId
    first: ComponentValue
    second: ComponentValue
    points: float
    """Points of the first county less those of the second."""


@record
class Comparison:
    """Why one county ranks above another, number by number."""

    first: NeedRow
    """The county that ranks above."""
    second: NeedRow
    points: float
    """Difference of the totals before rounding: the sum of the differences' points."""
    differences: tuple[ComponentDifference, ...]
    """Largest effect first."""


def need_table(
    counties: Sequence[County],
    museums: Sequence[FixedMuseum],
    history: Sequence[CountyHistory],
    policy: NeedPolicy,
    travel: TravelSource,
    rooms: Sequence[ScienceRoom] = (),
) -> NeedTable:
    """Return the need of every county under ``policy``.

    Parameters
    ----------
    counties
        Those to be ranked; prefecture seats for remoteness are taken from them.
    museums
        Fixed science museums that are known.
    history
        What is known of past services; a county that is left out has unknown history.
    policy
        Weights, anchors and lists.
    travel
        Source of road kilometres and minutes at the normal season.
    rooms
        Rural-school science rooms that are known.
    """
    known = {each.county_id: each for each in history}
    data = NeedInput(counties=counties, museums=museums, history=known, policy=policy, rooms=rooms)
    facts = raw_facts(data, travel)
    scores = [_score(county, facts[county.county_id], policy) for county in counties]
    scores.sort(key=lambda score: (-score.permille, score.county.county_id))
    rows = tuple(score.row(rank) for rank, score in enumerate(scores, start=1))
    return NeedTable(policy_version=policy.version, rows=rows)


def compare(table: NeedTable, a: str, b: str) -> Comparison:
    """Return why one of two counties ranks above the other, component by component.

    ``a`` and ``b`` are county ids in any order; raises ``KeyError`` for one that is not in the table.
    """
    first, second = sorted((table.row(a), table.row(b)), key=lambda row: row.rank)
    pairs = zip(first.components, second.components, strict=True)
    differences = [
        ComponentDifference(component_id=x.component_id, first=x, second=y, points=x.points - y.points)
        for x, y in pairs
    ]
    differences.sort(key=lambda difference: -abs(difference.points))
    total = sum(difference.points for difference in differences)
    return Comparison(first=first, second=second, points=total, differences=tuple(differences))


def normalise(raw: float, component: Component) -> float:
    """Return (raw - low) / (high - low), cut to 0..1 and rounded to four digits."""
    share = (raw - component.low) / (component.high - component.low)
    return float(np.floor(min(1.0, max(0.0, share)) * NORMAL_UNITS + 0.5)) / NORMAL_UNITS


@dataclass(frozen=True)
class _Score:
    county: County
    permille: int
    known_weight: int
    components: tuple[ComponentValue, ...]

    def row(self, rank: int) -> NeedRow:
        return NeedRow(
            county_id=self.county.county_id,
            name=self.county.name,
            permille=self.permille,
            rank=rank,
            known_weight=self.known_weight,
            components=self.components,
        )


def _score(county: County, facts: dict[ComponentId, Fact], policy: NeedPolicy) -> _Score:
    known = sum(part.weight for part in policy.components_in_force if facts[part.component_id].raw is not None)
    values = tuple(_value(part, facts[part.component_id], known) for part in policy.components_in_force)
    return _Score(county, _total(values, known), known, values)


def _total(values: Sequence[ComponentValue], known_weight: int) -> int:
    """Return the weighted mean of the known components in permille, halves rounded up, in integers."""
    if known_weight == 0:
        return PERMILLE_UNKNOWN
    units = sum(v.weight * round(v.normalised * NORMAL_UNITS) for v in values if v.normalised is not None)
    whole = known_weight * NORMAL_UNITS
    return (2 * 1000 * units + whole) // (2 * whole)


def _value(part: Component, fact: Fact, known_weight: int) -> ComponentValue:
    normalised = None if fact.raw is None else normalise(fact.raw, part)
    effective = 0.0 if normalised is None else 1000 * part.weight / known_weight
    return ComponentValue(
        component_id=part.component_id,
        raw=fact.raw,
        unit=part.unit,
        normalised=normalised,
        weight=part.weight,
        effective_permille=effective,
        points=effective * (normalised or 0.0),
        source=fact.source,
        note_zh=fact.note_zh,
        note_en=fact.note_en,
    )
