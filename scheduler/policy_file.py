"""Need policies as files of their own (TOML, the form of ``maps/data/need_policy.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter

from core.errors import DapengError, fail
from maps.policy import NeedPolicy
from scheduler.check import check_problem
from scheduler.problem import Problem
from scheduler.wire import parse

POLICY: TypeAdapter[NeedPolicy] = TypeAdapter(NeedPolicy)


def read_policy(path: Path) -> NeedPolicy:
    """Read a policy; raises :class:`DapengError` with one fault per field that cannot be read.

    What its parts say of each other is checked where it meets a problem: :func:`with_policy`.
    """
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (FileNotFoundError, IsADirectoryError):
        raise fail("file-missing", str(path), path=path) from None
    except ValueError as error:
        raise fail("toml-invalid", str(path), detail=error) from None
    return parse(POLICY, content, str(path))


def with_policy(problem: Problem, policy: NeedPolicy, place: str) -> Problem:
    """Return ``problem`` under another need policy.

    Parameters
    ----------
    problem
        A problem without faults.
    policy
        The policy that takes the place of its own.
    place
        Where the policy came from, for the faults.

    Raises
    ------
    DapengError
        One fault per error: lists that county flags name and the policy has not, two weights on one day ...
    """
    made = replace(problem, need_policy=policy)
    faults = check_problem(made)
    if faults:
        placed = (found.place.removeprefix("/need_policy") for found in faults)
        raise DapengError(
            [replace(found, place=f"{place}:{where}") for found, where in zip(faults, placed, strict=True)]
        )
    return made
