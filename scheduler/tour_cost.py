"""What a tour costs as it is written, beside the verifier's own writing and the columns' of the solver."""

from __future__ import annotations

from collections.abc import Collection

from scheduler.plan import TourDay


def tour_cost_fen(days: Collection[TourDay], *, km_fen: int, day_fen: int) -> int:
    """Return what a tour costs, as under *Objective* in docs/model.md: started fen of its kilometres, and its days.

    Parameters
    ----------
    km_fen, day_fen
        Fen per kilometre and per day out, of the vehicle's type.
    """
    length_m = sum(part.length_m for day in days for part in day.activities)
    return -(-length_m * km_fen // 1000) + len(days) * day_fen
