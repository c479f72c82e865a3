"""Cells of an .xlsx file that hold one of Excel's errors (#N/A, #REF! ...), which readers hand over as blank."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from xlsxwriter.utility import xl_cell_to_rowcol

_SHEET = re.compile(rb"<sheet\b[^>]*>")
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_CELL = re.compile(rb'<c\b[^>]*\bt="e"[^>]*>')
_MAIN = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"


def error_cells(path: Path) -> Iterator[tuple[str, int, int]]:
    """Yield (sheet title, row, column) of every error, counted from 0; nothing for files of other kinds."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as parts:
        names = set(parts.namelist())
        if not {_MAIN, _RELATIONS} <= names:
            return
        for title, part in _sheet_parts(parts.read(_MAIN), parts.read(_RELATIONS)):
            if part in names:
                for cell in _CELL.findall(parts.read(part)):
                    row, col = xl_cell_to_rowcol(_attribute(cell, "r"))
                    yield title, row, col


def _sheet_parts(main: bytes, relations: bytes) -> Iterator[tuple[str, str]]:
    """Yield each sheet's title and the part of the file that holds its cells."""
    targets = {_attribute(tag, "Id"): _attribute(tag, "Target") for tag in _RELATION.findall(relations)}
    for tag in _SHEET.findall(main):
        target = targets.get(_attribute(tag, "r:id"), "")
        yield _attribute(tag, "name"), target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _attribute(tag: bytes, name: str) -> str:
    found = re.search(rb"\b" + name.encode() + rb'="([^"]*)"', tag)
    return html.unescape(found[1].decode()) if found else ""
