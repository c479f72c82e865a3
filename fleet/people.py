"""Docents and volunteers (科技志愿者), what services ask of them, and contracted operators (社会化运行)."""

from __future__ import annotations

from typing import Literal

from core.calendar import DateSpan
from core.record import record


@record
class StaffMember:
    """A docent or volunteer who goes out with a caravan for a day, or stands with a museum set for a week."""

    staff_id: str
    name: str
    role: Literal["docent", "volunteer"]
    org_id: str
    skills: tuple[str, ...]
    """Themes, first aid, sign language ...; compared by their words."""
    languages: tuple[str, ...]
    """Beside Mandarin, e.g. Miao."""
    county_ids: tuple[str, ...]
    """Counties where they serve; empty: everywhere."""
    days_max: int
    """Days that they give in the horizon."""
    row_days_max: int
    """Days in a row at most; then a day of rest."""
    leave: tuple[DateSpan, ...]


@record
class StaffWant:
    """Some services ask for people who can do something."""

    want_id: str
    service: Literal["set", "caravan"]
    county_ids: tuple[str, ...]
    """Counties whose services ask for it; empty: all."""
    list_id: str | None
    """Only counties that are on this policy list on the day, e.g. ethnic counties for bilingual staff."""
    people: int
    skill: str | None
    """``None``: none in particular."""
    language: str | None


@record
class Operator:
    """An organisation under contract: vehicles in its custody keep to its territory, contract and budget."""

    org_id: str
    county_ids: tuple[str, ...]
    """Its territory."""
    contract: DateSpan
    budget_fen: int | None
    """What tours of its caravans may cost in the caravan window; ``None``: no limit."""
    visits_target: int | None
    """Visits that the contract asks for; ``None``: none."""
    source: str
