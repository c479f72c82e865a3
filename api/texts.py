"""Texts of the pages: Chinese first, English beside it."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from markupsafe import Markup

from core.errors import Language


@cache
def texts(language: Language) -> dict[str, str]:
    """Return every text of a language by its key, e.g. ``planner.title``."""
    content = tomllib.loads(resources.files("api").joinpath(f"locale/{language}.toml").read_text("utf-8"))
    return {f"{section}.{key}": text for section, entries in content.items() for key, text in entries.items()}


def words(key: str, language: Language, **facts: object) -> str:
    """Return one text; raises ``KeyError`` where there is none."""
    return texts(language)[key].format(**facts)


def both(key: str, **facts: object) -> Markup:
    """Return a text in both languages as HTML; facts are escaped."""
    return beside(words(key, "zh", **facts), words(key, "en", **facts))


def beside(chinese: object, english: object) -> Markup:
    """Return two texts as HTML, English beside Chinese."""
    return Markup('<span class="zh">{}</span> <span class="en" lang="en">{}</span>').format(chinese, english)


def plain(key: str, **facts: object) -> str:
    """Return a text in both languages as plain text, for attributes."""
    return f"{words(key, 'zh', **facts)} / {words(key, 'en', **facts)}"
