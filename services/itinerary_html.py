"""The paper itinerary as a printable page: one file, nothing from outside."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from services.itinerary_page import page_content
from services.itinerary_record import Itinerary


def render_html(itinerary: Itinerary, url: str | None = None, advice: Sequence[str] = ()) -> str:
    """Return the page.

    Parameters
    ----------
    url
        Address of the itinerary on the planner's server, shown as a QR code.
    advice
        Lines for the screen only: why this is a page and not a PDF.
    """
    return _template().render(it=page_content(itinerary, url), advice=advice)


@cache
def _template() -> Template:
    loader = PackageLoader("services", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template("itinerary.html")
