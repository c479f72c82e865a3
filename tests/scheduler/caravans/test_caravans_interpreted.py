"""The clock as plain Python answers as the compiled one does, and stands in for it only while that pays."""

from __future__ import annotations

from random import Random

import numpy as np

from scheduler.caravans import clock, interpreted
from scheduler.caravans.case import FEW, make_case
from tests.scheduler.caravans.caravan_help import bare


def test_both_clocks_say_the_same():
    case, chance, fitting = make_case(bare(counties=8, stops=40)), Random(5), 0
    flat = case.flat
    for _ in range(400):
        stops = np.array(chance.sample(range(40), chance.randint(0, 3)), dtype=np.int64)
        day, speed = chance.randrange(flat.free.shape[1]), chance.randrange(len(flat.minutes))
        ends = chance.randrange(flat.stop0), chance.randrange(flat.stop0)
        asked = speed, day, ends[0], stops, len(stops)
        said = clock.day_departure(case.twin, *asked, ends[1])
        assert interpreted.day_departure(flat, *asked, ends[1]) == said
        if said >= 0:
            fitting += 1
            both = (
                told.visit_starts(arrays, *asked, said).tolist()
                for told, arrays in ((clock, case.twin), (interpreted, flat))
            )
            assert next(both) == next(both)
    assert 40 < fitting < 360
    for leg in range(0, 900, 7):
        assert interpreted.rests_on(leg % 240, leg, 240) == clock.rests_on(leg % 240, leg, 240)


def test_compiled_code_is_loaded_only_once_it_pays():
    case = make_case(bare(counties=4, stops=8))
    assert {case.clock()[0] for _ in range(FEW)} == {interpreted}
    assert case.clock()[0] is clock
    early = make_case(bare(counties=4, stops=8))
    assert early.twin is not None
    assert early.clock()[0] is clock
