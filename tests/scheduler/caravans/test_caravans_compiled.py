"""Compiled code: literals make no copies of it."""

from __future__ import annotations

from numba import types

from scheduler.caravans.compiled import compiled


@compiled
def one_more(number):
    return number + 1


def test_a_literal_number_makes_no_code_of_its_own():
    for number in (types.literal(3), types.int64, types.literal(4)):
        one_more.get_call_template((number,), {})
    assert one_more(4) == 5
    assert len(one_more.signatures) == 1
