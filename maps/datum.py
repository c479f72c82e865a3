"""The coordinate systems that Chinese data come in."""

from __future__ import annotations

from typing import Literal

Datum = Literal["wgs84", "gcj02", "bd09"]
"""GPS and CGCS2000; 高德 and DataV; 百度. ``maps/coords.py`` converts between them."""
