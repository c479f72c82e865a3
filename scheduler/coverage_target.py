"""Full coverage of mobile service (流动科普服务全覆盖) as a target that is tracked."""

from __future__ import annotations

from datetime import date
from typing import Literal

from core.record import record

Service = Literal["set", "caravan"]


@record
class CoverageTarget:
    """Every county is to be served at least once, from a day on.

    Reached on the first day by which each county has been served since ``since``: by a service of the records, or by a
    stay or visit of the plan. A county whose records are not complete since then may have been served before that, and
    where nothing known has served it, it is not known to be served: nor is the target then known to be reached.
    """

    target_id: str
    name_zh: str
    name_en: str
    since: date
    """Services that end on this day or later count."""
    services: tuple[Service, ...]
    """Which services count; one of them is enough."""
    due: date | None
    """Day by which it is to be reached; ``None``: none is set."""
    county_ids: tuple[str, ...]
    """Counties that are to be served; empty: all of the problem, whether they asked or not."""
    source: str
    """Where the target stands."""
