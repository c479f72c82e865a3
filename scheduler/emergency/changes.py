"""What became of planned visits that do not take place as planned."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.emergency.model import Changed
from scheduler.explain.ground import Ground
from scheduler.slots.board import day_of


def changes(before: Ground, after: Ground, stops: set[int]) -> Iterator[Changed]:
    """Yield what became of the planned visits of ``stops``, by planned day."""
    found: list[Changed] = []
    for stop in stops:
        was, now = day_of(before, stop), day_of(after, stop)
        if was is None:
            continue
        names = before.case.names
        found.append(
            Changed(
                stop_id=names.stops[stop].stop_id,
                county_id=names.stops[stop].county_id,
                caravan_id=names.caravans[before.tours[was[0]].column.caravan].caravan_id,
                day=names.days[was[1]],
                outcome="lost" if now is None else "made_up",
                new_day=None if now is None else names.days[now[1]],
                new_caravan_id=None if now is None else after.tours[now[0]].tour.caravan_id,
            )
        )
    yield from sorted(found, key=lambda each: (each.day, each.stop_id))
