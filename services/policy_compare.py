"""Two need policies compared on one plan: who ranks where, what the plan covers under each, who wins and loses.

The plan's services stay as they are: what changes is how much each county counts.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.record import record
from maps.coverage import by_group, need_weighted
from maps.need import NeedTable
from maps.policy import NeedPolicy
from scheduler.need import need_of
from scheduler.plan import Plan, Section
from scheduler.policy_file import with_policy
from scheduler.problem import Problem
from scheduler.verify.figures import caravan_gains, set_gains
from scheduler.verify.view import View

WHOLE = "all"
"""Group id of all counties together."""


@record
class CountyShift:
    """One county under two policies."""

    county_id: str
    name: str
    prefecture_id: str
    need: tuple[int, int]
    """Permille, under the first and the second policy."""
    rank: tuple[int, int]
    weight_ppm: tuple[int, int]
    """Its share of all counties' need, parts per million: what a policy gives to one it takes from others."""
    gains: dict[Section, int]
    """Permille of each service that the plan gives it; a service that it did not ask for or has no stops for is left
    out."""

    @property
    def shift_ppm(self) -> int:
        """Return by how much its share of all need rises: it wins where this is positive."""
        return self.weight_ppm[1] - self.weight_ppm[0]


@record
class CoverageShift:
    """Need-weighted coverage of a group of counties under two policies."""

    section: Section
    group_id: str
    """Prefecture, or :data:`WHOLE`."""
    name: str
    permille: tuple[int, int]
    shift_ppm: int
    """By how much the group's share of all need rises, parts per million."""


@record
class PolicyComparison:
    """What a change of policy means for one plan."""

    versions: tuple[str, str]
    counties: tuple[CountyShift, ...]
    """The largest winner first; ties by county id."""
    coverage: tuple[CoverageShift, ...]
    """Per service all counties first, then prefectures by id."""

    @property
    def moved(self) -> int:
        """Return how many counties change their rank."""
        return sum(one.rank[0] != one.rank[1] for one in self.counties)


def compare_policies(
    problem: Problem, plan: Plan, first: NeedPolicy, second: NeedPolicy, places: tuple[str, str] = ("A", "B")
) -> PolicyComparison:
    """Return what changes for ``plan`` when ``second`` takes the place of ``first``.

    ``places`` names the two policies in faults; raises :class:`DapengError` for a policy that does not suit the
    problem.
    """
    tables = (
        need_of(with_policy(problem, first, places[0])),
        need_of(with_policy(problem, second, places[1])),
    )
    view = View(problem, plan)
    gains: dict[Section, dict[str, int]] = {"sets": set_gains(view), "caravans": caravan_gains(view)}
    counties = _counties(problem, tables, gains)
    return PolicyComparison(
        versions=(first.version, second.version),
        counties=counties,
        coverage=tuple(
            shift for section, level in gains.items() for shift in _coverage(problem, section, level, tables, counties)
        ),
    )


def _counties(
    problem: Problem, tables: tuple[NeedTable, NeedTable], gains: Mapping[Section, Mapping[str, int]]
) -> tuple[CountyShift, ...]:
    totals = [max(1, sum(row.permille for row in table.rows)) for table in tables]
    made = []
    for county in problem.counties:
        one, two = (table.row(county.county_id) for table in tables)
        made.append(
            CountyShift(
                county_id=county.county_id,
                name=county.name,
                prefecture_id=county.prefecture_id,
                need=(one.permille, two.permille),
                rank=(one.rank, two.rank),
                weight_ppm=(10**6 * one.permille // totals[0], 10**6 * two.permille // totals[1]),
                gains={
                    section: level[county.county_id] for section, level in gains.items() if county.county_id in level
                },
            )
        )
    return tuple(sorted(made, key=lambda shift: (-shift.shift_ppm, shift.county_id)))


def _coverage(
    problem: Problem,
    section: Section,
    level: Mapping[str, int],
    tables: tuple[NeedTable, NeedTable],
    counties: tuple[CountyShift, ...],
) -> list[CoverageShift]:
    needs = [{row.county_id: row.permille for row in table.rows if row.county_id in level} for table in tables]
    names = {county.prefecture_id: county.prefecture_name for county in problem.counties}
    prefecture = {county.county_id: county.prefecture_id for county in problem.counties}
    whole = tuple(need_weighted(need, level).permille for need in needs)
    groups = [{one.group_id: one.permille for one in by_group(need, level, prefecture)} for need in needs]
    shift = dict.fromkeys(names, 0)
    for county in counties:
        shift[county.prefecture_id] += county.shift_ppm
    made = [CoverageShift(section=section, group_id=WHOLE, name="", permille=(whole[0], whole[1]), shift_ppm=0)]
    for group_id in sorted(groups[0]):
        permille = (groups[0][group_id], groups[1][group_id])
        made.append(
            CoverageShift(
                section=section, group_id=group_id, name=names[group_id], permille=permille, shift_ppm=shift[group_id]
            )
        )
    return made
