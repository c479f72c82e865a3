"""What a library puts together for a request: the decision, or why there is none."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import TypeAdapter

from core.calendar import DateSpan
from core.record import record

LimitId = Literal["themes", "least", "most", "footprint", "mass", "volume", "power", "intact", "ages"]
PackStageId = Literal["kept_home", "shown", "mass"]


@record
class PackStage:
    """What one stage of the packing reached, and what is proved of it."""

    stage: PackStageId
    sense: Literal["min", "max"]
    value: int
    bound: int
    """Equal to ``value`` where it is proved best."""


@record
class Easing:
    """A limit and the nearest value at which the request can be met."""

    limit: LimitId
    theme: str | None
    """Theme of a ``themes`` limit."""
    asked: str
    """The limit as asked for, a decimal in ``unit``."""
    needed: str
    """The nearest value that suffices, the other limits (or, together, those eased before) as they are."""
    unit: str


@record
class Lack:
    """A theme of which too few working exhibits can be had on the days asked for, whatever the other limits."""

    theme: str
    asked: int
    held: int
    """Exhibits of the theme that the library lends for the purpose."""
    working: int
    """Those of them in working order ..."""
    free: int
    """... and not lent, on tour or away on these days."""


@record
class Composition:
    """The answer to a request."""

    request_id: str
    met: bool
    exhibit_ids: tuple[str, ...]
    """Every exhibit that goes, those of theme exhibitions included; sorted. Empty where the request is not met."""
    show_ids: tuple[str, ...]
    """Theme exhibitions that go as a whole."""
    stages: tuple[PackStage, ...]
    """In order: each is best among what is best in the stages before."""
    lacking: tuple[Lack, ...]
    eased: tuple[Easing, ...]
    """Each of these alone makes the request possible; empty where it is met."""
    together: tuple[Easing, ...]
    """Where none does alone: the fewest limits that make it possible, all of them to be eased."""
    other_first: date | None
    """First later day on which all that was asked for is possible for as many days; ``None``: none is known."""
    undecided: tuple[LimitId, ...] = ()
    """Limits of which the time was too short to say whether easing them suffices."""
    carrier_away: tuple[DateSpan, ...] = ()
    """Days on which the caravan that is to carry it is elsewhere or away, with the booking or reason."""


COMPOSITION: TypeAdapter[Composition] = TypeAdapter(Composition)
