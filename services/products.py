"""What is made of stored problems and plans on request: reports, maps, files, explanations. Made once, then kept."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from core.errors import fail
from core.record import record
from maps.need import NeedTable
from scheduler.explain import CountyExplanation, explain_county, explain_unserved
from scheduler.need import need_of
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.progress import Budget
from services.export_plan import write_plan_workbook
from services.itinerary import write_itinerary
from services.maps import before_after_html, coverage_map_html, need_map_html, tours_map_html, year_map_html
from services.memo import Memo
from services.report import report_of

PlanMap = Literal["coverage", "before-after", "tours", "year"]
PLAN_MAPS: dict[PlanMap, Callable[[Problem, Plan], str]] = {
    "coverage": coverage_map_html,
    "before-after": before_after_html,
    "tours": tours_map_html,
    "year": year_map_html,
}


@record
class Stored:
    """A stored plan with its problem."""

    problem_key: str
    problem: Problem
    plan_key: str
    plan: Plan


class Products:
    """Things made of stored problems and plans, which never change."""

    def __init__(self, explain_seconds: float) -> None:
        self._explain_seconds = explain_seconds
        self._needs: Memo[NeedTable] = Memo(8)
        self._reports: Memo[dict[str, Any]] = Memo(16)
        self._pages: Memo[str] = Memo(64)
        self._files: Memo[dict[str, bytes]] = Memo(128)
        self._explanations: Memo[CountyExplanation] = Memo(512)

    def need(self, problem_key: str, problem: Problem) -> NeedTable:
        """Return the need table."""
        return self._needs.get(problem_key, lambda: need_of(problem))

    def report(self, stored: Stored) -> dict[str, Any]:
        """Return the figures of a plan."""
        return self._reports.get(stored.plan_key, lambda: report_of(stored.problem, stored.plan))

    def need_map(self, problem_key: str, problem: Problem) -> str:
        """Return the page of the need map."""
        return self._pages.get(("need", problem_key), lambda: need_map_html(problem))

    def plan_map(self, stored: Stored, kind: PlanMap) -> str:
        """Return the page of a map of a plan."""
        return self._pages.get((kind, stored.plan_key), lambda: PLAN_MAPS[kind](stored.problem, stored.plan))

    def caravan_map(self, stored: Stored, caravan_id: str) -> str:
        """Return the page of one caravan's routes."""
        return self._pages.get(
            ("caravan", stored.plan_key, caravan_id),
            lambda: tours_map_html(stored.problem, stored.plan, caravan_id),
        )

    def explanation(self, stored: Stored, county_id: str) -> CountyExplanation:
        """Return why a county is served as it is; one that nobody asked for before takes some seconds."""
        if county_id not in {county.county_id for county in stored.problem.counties}:
            raise fail("not-found", f"/counties/{county_id}", kind="county", key=county_id)
        budget = Budget(self._explain_seconds, seed=stored.plan.making.seed)
        return self._explanations.get(
            (stored.plan_key, county_id), lambda: explain_county(stored.problem, stored.plan, county_id, budget)
        )

    def workbook(self, stored: Stored) -> bytes:
        """Return the Excel workbook of a plan, with a reason for each county left out; some seconds the first time."""

        def write(folder: Path) -> None:
            reasons = explain_unserved(stored.problem, stored.plan, Budget(0.0), everybody=True)
            write_plan_workbook(stored.problem, stored.plan, folder / "plan.xlsx", reasons)

        return self._files.get(("xlsx", stored.plan_key), lambda: _written(write))[".xlsx"]

    def itinerary_files(self, stored: Stored, caravan_id: str) -> dict[str, bytes]:
        """Return a caravan's itinerary files by ending: ``.pdf`` (``.html`` without a CJK font), ``.ics``, ``.gpx``."""

        def write(folder: Path) -> None:
            write_itinerary(stored.problem, stored.plan, caravan_id, folder)

        return self._files.get(("itinerary", stored.plan_key, caravan_id), lambda: _written(write))


def _written(write: Callable[[Path], None]) -> dict[str, bytes]:
    """Return the files that ``write`` makes in a folder of its own, by ending."""
    with tempfile.TemporaryDirectory(prefix="dapeng-") as folder:
        write(Path(folder))
        return {path.suffix: path.read_bytes() for path in Path(folder).iterdir()}
