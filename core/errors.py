"""Errors that a person can act on: a stable code, the place, the cause and the remedy, in two languages.

The texts live in ``core/data/faults.toml``; ``docs/errors.md`` is written from it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Literal

from core.record import record

Language = Literal["zh", "en"]


@record
class Fault:
    """One thing wrong with an input."""

    code: str
    """Stable code, a key of ``core/data/faults.toml``."""
    place: str
    """Where: a file, sheet and row, or a JSON path."""
    facts: Mapping[str, str]
    """The values that the texts of the code speak of."""

    def cause(self, language: Language = "en") -> str:
        """Return what is wrong, in ``language``."""
        return _texts()[self.code][f"cause_{language}"].format(**self._spoken(language))

    def remedy(self, language: Language = "en") -> str:
        """Return what to do about it, in ``language``."""
        return _texts()[self.code][f"remedy_{language}"].format(**self._spoken(language))

    def text(self, language: Language = "en") -> str:
        """Return one line: code, place, cause, remedy."""
        return f"{self.code} {self.place}: {self.cause(language)} {self.remedy(language)}"

    def _spoken(self, language: Language) -> dict[str, str]:
        """Return the facts with the kind of thing in the language's own word."""
        words = _words() if language == "zh" else {}
        return {name: words.get(value, value) if name == "kind" else value for name, value in self.facts.items()}


class DapengError(ValueError):
    """Input that cannot be used; carries every fault that was found, not only the first.

    A ``ValueError``, so that pydantic collects it with the place where it arose.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(fault.text() for fault in self.faults))

    def __reduce__(self) -> tuple[type[DapengError], tuple[tuple[Fault, ...]]]:
        """Let the error cross to another process whole: the default would hand its text over as faults."""
        return type(self), (self.faults,)


def fault(code: str, place: str, **facts: object) -> Fault:
    """Return a :class:`Fault`; raises ``KeyError`` at once for a code without texts."""
    made = Fault(code=code, place=place, facts={key: str(value) for key, value in facts.items()})
    made.cause(), made.remedy()
    return made


def fail(code: str, place: str, **facts: object) -> DapengError:
    """Return an error with a single fault, to be raised."""
    return DapengError([fault(code, place, **facts)])


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files("core").joinpath("data/faults.toml").read_text("utf-8"))


@cache
def _words() -> dict[str, str]:
    return tomllib.loads(resources.files("core").joinpath("data/words.toml").read_text("utf-8"))


def fault_codes() -> tuple[str, ...]:
    """Return every code that has texts."""
    return tuple(_texts())
