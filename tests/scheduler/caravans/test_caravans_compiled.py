"""Compiled code: what it depends on is in the digest of its folder, and literals make no copies of it."""

from __future__ import annotations

import ast
from pathlib import Path

from numba import types

from scheduler.caravans import compiled as compiling
from scheduler.caravans.compiled import compiled

FOLDER = Path(compiling.__file__).parent


@compiled
def one_more(number):
    return number + 1


def test_a_literal_number_makes_no_code_of_its_own():
    for number in (types.literal(3), types.int64, types.literal(4)):
        one_more.get_call_template((number,), {})
    assert one_more(4) == 5
    assert len(one_more.signatures) == 1


def test_every_source_that_compiled_code_takes_numbers_from_is_in_the_digest():
    counted = {path.stem for path in FOLDER.glob("*.py") if "caravans.compiled import" in path.read_text("utf-8")}
    compiles = {path for path in FOLDER.glob("*.py") if "\n@compiled\n" in path.read_text("utf-8")}
    assert len(compiles) > 5
    for path in compiles - {Path(compiling.__file__)}:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("scheduler.caravans."):
                constants = [name.name for name in node.names if name.name.isupper()]
                assert not constants or node.module.rsplit(".", 1)[1] in counted, (path.name, constants)
