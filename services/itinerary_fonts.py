"""Which Chinese font the paper itinerary is set in, and what to install where there is none."""

from __future__ import annotations

from functools import cache

import typst

FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "思源黑体",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "SimHei",
    "Droid Sans Fallback",
)
"""Families that hold the characters of simplified Chinese, the best for print first."""
ADVICE_ZH = (
    "系统中没有中文字体，行程单已改为可打印的网页；安装 Debian 软件包 fonts-noto-cjk（或思源黑体）后可生成 PDF。"
)
ADVICE_EN = (
    "No Chinese font is installed: the itinerary is a printable HTML page. "
    "Install Debian's package fonts-noto-cjk (or Source Han Sans) to get a PDF."
)


@cache
def find_cjk_font() -> str | None:
    """Return the font family to set Chinese in, ``None`` where the system has none of them."""
    installed = set(typst.Fonts().families())
    return next((family for family in FAMILIES if family in installed), None)
