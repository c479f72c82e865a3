"""A check at start-up that every root package is ours: the root names (``api``, ``maps``) are generic."""

from __future__ import annotations

from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path

from core.errors import DapengError, Fault, fault

ROOTS = ("core", "fleet", "exhibits", "maps", "scheduler", "store", "services", "api", "bench")
HERE = Path(__file__).resolve().parents[1]
"""Folder of this checkout or installation."""


def check_origin() -> None:
    """Raise :class:`DapengError` unless every root package comes from the folder that ``core`` comes from.

    Nothing is imported by the check itself: it looks at where each package was, or would be, imported from.
    """
    faults = [found for name in ROOTS if (found := _foreign(name)) is not None]
    if faults:
        raise DapengError(faults)


def _foreign(name: str) -> Fault | None:
    spec = find_spec(name)
    if spec is None:
        return fault("origin-missing", name, name=name, expected=HERE)
    folders = _folders(spec)
    if folders == [HERE / name]:
        return None
    return fault("origin-foreign", name, name=name, found=", ".join(map(str, folders)), expected=HERE / name)


def _folders(spec: ModuleSpec) -> list[Path]:
    """Return the folders of a package; the file itself for a plain module."""
    places = spec.submodule_search_locations or [spec.origin or ""]
    return [Path(place).resolve() for place in places]
