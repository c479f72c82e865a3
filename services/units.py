"""Units of the need components in Chinese."""

from __future__ import annotations

UNITS = {
    "km": "公里",
    "a": "年",
    "1/1000/a": "次/千人/年",
    "points": "分",
    "thousand": "千人",
    "min": "分钟",
    "percent": "%",
}
"""Units of the need components as people read them; others stay as the policy writes them."""
