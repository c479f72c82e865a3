"""The versioned need policy: which components count how much, and which lists exist."""

from __future__ import annotations

from datetime import date
from typing import Literal

from core.record import record

ComponentId = Literal[
    "museum_reach",
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


@record
class PolicyList:
    """A list of counties that a policy names."""

    list_id: str
    name_zh: str
    name_en: str
    points: int
    """Points that membership gives within the component ``policy_flags`` (summed, capped at 100)."""
    effective_from: date | None
    effective_to: date | None
    source: str


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
