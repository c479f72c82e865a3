"""Place identifiers shared by travel matrices, plans and maps."""

from __future__ import annotations


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
