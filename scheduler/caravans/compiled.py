"""Compiling: one decorator, and records of arrays that compiled functions take as a single pointer.

A named tuple of arrays would be handed over field by field, hundreds of words at every call, which makes compiling and
calling slow; a numba structure is one pointer. Python reads the named tuple, compiled code its twin: the same arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from numba.core import types
from numba.experimental import structref

from scheduler.compiling import cache_folder, compile_into

F = TypeVar("F", bound=Callable[..., Any])
R = TypeVar("R", bound=tuple[Any, ...])
CACHE_FOLDER = cache_folder(Path(__file__).resolve().parent)


def compiled(function: F) -> F:
    """Compile ``function`` on its first call, keep the code on disk, and let other threads run meanwhile.

    Numba would compile a function once more for every literal number it is called with; here 4 is any integer.
    """
    dispatcher: Any = compile_into(function, CACHE_FOLDER)
    resolve = dispatcher.get_call_template

    def plain(args: Any, kws: Any) -> Any:
        return resolve(tuple(map(types.unliteral, args)), kws)

    vars(dispatcher)["get_call_template"] = plain
    return cast(F, dispatcher)


class _Proxy(structref.StructRefProxy):  # type: ignore[misc]
    def __new__(cls, *fields: Any) -> Any:
        return structref.StructRefProxy.__new__(cls, *fields)


@structref.register
class FlatType(types.StructRef):  # type: ignore[misc]
    """Compiled type of :class:`scheduler.caravans.flat.Flat`."""


@structref.register
class StateType(types.StructRef):  # type: ignore[misc]
    """Compiled type of :class:`scheduler.caravans.state.State`."""


@structref.register
class WeightsType(types.StructRef):  # type: ignore[misc]
    """Compiled type of :class:`scheduler.caravans.insertion.Weights`."""


class FlatTwin(_Proxy):
    """A structure of :class:`FlatType`."""


class StateTwin(_Proxy):
    """A structure of :class:`StateType`."""


class WeightsTwin(_Proxy):
    """A structure of :class:`WeightsType`."""


def twins(record: type[R], twin: Any, kind: Any) -> None:
    """Let ``twin`` (of compiled type ``kind``) have the fields of ``record``."""
    structref.define_proxy(twin, kind, record._fields)  # type: ignore[attr-defined]


@compiled
def flat_twin(*fields: Any) -> Any:
    """Return the compiled twin of a ``Flat``."""
    return FlatTwin(*fields)


@compiled
def state_twin(*fields: Any) -> Any:
    """Return the compiled twin of a ``State``."""
    return StateTwin(*fields)


@compiled
def weights_twin(*fields: Any) -> Any:
    """Return the compiled twin of ``Weights``."""
    return WeightsTwin(*fields)
