"""Compiling: one decorator, and records of arrays that compiled functions take as a single pointer.

A named tuple of arrays would be handed over field by field, hundreds of words at every call, which makes compiling and
calling slow; a numba structure is one pointer. Python reads the named tuple, compiled code its twin: the same arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba as nb
from numba.core import types
from numba.experimental import structref

F = TypeVar("F", bound=Callable[..., Any])
R = TypeVar("R", bound=tuple[Any, ...])


def compiled(function: F) -> F:
    """Compile ``function`` on its first call, keep the code on disk, and let other threads run meanwhile."""
    return cast(F, nb.njit(cache=True, nogil=True)(function))


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


@nb.njit(cache=True)  # type: ignore[untyped-decorator]
def flat_twin(*fields: Any) -> Any:
    """Return the compiled twin of a ``Flat``."""
    return FlatTwin(*fields)


@nb.njit(cache=True)  # type: ignore[untyped-decorator]
def state_twin(*fields: Any) -> Any:
    """Return the compiled twin of a ``State``."""
    return StateTwin(*fields)


@nb.njit(cache=True)  # type: ignore[untyped-decorator]
def weights_twin(*fields: Any) -> Any:
    """Return the compiled twin of ``Weights``."""
    return WeightsTwin(*fields)
