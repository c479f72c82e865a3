"""The paper itinerary as PDF, set with typst."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib import resources

import typst

from core.errors import fail
from services.itinerary_page import page_content
from services.itinerary_record import Itinerary

FIXED_STAMP = datetime(2026, 1, 1, tzinfo=UTC)
"""Written into the PDF as its date, so that the same plan gives the same bytes."""


def itinerary_pdf(itinerary: Itinerary, font: str, url: str | None = None) -> bytes:
    """Return the PDF.

    Parameters
    ----------
    font
        Family that holds the Chinese characters (:func:`services.itinerary_fonts.find_cjk_font`).
    url
        Address of the itinerary on the planner's server, shown as a QR code.

    Raises
    ------
    DapengError
        ``typesetting-warned`` where typst warns, above all of a font that is not there: no page of empty boxes is
        handed to a driver.
    """
    source = resources.files("services").joinpath("templates/itinerary.typ").read_bytes()
    data = json.dumps(page_content(itinerary, url), ensure_ascii=False)
    pdf, warnings = typst.compile_with_warnings(
        source, format="pdf", sys_inputs={"data": data, "font": font}, timestamp=FIXED_STAMP
    )
    if warnings:
        raise fail("typesetting-warned", "itinerary.typ", detail="; ".join(found.message for found in warnings))
    return bytes(pdf)
