"""Shared libraries (流动科普展览资源库、大篷车区域资源共享中心): what they lend, to whom, what is asked of them."""

from __future__ import annotations

from typing import Literal

from core.calendar import DateSpan
from core.record import record

Purpose = Literal["exhibition", "on_board", "community"]
"""``exhibition``: a small exhibition or partial set; ``on_board``: the kit of a caravan; ``community``: a small moving
display, taken from the community catalogue only."""


@record
class ThemeShow:
    """A short theme exhibition (主题展), lent as a whole."""

    show_id: str
    name: str
    theme: str
    exhibit_ids: tuple[str, ...]
    """Its exhibits; they may be those of sets or lent singly, too: an exhibit is then in one place at a time."""
    owner_id: str
    custodian_id: str


@record
class Library:
    """A body that lends exhibits, theme exhibitions, museum sets and caravans."""

    library_id: str
    name: str
    org_id: str
    """Who runs it."""
    county_id: str
    """Where its store is."""
    exhibit_ids: tuple[str, ...]
    """Exhibits that it lends singly; those of sets and kits may be among them."""
    show_ids: tuple[str, ...]
    set_ids: tuple[str, ...]
    """Museum sets that it lends whole."""
    caravan_ids: tuple[str, ...]
    """Caravans that it lends, each with the kit on board."""
    community_exhibit_ids: tuple[str, ...]
    """The community catalogue: exhibits small and robust enough for communities; each is also lent singly."""
    turnaround_days: int
    """Days between two loans of the same thing: the way back, checking, cleaning."""
    source: str
    """Source of the figures, or the words that say they are assumptions."""


@record
class Loan:
    """A booking: things of a library are with a borrower, transport included, from its first to its last day."""

    loan_id: str
    library_id: str
    borrower_id: str
    county_id: str
    """County in which they stand."""
    stop_id: str | None
    """Stop (community, school ...) at which they stand; ``None``: elsewhere in the county."""
    span: DateSpan
    exhibit_ids: tuple[str, ...]
    show_ids: tuple[str, ...]
    set_ids: tuple[str, ...]
    caravan_ids: tuple[str, ...]
    kit_id: str | None
    """On-board kit that the exhibits make up for these days; its caravan tours on such days only."""
    splits_set: bool
    """True: a set may tour without its exhibits that are lent, as long as it stays intact enough."""
    request_id: str | None
    """Request that it answers."""


@record
class LoanRequest:
    """What somebody asks a library to put together."""

    request_id: str
    library_id: str
    borrower_id: str
    county_id: str
    stop_id: str | None
    """Stop at which it is to stand: its area and power limit what is put together."""
    purpose: Purpose
    span: DateSpan
    themes: tuple[str, ...]
    """Each of them is to be shown; empty: any."""
    theme_min: int
    """Working exhibits of each theme asked for, at least."""
    age_min: int
    """Everybody from this age ..."""
    age_max: int
    """... to this age can use every exhibit."""
    exhibits_min: int
    """Working exhibits, at least."""
    exhibits_max: int | None
    """Exhibits, at most; ``None``: as many as fit."""
    footprint_max_m2: float | None
    mass_max_g: int | None
    volume_max_l: int | None
    power_max_w: int | None
    intact_min_percent: int
    """Working exhibits / all exhibits, at least."""
    caravan_id: str | None
    """Caravan that carries it: its type's payload and volume limit it; its generator or the stop gives the power."""
