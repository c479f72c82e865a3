"""A server with people of every role, a problem, and plans in every state."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from api.app import Settings, create_app
from services import accounts
from services.accounts import add_person
from store.verified import VerifiedPlan
from tests.api import solvers
from tests.plan_by_hand import plan_by_hand
from tests.store.world import ORGANISATIONS, PROVINCE, STAGES, empty_plan, problem, stage_of

PASSWORD = "correct-horse-battery"
PEOPLE = {
    "admin": ("admin", "ORG-CN", None),
    "planner": ("planner", PROVINCE, None),
    "evaluator": ("evaluator", PROVINCE, None),
    "driver": ("driver", PROVINCE, "C01"),
    "neighbour": ("planner", "ORG-33", None),
    "county": ("driver", "ORG-52-A", "C02"),
}
"""Name -> role, organisation, caravan."""


@dataclass
class Clock:
    """A clock that tests set."""

    at: datetime = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **time: float) -> None:
        self.at += timedelta(**time)


@dataclass
class World:
    """A running server and what is in its store."""

    app: FastAPI
    clock: Clock
    problem_key: str = ""
    published: str = ""
    draft: str = ""
    clients: dict[str, TestClient] = field(default_factory=dict)

    def stranger(self) -> TestClient:
        """Return a browser that is not signed in."""
        return TestClient(self.app, follow_redirects=False)

    def as_(self, name: str) -> TestClient:
        """Return a browser in which somebody is signed in, and which sends the session's token along."""
        if name not in self.clients:
            client = self.stranger()
            answer = client.post("/api/session", json={"name": name, "password": PASSWORD})
            assert answer.status_code == 201, answer.text
            client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
            self.clients[name] = client
        return self.clients[name]


def by_hand():
    """Return a plan with tours, for pages to show; its figures are not real, so the verifier is set aside for it."""
    stages = tuple(stage_of(section, stage) for section in ("sets", "caravans") for stage in STAGES)
    return replace(plan_by_hand(problem(), tours=2, visits=2), pinned=empty_plan().pinned, stages=stages)


def make_world(folder: Path, solver=solvers.at_once, **settings) -> World:
    """Return a server on a new store."""
    clock = Clock()
    app = create_app(Settings(database=folder / "store.sqlite", **settings), solver=solver, now=clock)
    world = World(app=app, clock=clock)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("store.verified.verify", lambda *_: [])
        shown = VerifiedPlan(problem=problem(), plan=by_hand())
    with app.state.context.store.write() as unit:
        unit.organisations.merge(ORGANISATIONS)
        for name, (role, org_id, caravan_id) in PEOPLE.items():
            add_person(
                unit,
                name=name,
                display_name=name,
                role=role,
                org_id=org_id,
                password=PASSWORD,
                caravan_id=caravan_id,
            )
        world.problem_key = unit.problems.add(problem(), PROVINCE, None).problem_key
        world.published = unit.plans.add(world.problem_key, shown, None).plan_key
        unit.plans.publish(world.published, clock())
        draft = VerifiedPlan(problem=problem(), plan=empty_plan())
        world.draft = unit.plans.add(world.problem_key, draft, None).plan_key
    return world


@pytest.fixture(scope="session", autouse=True)
def quick_hashing():
    """Hash passwords with little work: what the real work is has a test of its own."""
    quick = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_hasher", lambda: quick)
        accounts._nobody_hash.cache_clear()
        yield
        accounts._nobody_hash.cache_clear()


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A server that the tests of a module share: they only read, or leave it as it was."""
    return make_world(tmp_path_factory.mktemp("world"))


@pytest.fixture
def own_world(tmp_path):
    """A server for one test."""
    return make_world(tmp_path)
