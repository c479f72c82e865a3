"""Which visits could meet a demand: stop, vehicle, day, and the shortest tour that makes it possible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching

from exhibits.model import load_of
from scheduler.campaigns.demands import Demand
from scheduler.caravans.case import Case
from scheduler.caravans.column import Column, cost_fen
from scheduler.caravans.flat import FAR_MIN
from scheduler.caravans.start import shortest_way
from scheduler.caravans.state import Board, empty_board
from scheduler.problem import Problem

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Option:
    """A tour, alone, with visits that demands may count."""

    column: Column
    cost_fen: int

    @property
    def visits(self) -> list[tuple[int, int]]:
        """Return stop and day of each visit."""
        column = self.column
        return [(stop, day) for day, stops in zip(column.days, column.visits, strict=True) for stop in stops]


class Options:
    """Finds the options of demands in one problem."""

    def __init__(self, problem: Problem, case: Case, demands: Sequence[Demand]) -> None:
        self.problem, self.case, self.demands = problem, case, demands
        self.row = {stop.stop_id: row for row, stop in enumerate(case.names.stops)}
        self._known: dict[tuple[int, int, int], Column | None] = {}

    @cached_property
    def board(self) -> Board:
        """Return the board on which nobody is out."""
        return empty_board(self.case)

    @cached_property
    def themes(self) -> list[frozenset[str]]:
        """Return what each caravan shows."""
        exhibits = {item.exhibit_id: item for item in self.problem.exhibits}
        kits = {kit.kit_id: load_of(kit.exhibit_ids, exhibits).themes for kit in self.problem.kits}
        return [kits[caravan.kit_id] for caravan in self.case.names.caravans]

    def stops(self, demand: Demand) -> list[int]:
        """Return the stops of a demand."""
        if demand.stop_id is not None:
            return [self.row[demand.stop_id]]
        return [row for row, stop in enumerate(self.case.names.stops) if stop.county_id in demand.county_ids]

    def days(self, demand: Demand) -> list[int]:
        """Return the days of a demand that lie in the caravans' window."""
        return [row for row, day in enumerate(self.case.names.days) if day in demand.span]

    def caravans(self, demand: Demand) -> list[int]:
        """Return the caravans whose kits show a theme of the demand."""
        wanted = set(demand.themes)
        return [row for row, themes in enumerate(self.themes) if not wanted or themes & wanted]

    def serves(self, number: int, stop: int, caravan: int, day: int) -> bool:
        """Tell whether a visit would count for a demand."""
        demand, here = self.demands[number], self.case.names.stops[stop]
        place = here.stop_id == demand.stop_id if demand.stop_id is not None else here.county_id in demand.county_ids
        themes = not demand.themes or bool(self.themes[caravan].intersection(demand.themes))
        return place and themes and self.case.names.days[day] in demand.span

    def able(self, demand: Demand) -> tuple[Bools, list[int], list[int], list[int]]:
        """Return which visits are possible on an empty calendar but for the way there, and what the axes stand for.

        Axes: caravan, day, stop. Fit, opening, pins, ceiling above 0, vehicle free, some crew free for it.
        """
        flat = self.case.flat
        caravans, days, stops = self.caravans(demand), self.days(demand), self._unfilled(demand)
        crews = (flat.crew_ok[caravans][:, :, None] > 0) & (flat.crew_free[:, days] > 0) & (flat.crew_max > 0)[:, None]
        free = (flat.free[np.ix_(caravans, days)] > 0) & crews.any(axis=1) & (flat.out_max[caravans] > 0)[:, None]
        fit, is_open = flat.fit[np.ix_(caravans, stops)] > 0, flat.pattern[np.ix_(days, stops)] > 0
        pin_day, pin_caravan = flat.pin_day[stops], flat.pin_caravan[stops]
        is_open &= (pin_day < 0) | (pin_day == np.array(days, dtype=np.int64)[:, None])
        fit &= (pin_caravan < 0) | (pin_caravan == np.array(caravans, dtype=np.int64)[:, None])
        return free[:, :, None] & fit[:, None, :] & is_open[None], caravans, days, stops

    def _unfilled(self, demand: Demand) -> list[int]:
        """Return the stops of a demand but those that a convoy has for itself."""
        flat = self.case.flat
        taken = {self.row[each.stop_id] for each in self.demands if each.convoy_id and each.stop_id}
        open_ones = [stop for stop in self.stops(demand) if flat.ceiling[flat.county[stop]] > 0]
        return [stop for stop in open_ones if demand.convoy_id or stop not in taken]

    def of(self, number: int, vehicles: int, stops_each: int) -> Iterator[Option]:
        """Yield options of a demand with one visit: the nearest ``vehicles``, each day their nearest ``stops_each``."""
        demand, flat = self.demands[number], self.case.flat
        able, caravans, days, stops = self.able(demand)
        near = flat.minutes[flat.speed[caravans], flat.depot[caravans]][:, flat.stop0 + np.array(stops, dtype=np.int64)]
        near = np.where(able.any(axis=1), near.astype(np.int64), FAR_MIN)
        named = [n for n, v in enumerate(caravans) if self.case.names.caravans[v].caravan_id in demand.caravan_ids]
        closest = near.min(axis=1, initial=FAR_MIN)
        ordered = [n for n in np.argsort(closest, kind="stable").tolist() if closest[n] < FAR_MIN]
        for n in dict.fromkeys([*named, *ordered[:vehicles]]):
            for m in range(len(days)):
                here = [k for k in np.argsort(near[n], kind="stable").tolist() if able[n, m, k]]
                yield from self._at(caravans[n], days[m], [stops[k] for k in here[:stops_each]])

    def _at(self, caravan: int, day: int, stops: Sequence[int]) -> Iterator[Option]:
        for stop in stops:
            if (stop, caravan, day) not in self._known:
                self._known[stop, caravan, day] = shortest_way(self.case, self.board, stop, caravan, day)
            column = self._known[stop, caravan, day]
            if column is not None:
                cost = cost_fen(self.case.flat, column)
                yield Option(column=column, cost_fen=cost)

    def most(self, demand: Demand) -> int:
        """Return the most visits that opening days, kits, vehicles, crews and ceilings leave: proved."""
        able, caravans, days, stops = self.able(demand)
        if demand.convoy_id is not None:
            return self._sent(np.array(caravans, dtype=np.int64)[able.any(axis=(1, 2))], days)
        open_for = np.array(stops, dtype=np.int64)[able.any(axis=(0, 1))]
        convoys = sum(each.minimum for each in self.demands if self._within(each, demand))
        by_county = np.bincount(self.case.flat.county[open_for], minlength=len(self.case.flat.need))
        return int(np.minimum(by_county, self.case.flat.ceiling).sum()) + convoys

    def _sent(self, caravans: NDArray[np.int64], days: list[int]) -> int:
        """Return how many of the caravans the crews of a convoy's day can take out together."""
        if not (days and caravans.size):
            return 0
        flat = self.case.flat
        free = (flat.crew_free[:, days[0]] > 0) & (flat.crew_max > 0)
        pairs = csr_matrix((flat.crew_ok[caravans] > 0) & free)
        return int((maximum_bipartite_matching(pairs) >= 0).sum())

    def _within(self, convoy: Demand, demand: Demand) -> bool:
        """Tell whether a convoy's visits may count for a demand."""
        if convoy.convoy_id is None or convoy.span.first not in demand.span:
            return False
        if demand.stop_id is not None:
            return convoy.stop_id == demand.stop_id
        return convoy.county_ids <= demand.county_ids

    def why(self, demand: Demand) -> tuple[str, str]:
        """Return the first thing that is missing altogether, in Chinese and English; empty where nothing is."""
        stops, days, caravans = self.stops(demand), self.days(demand), self.caravans(demand)
        flat = self.case.flat
        if not stops:
            return "那里没有停靠点。", "There is no stop."
        if not days:
            return "活动期在大篷车计划期之外。", "The span lies outside the caravans' window."
        if not caravans:
            return "没有车载展品含所需主题。", "No kit shows the themes."
        if not (flat.pattern[np.ix_(days, stops)] > 0).any():
            return "停靠点在这些天都不开放。", "No stop is open on these days."
        if not (flat.free[np.ix_(caravans, days)] > 0).any():
            return "这些天没有车可用。", "No vehicle is free on these days."
        if demand.convoy_id is not None:
            return "当天能到的车与能出的车组配不成这么多。", "Vehicles and crews of the day do not make as many."
        return "", ""
