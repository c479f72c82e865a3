"""A driver's itinerary as files: PDF (or a printable page), calendar, GPX."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path

from core.ids import file_part
from scheduler.plan import Plan
from scheduler.problem import Problem
from services.export_whole import whole_file
from services.itinerary_build import itinerary_of
from services.itinerary_fonts import ADVICE_EN, ADVICE_ZH, find_cjk_font
from services.itinerary_gpx import itinerary_gpx
from services.itinerary_html import render_html
from services.itinerary_ics import itinerary_ics
from services.itinerary_pdf import itinerary_pdf
from services.itinerary_record import Itinerary

log = logging.getLogger(__name__)


def write_itinerary(
    problem: Problem, plan: Plan, caravan_id: str, folder: Path, tour_id: str | None = None, url: str | None = None
) -> list[Path]:
    """Write ``itinerary-<caravan>.pdf`` (``.html`` where no Chinese font is found), ``.ics`` and ``.gpx``.

    Parameters
    ----------
    tour_id
        One of the caravan's tours; default: all of them.
    url
        Address of the itinerary on the planner's server, shown as a QR code.

    Returns
    -------
    list of Path
        The three files, the one to print first. Where that is a page, a message says what to install for a PDF.
    """
    itinerary = itinerary_of(problem, plan, caravan_id, tour_id)
    files = {**_printed(itinerary, url), "ics": itinerary_ics(itinerary), "gpx": itinerary_gpx(itinerary).encode()}
    paths = []
    for ending, content in files.items():
        path = folder / f"itinerary-{file_part(caravan_id)}.{ending}"
        with whole_file(path) as part:
            part.write_bytes(content)
        paths.append(path)
    return paths


def itinerary_html(
    problem: Problem, plan: Plan, caravan_id: str, tour_id: str | None = None, url: str | None = None
) -> str:
    """Return the printable page of a caravan's itinerary."""
    return render_html(itinerary_of(problem, plan, caravan_id, tour_id), url)


def _printed(itinerary: Itinerary, url: str | None) -> dict[str, bytes]:
    font = find_cjk_font()
    if font:
        return {"pdf": itinerary_pdf(itinerary, font, url)}
    _advise()
    return {"html": render_html(itinerary, url, (ADVICE_ZH, ADVICE_EN)).encode()}


@cache
def _advise() -> None:
    """Say once what to install."""
    log.warning("%s\n%s", ADVICE_ZH, ADVICE_EN)
