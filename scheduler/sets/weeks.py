"""Days as integers: free days between weeks, effective open days, teams per week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from core.calendar import Calendar, DateSpan
from fleet.model import SetupTeam
from scheduler.problem import Horizon, SetRules

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Weeks:
    """The horizon's weeks 0 .. count - 1 and prefix sums over their days."""

    first: date
    count: int
    free_before: Ints
    """Days that are no public holidays before week w, shape (count + 1,)."""
    open_percent_before: Ints
    """Sum of 100 w(d) over open days before week w, shape (count + 1,)."""

    def monday(self, week: int) -> date:
        """Return the Monday of a week."""
        return self.first + timedelta(weeks=int(week))

    def week_of(self, monday: date) -> int:
        """Return the week of a Monday; may lie outside the horizon."""
        return (monday - self.first).days // 7

    def effective_days(self, opens: Ints, ends: Ints) -> Ints:
        """Return e(o, l) of stays from week ``opens`` to week ``ends``, both included."""
        total: Ints = (self.open_percent_before[ends + 1] - self.open_percent_before[opens]) // 100
        return total

    def ready(self, after: Ints, needed_days: Ints) -> Ints:
        """Return the first week that may open when ``needed_days`` free days lie before it.

        ``after``: the first week that could open without any need, i.e. the last busy week + 1. ``count`` or more
        where no week of the horizon may.
        """
        week: Ints = np.searchsorted(self.free_before, self.free_before[after] + needed_days)
        return np.maximum(week, after)


def make_weeks(horizon: Horizon, calendar: Calendar, rules: SetRules) -> Weeks:
    """Return the weeks of a horizon."""
    days = [horizon.first_monday + timedelta(days=offset) for offset in range(7 * horizon.weeks)]
    free = [int(not calendar.is_holiday(day)) for day in days]
    percent = [_percent(day, calendar, rules) for day in days]
    return Weeks(
        first=horizon.first_monday,
        count=horizon.weeks,
        free_before=_weekly_prefix(free),
        open_percent_before=_weekly_prefix(percent),
    )


def _percent(day: date, calendar: Calendar, rules: SetRules) -> int:
    if day.isoweekday() not in rules.open_weekdays:
        return 0
    return 100 if calendar.in_term(day) else rules.vacation_day_percent


def _weekly_prefix(by_day: Sequence[int]) -> Ints:
    weekly = np.array(by_day, dtype=np.int64).reshape(-1, 7).sum(axis=1)
    return np.concatenate([[0], np.cumsum(weekly)]).astype(np.int64)


def teams_by_week(weeks: Weeks, teams: Sequence[SetupTeam]) -> list[list[str]]:
    """Return, per opening week, the teams that can set up in the week before it, by id."""
    return [
        sorted(team.team_id for team in teams if not _away(team, weeks.monday(week) - timedelta(weeks=1)))
        for week in range(weeks.count)
    ]


def _away(team: SetupTeam, monday: date) -> bool:
    return any(span.overlaps(monday, monday + timedelta(days=6)) for span in team.leave)


def day_spans(first: date, spans: Sequence[DateSpan]) -> list[tuple[int, int]]:
    """Return spans as first and last day, counted from ``first``."""
    return [((span.first - first).days, (span.last - first).days) for span in spans]
