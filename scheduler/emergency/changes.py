"""What became of planned visits that do not take place as planned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from scheduler.emergency.model import Changed, Obstacle
from scheduler.explain.ground import Ground

Pair = tuple[int, int]
"""Stop and caravan of a planned visit: a convoy's stop has one for each of its vehicles."""


def visits_of(ground: Ground) -> dict[Pair, int]:
    """Return the day of every visit of a plan."""
    return {
        (stop, out.column.caravan): day
        for out in ground.tours
        for day, stops in zip(out.column.days, out.column.visits, strict=True)
        for stop in stops
    }


def changes(
    before: Ground, after: Ground, pairs: Iterable[Pair], first: int, refused: Mapping[int, Obstacle]
) -> Iterator[Changed]:
    """Yield what became of the planned visits ``pairs``, by planned day; nothing of those that stay where they were.

    ``first``: the first day on which a visit could be made up; ``refused``: stops without a visit for a known reason.
    """
    was, now, names = visits_of(before), visits_of(after), before.case.names
    fresh: dict[int, list[tuple[int, int]]] = {}
    for (stop, caravan), day in now.items():
        if was.get((stop, caravan)) != day:
            fresh.setdefault(stop, []).append((day, caravan))
    for stop, caravan in sorted(pairs, key=lambda pair: (was[pair], names.stops[pair[0]].stop_id, pair[1])):
        if now.get((stop, caravan)) == was[stop, caravan]:
            continue
        again = fresh[stop].pop() if fresh.get(stop) else None
        yield Changed(
            stop_id=names.stops[stop].stop_id,
            county_id=names.stops[stop].county_id,
            caravan_id=names.caravans[caravan].caravan_id,
            day=names.days[was[stop, caravan]],
            outcome="made_up" if again else "lost",
            new_day=names.days[again[0]] if again else None,
            new_caravan_id=names.caravans[again[1]].caravan_id if again else None,
            obstacle=None if again else _obstacle(after, stop, first, refused.get(stop)),
        )


def _obstacle(after: Ground, stop: int, first: int, refused: Obstacle | None) -> Obstacle:
    """Return why a visit was not made up."""
    flat = after.case.flat
    if stop in after.visited:
        return "convoy"
    if not flat.pattern[first:, stop].any():
        return "closed"
    if refused is not None:
        return refused
    crews = [crew for crew in range(len(flat.crew_max)) if after.crew_left(crew) > 0]
    able = (v for v in range(len(flat.depot)) if flat.fit[v, stop] and after.out_left(v) > 0)
    return "room" if any(flat.crew_ok[caravan, crews].any() for caravan in able) else "days"
