"""A plan as an Excel workbook: summary, timetable, stays, tours, visits, what is not served, need, shadow prices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from core.errors import Language
from scheduler.explain.county import CountyExplanation
from scheduler.explain.wording import service_lines
from scheduler.plan import Plan
from scheduler.problem import Problem
from services.export_lists import ReasonKey, write_need, write_stays, write_tours, write_unserved, write_visits
from services.export_prices import write_prices
from services.export_summary import write_summary
from services.export_timetable import write_timetable
from services.export_view import PlanView
from services.export_whole import whole_file
from services.workbook_styles import Styles, new_workbook

LANGUAGES: tuple[Language, Language] = ("zh", "en")


def write_plan_workbook(
    problem: Problem, plan: Plan, path: Path, explanations: Iterable[CountyExplanation] = ()
) -> None:
    """Write the workbook, whole or not at all.

    Parameters
    ----------
    explanations
        Reasons to show beside the counties that are not served; a county without one is shown with the command
        that explains it.
    """
    view = PlanView(problem, plan)
    reasons = {key: texts for item in explanations for key, texts in _reasons(item)}
    with whole_file(path) as part, new_workbook(str(part)) as book:
        styles = Styles(book)
        write_summary(book, styles, view)
        write_timetable(book, styles, view)
        write_stays(book, styles, view)
        write_tours(book, styles, view)
        write_visits(book, styles, view)
        write_unserved(book, styles, view, reasons)
        write_need(book, styles, view)
        if plan.shadow_prices:
            write_prices(book, styles, view)


def _reasons(item: CountyExplanation) -> Iterator[tuple[ReasonKey, tuple[str, str]]]:
    """Yield (county, section) -> the Chinese and English lines of its explanation."""
    for service in (item.sets, item.caravans):
        zh, en = ("\n".join(service_lines(service, item.names, language)) for language in LANGUAGES)
        yield (item.county_id, service.section), (zh, en)
