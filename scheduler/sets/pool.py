"""The pool of itineraries that masters choose from."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

import numpy as np
from scipy.sparse import csc_matrix

from scheduler.sets.board import Board
from scheduler.sets.pricing import Itinerary
from scheduler.sets.weeks import Bools, Ints


class Pool:
    """Itineraries without doubles, as columns over the stays (lane by lane) and over the bases (kind and home)."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.bases = [(row, home, len(ids)) for row, kind in enumerate(board.kinds) for home, ids in kind.homes]
        self.items: list[Itinerary] = []
        self._base_index = {(kind, home): row for row, (kind, home, _) in enumerate(self.bases)}
        self._base_of: list[int] = []
        self._sound: list[bool] = []
        label = board.option_county() * len(board.problem.rounds) + board.round_of_option.argmax(axis=1)
        alone = -1 - np.arange(board.options.count)
        self._label = np.where(board.round_of_option.any(axis=1), label, alone).tolist()
        """Per option: what an itinerary may hold one of."""
        self._place: dict[Itinerary, int] = {}
        self._stays: list[int] = []
        self._columns: list[int] = []

    def __len__(self) -> int:
        return len(self.items)

    def add(self, items: Iterable[Itinerary]) -> list[int]:
        """Add itineraries with at least one stay; return the places of those that are new."""
        new = []
        for item in items:
            if item.options and item not in self._place:
                self._place[item] = len(self.items)
                new.append(len(self.items))
                lane = int(self.board.lane_of_kind[item.kind]) * self.board.options.count
                self._stays += [lane + option for option in item.options]
                self._columns += [len(self.items)] * len(item.options)
                self._base_of.append(self._base_index[item.kind, item.home])
                self._sound.append(self.is_sound(item))
                self.items.append(item)
        return new

    def sound(self) -> Bools:
        """Tell which itineraries visit no county twice in a round; the others only help the relaxation."""
        return np.array(self._sound, dtype=bool)

    def is_sound(self, item: Itinerary) -> bool:
        """Tell whether an itinerary visits no county twice in a round."""
        return len({self._label[option] for option in item.options}) == len(item.options)

    def place(self, item: Itinerary) -> int:
        """Return the place of an itinerary that is in the pool."""
        return self._place[item]

    def incidence(self, first: int = 0) -> csc_matrix:
        """Return which stays each itinerary from place ``first`` on holds, shape (lanes * options, itineraries)."""
        shape = (len(self.board.lanes) * self.board.options.count, len(self.items) - first)
        begin = bisect_left(self._columns, first)
        stays, columns = np.array(self._stays[begin:]), np.array(self._columns[begin:]) - first
        return csc_matrix((np.ones(len(stays), dtype=np.int64), (stays, columns)), shape=shape)

    def cost_fen(self) -> Ints:
        """Return the cost of each itinerary."""
        return np.array([item.cost_fen for item in self.items], dtype=np.int64)

    def base_of(self) -> Ints:
        """Return the base of each itinerary."""
        return np.array(self._base_of, dtype=np.int64)

    def base_sizes(self) -> Ints:
        """Return the number of sets of each base."""
        return np.array([size for _, _, size in self.bases], dtype=np.int64)

    def bases_of(self, kind: int) -> list[tuple[int, int]]:
        """Return index and home of the bases of a kind."""
        return [(row, home) for row, (owner, home, _) in enumerate(self.bases) if owner == kind]
