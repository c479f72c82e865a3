"""What is answered to a request: slots with their prices, or the reason why there is none."""

from __future__ import annotations

from datetime import date
from typing import Literal

from core.record import record
from scheduler.explain.model import Reason
from scheduler.plan import Overhaul, Stay, Tour
from scheduler.slots.worth import Price

Verdict = Literal["accepted", "offered", "declined"]
SlotKind = Literal["planned", "insert", "replace", "new_tour", "new_stay"]
Limit = Literal["rule", "price", "kit", "place"]


@record
class Slot:
    """One way of granting a request, accepted by the verifier."""

    kind: SlotKind
    """``planned``: the plan has it already; ``insert``: a stop more in a tour; ``replace``: in another stop's stead;
    ``new_tour``: a tour of one day; ``new_stay``: a museum set's stay in its free weeks."""
    day: date
    """Day of the visit, or Monday on which the stay opens."""
    in_dates: bool
    """On the dates asked for."""
    place_id: str
    """The stop or hall."""
    tour: Tour | None
    """The tour as it then is."""
    stay: Stay | None
    overhauls: tuple[Overhaul, ...]
    """Overhauls that come with the stay."""
    start_min: int | None
    """When the visit begins, minutes after midnight."""
    dropped: tuple[str, ...]
    """Stops that lose their visit."""
    price: Price


@record
class Answer:
    """What is answered to a request."""

    request_id: str
    verdict: Verdict
    """``accepted``: on the dates asked for; ``offered``: on other dates; ``declined``: neither."""
    slots: tuple[Slot, ...]
    """Cheapest first; those on the dates asked for before the others."""
    limit: Limit | None
    """What a request is declined for: a rule of the plan, the price, no kit or set that shows what is asked, no place
    that suits."""
    reasons: tuple[Reason, ...]
    """Every rule in the way of the nearest places, the commonest first."""
    cheapest: Price | None
    """For ``price``: what the cheapest slot would cost."""
    tried: int
    """Slots that the verifier was asked about."""
