"""Why a request cannot be met: which limits bind, and the nearest values at which it can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from ortools.sat.python import cp_model

from exhibits.library import LoanRequest
from scheduler.composition import Easing, Lack, LimitId
from scheduler.library.limits import UNITS, Row, intact_row
from scheduler.library.packing import Packing, Undecided
from scheduler.library.stock import Stock


def lacking(request: LoanRequest, stock: Stock) -> tuple[Lack, ...]:
    """Return the themes of which the library has too few exhibits to lend, whatever the other limits are."""
    found = []
    for theme in dict.fromkeys(request.themes):
        held = [one for one in stock.held if one.theme == theme]
        free = sum(one.theme == theme and one.condition == "working" for one in stock.exhibits)
        if free < request.theme_min:
            working = sum(one.condition == "working" for one in held)
            asked = request.theme_min
            found.append(Lack(theme=theme, asked=asked, held=len(held), working=working, free=free))
    return tuple(found)


def eased_alone(stock: Stock, rows: Sequence[Row]) -> tuple[tuple[Easing, ...], tuple[LimitId, ...]]:
    """Return each limit that, moved alone, makes the request possible, with the nearest value that does.

    And the limits of which that could not be decided in time.
    """
    found, undecided = list[Easing](), list[LimitId]()
    for row in rows:
        others = [other for other in rows if other is not row]
        try:
            moved = nearest(stock, others, row)
        except Undecided:
            undecided.append(row.limit)
            continue
        if moved is not None:
            found.append(easing(row, moved))
    return tuple(found), tuple(dict.fromkeys(undecided))


def eased_together(stock: Stock, rows: Sequence[Row]) -> tuple[Easing, ...]:
    """Return the fewest limits to ease, each as little as the ones before it allow; empty where nothing helps.

    ``Undecided`` where the time was too short to know.
    """
    names = _fewest(stock, rows)
    kept, found = [row for number, row in enumerate(rows) if number not in names], list[Easing]()
    for number in names:
        moved = nearest(stock, kept, rows[number])
        if moved is None:
            return ()
        found.append(easing(rows[number], moved))
        kept.append(moved)
    return tuple(found)


def _fewest(stock: Stock, rows: Sequence[Row]) -> list[int]:
    """Return the numbers of the fewest rows without which the others can be kept."""
    packing = Packing(stock, ())
    dropped = []
    for row in rows:
        drop = packing.model.new_bool_var(row.limit)
        packing.add_row(row, drop * _reach(row))
        dropped.append(drop)
    packing.model.minimize(cp_model.LinearExpr.sum(dropped))
    solver = packing.solver(best=True)
    return [n for n, drop in enumerate(dropped) if solver.boolean_value(drop)] if solver is not None else []


def nearest(stock: Stock, others: Sequence[Row], row: Row) -> Row | None:
    """Return ``row`` moved as little as makes it possible beside ``others``, or ``None`` where no value does.

    ``Undecided`` where the time was too short to prove either.
    """
    if row.limit == "intact":
        return _nearest_percent(stock, others, row)
    packing = Packing(stock, others)
    slack = packing.model.new_int_var(0, _reach(row), "slack")
    packing.add_row(row, slack)
    packing.model.minimize(slack)
    solver = packing.solver(best=True)
    if solver is None:
        return None
    by = solver.value(slack)
    low = None if row.low is None else row.low - by
    return replace(row, low=low, high=None if row.high is None else row.high + by)


def _nearest_percent(stock: Stock, others: Sequence[Row], row: Row) -> Row | None:
    """Return the row of the highest whole percentage that is possible, by halving: a lower one is always easier."""
    low, high = -1, row.percent
    while high - low > 1:
        middle = (low + high) // 2
        packing = Packing(stock, [*others, intact_row(middle, stock.exhibits)])
        if packing.solver() is not None:
            low = middle
        else:
            high = middle
    return None if low < 0 else intact_row(low, stock.exhibits)


def _reach(row: Row) -> int:
    """Return how far the sum of a row can lie beyond its end."""
    if row.low is not None:
        return max(0, row.low - sum(min(0, weight) for weight in row.weights))
    return max(0, sum(max(0, weight) for weight in row.weights) - (row.high or 0))


def easing(row: Row, moved: Row) -> Easing:
    """Return in words and units how far a row was moved."""
    asked, needed = _figure(row), _figure(moved)
    return Easing(limit=row.limit, theme=row.theme, asked=asked, needed=needed, unit=UNITS[row.limit])


def _figure(row: Row) -> str:
    if row.limit == "intact":
        return str(row.percent)
    end = row.low if row.low is not None else row.high or 0
    return decimal(Fraction(end, row.scale))


def decimal(number: Fraction) -> str:
    """Return a fraction whose denominator divides a power of ten as a decimal without needless noughts."""
    return f"{float(number):.6f}".rstrip("0").rstrip(".") if number.denominator > 1 else str(number.numerator)
