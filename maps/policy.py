"""The versioned need policy: which components count how much, and which lists exist."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Literal, Protocol

from core.record import record

ComponentId = Literal[
    "museum_reach",
    "science_rooms",
    "service_gap_time",
    "service_gap_rate",
    "policy_flags",
    "pupils",
    "remoteness",
    "rural_share",
    "schooling",
]

COMPONENT_NAMES: dict[ComponentId, tuple[str, str]] = {
    "museum_reach": ("固定场馆可达", "museum reach"),
    "science_rooms": ("农村中学科技馆", "school science rooms"),
    "service_gap_time": ("服务间隔", "service gap"),
    "service_gap_rate": ("生均服务次数", "services per pupil"),
    "policy_flags": ("政策名单", "policy lists"),
    "pupils": ("学龄人口", "pupils"),
    "remoteness": ("偏远程度", "remoteness"),
    "rural_share": ("乡村人口比重", "rural share"),
    "schooling": ("受教育年限", "schooling"),
}
"""Chinese and English name of each component."""


@record
class Component:
    """One component of the need index."""

    component_id: ComponentId
    weight: int
    """Points out of the sum of all weights."""
    unit: str
    """Unit of the raw value."""
    low: float
    """Raw value that is normalised to 0 (least need)."""
    high: float
    """Raw value that is normalised to 1 (most need); ``high < low`` turns the direction round."""
    source: str
    """Why this weight and these anchors: a public source, or the words that say it is an assumption."""
    effective_from: date | None = None
    """First day on which this weight counts; ``None``: since ever. A weight that changes stands once per span."""
    effective_to: date | None = None
    """Last day; ``None``: until further notice."""


@record
class PolicyList:
    """A list of counties that a policy names."""

    list_id: str
    name_zh: str
    name_en: str
    points: int
    """Points that membership gives within the component ``policy_flags`` (summed, capped at 100)."""
    source: str
    effective_from: date | None = None
    effective_to: date | None = None


@record
class ListMembers:
    """Counties on a list, as a notice names them: with the policy, so that a new list needs no new county table."""

    list_id: str
    """A list of the policy."""
    codes: tuple[str, ...]
    """Administrative codes of six digits, former ones too; counties of other provinces do no harm."""
    complete: bool
    """True: who is not named is known not to be on the list while this is in force."""
    source: str
    effective_from: date | None = None
    effective_to: date | None = None


@record
class NeedPolicy:
    """Weights and lists, with a version that every plan pins."""

    version: str
    as_of: date
    """Flags effective on this day count; service gaps are measured to this day."""
    components: tuple[Component, ...]
    lists: tuple[PolicyList, ...]
    museum_reach_km: float
    """A fixed museum within this travelled distance is within reach."""
    missing_rule: Literal["reweight"]
    """``reweight``: a missing component is left out and the other weights are scaled up to the same sum."""
    members: tuple[ListMembers, ...] = ()
    """Who is on the lists, beside what the counties' own flags say."""

    def on(self, day: date) -> NeedPolicy:
        """Return the policy as it stands on ``day``: weights and lists are those in force then."""
        return replace(self, as_of=day)

    @property
    def components_in_force(self) -> tuple[Component, ...]:
        """Return the components whose weight counts on ``as_of``."""
        return tuple(part for part in self.components if in_force(part, self.as_of))

    def listed(self, codes: Collection[str]) -> tuple[ListMembers, ...]:
        """Return the notices in force on ``as_of`` that name one of a county's codes."""
        return tuple(one for one in self._notices() if not set(one.codes).isdisjoint(codes))

    @property
    def lists_complete(self) -> frozenset[str]:
        """Return the lists whose members are known for every county on ``as_of``."""
        return frozenset(one.list_id for one in self._notices() if one.complete)

    def _notices(self) -> tuple[ListMembers, ...]:
        return tuple(one for one in self.members if in_force(one, self.as_of))


class Dated(Protocol):
    """Something that is in force for a time."""

    @property
    def effective_from(self) -> date | None:
        """First day; ``None``: since ever."""

    @property
    def effective_to(self) -> date | None:
        """Last day; ``None``: until further notice."""


def in_force(entry: Dated, day: date) -> bool:
    """Tell whether a list, flag, notice or weight is in force on ``day``."""
    begun = entry.effective_from is None or entry.effective_from <= day
    return begun and (entry.effective_to is None or day <= entry.effective_to)
