"""The parts of the solver that can be left out, so that what each is worth can be measured."""

from __future__ import annotations

from dataclasses import fields

from core.record import record
from scheduler.caravans.anneal import Moves
from scheduler.caravans.flat import THRIFTS


@record
class Parts:
    """Which parts take part; plans are made with all of them, an ablation leaves one out."""

    master: bool = True
    """Tours of the whole search are recombined by CP-SAT between two searches and after the last one."""
    second_search: bool = True
    """A second, cooler search after the master, instead of a longer first one."""
    annealing: bool = True
    """Worse plans are passed through while the search is warm; otherwise it only climbs."""
    whole_days: bool = True
    """Days are emptied whole; otherwise visits near each other leave instead."""
    whole_tours: bool = True
    """Tours are cancelled whole; otherwise visits near each other leave instead."""
    thrift: bool = True
    """Days are filled by gain per minute to several powers; otherwise by gain alone."""
    noise: bool = True
    """What a visit is rated while a day is filled is blurred, and most fillings look near the day's places alone."""

    @property
    def moves(self) -> Moves:
        """Return what compiled steps are drawn from."""
        usual = Moves()
        return Moves(
            days=usual.days if self.whole_days else 0.0,
            tours=usual.tours if self.whole_tours else 0.0,
            thrifts=THRIFTS if self.thrift else 1,
            noise=usual.noise if self.noise else 0.0,
        )


ALL_PARTS = Parts()
PARTS: tuple[str, ...] = tuple(field.name for field in fields(Parts))
"""Names of all parts."""
