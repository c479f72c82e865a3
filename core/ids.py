"""Identifiers: what they may hold, how they stand in file names, and those of places in travel matrices."""

from __future__ import annotations

import re

_UNUSABLE = re.compile(r"[/\\\x00-\x1f\x7f]|\A\.{1,2}\Z")
"""Ids stand in addresses of pages and in names of files: separators, control characters and the names of folders."""
_NOT_IN_FILE_NAMES = re.compile(r'[%<>:"/\\|?*\x00-\x1f\x7f]')
"""What a file system somewhere refuses or reads as a path, and the sign that stands in for it."""


def is_usable(identifier: str) -> bool:
    """Tell whether an id can stand in an address and in a file's name."""
    return _UNUSABLE.search(identifier) is None


def file_part(identifier: str) -> str:
    """Return an id as part of a file's name, never a path; different ids give different parts."""
    return _NOT_IN_FILE_NAMES.sub(lambda found: f"%{ord(found[0]):02X}", identifier)


def seat_place(county_id: str) -> str:
    """Return the place id of a county seat."""
    return f"seat:{county_id}"


def depot_place(depot_id: str) -> str:
    """Return the place id of a depot."""
    return f"depot:{depot_id}"


def stop_place(stop_id: str) -> str:
    """Return the place id of a caravan stop."""
    return f"stop:{stop_id}"


def hall_place(hall_id: str) -> str:
    """Return the place id of a hall."""
    return f"hall:{hall_id}"


def set_home_place(set_id: str) -> str:
    """Return the place id of a museum set's home store."""
    return f"home:{set_id}"


def loan_place(loan_id: str) -> str:
    """Return the place id of a loan's hand-over place."""
    return f"loan:{loan_id}"
