"""A plan as an Excel workbook: summary, timetable, stays, tours, visits, what is not served, need."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from core.errors import Language
from scheduler.plan import Plan
from scheduler.problem import Problem
from services.export_lists import write_need, write_stays, write_tours, write_unserved, write_visits
from services.export_summary import write_summary
from services.export_timetable import write_timetable
from services.export_view import PlanView
from services.export_whole import whole_file
from services.workbook_styles import Styles, new_workbook


class Explained(Protocol):
    """Why a county is served as it is (an explanation of ``scheduler.explain``)."""

    @property
    def county_id(self) -> str:
        """Return the county."""
        ...

    def text(self, language: Language) -> str:
        """Return the reasons."""
        ...


def write_plan_workbook(problem: Problem, plan: Plan, path: Path, explanations: Iterable[Explained] = ()) -> None:
    """Write the workbook, whole or not at all.

    Parameters
    ----------
    explanations
        Reasons to show beside the counties that are not served; a county without one is shown with the command
        that explains it.
    """
    view = PlanView(problem, plan)
    reasons = {item.county_id: (item.text("zh"), item.text("en")) for item in explanations}
    with whole_file(path) as part, new_workbook(str(part)) as book:
        styles = Styles(book)
        write_summary(book, styles, view)
        write_timetable(book, styles, view)
        write_stays(book, styles, view)
        write_tours(book, styles, view)
        write_visits(book, styles, view)
        write_unserved(book, styles, view, reasons)
        write_need(book, styles, view)
