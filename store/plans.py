"""Repositories of problems and plans."""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scheduler.plan import StageResult
from scheduler.problem import Problem
from scheduler.wire import dump_plan, dump_problem, problem_fingerprint
from store.base import new_key
from store.inventory import Inventory
from store.records import PlanHead, ProblemHead
from store.tables_inventory import CaravanRow
from store.tables_plans import PlanRow, PlanStageRow, PlanState, ProblemRow
from store.verified import VerifiedPlan

STAGE_COLUMNS = tuple(c.name for c in PlanStageRow.__table__.columns if c.name not in ("plan_key", "position"))


class Problems:
    """Frozen problems with their inventories."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, problem: Problem, org_id: str, created_by: str | None) -> ProblemHead:
        """Store a problem and its inventory; one that the owner already has is not stored twice."""
        fingerprint = problem_fingerprint(problem)
        same = select(ProblemRow).where(ProblemRow.org_id == org_id, ProblemRow.fingerprint == fingerprint)
        known = self._session.scalar(same)
        if known is not None:
            return _problem_head(known)
        row = ProblemRow(
            problem_key=new_key(),
            problem_id=problem.problem_id,
            fingerprint=fingerprint,
            title_zh=problem.title_zh,
            title_en=problem.title_en,
            org_id=org_id,
            created_by=created_by,
            document=dump_problem(problem),
        )
        self._session.add(row)
        self._session.flush()
        Inventory(self._session).add(row.problem_key, problem)
        return _problem_head(row)

    def find(self, problem_key: str, scope: Set[str] | None = None) -> ProblemHead | None:
        """Return a problem; ``None`` where there is none whose owner is in ``scope`` (``None``: any owner)."""
        row = self._session.get(ProblemRow, problem_key)
        return _problem_head(row) if row and (scope is None or row.org_id in scope) else None

    def all(self, scope: Set[str]) -> tuple[ProblemHead, ...]:
        """Return the problems whose owners are in ``scope``, newest first."""
        wanted = select(ProblemRow).where(ProblemRow.org_id.in_(scope))
        return tuple(_problem_head(row) for row in self._session.scalars(wanted.order_by(ProblemRow.created_at.desc())))

    def document(self, problem_key: str) -> Any:
        """Return the JSON content of a problem."""
        return self._session.scalars(select(ProblemRow.document).where(ProblemRow.problem_key == problem_key)).one()


class Plans:
    """Plans that the verifier accepted."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, problem_key: str, verified: VerifiedPlan, created_by: str | None) -> PlanHead:
        """Store a plan as a draft; the same plan of the same problem is not stored twice."""
        plan = verified.plan
        same = select(PlanRow).where(PlanRow.problem_key == problem_key, PlanRow.plan_id == plan.plan_id)
        known = self._session.scalar(same)
        if known is not None:
            return self._head(known)
        row = PlanRow(
            plan_key=new_key(),
            plan_id=plan.plan_id,
            problem_key=problem_key,
            verified=True,
            stay_count=len(plan.stays),
            tour_count=len(plan.tours),
            created_by=created_by,
            document=dump_plan(plan),
        )
        self._session.add(row)
        self._session.flush()
        self._session.add_all(
            PlanStageRow(plan_key=row.plan_key, position=position, **_columns(stage))
            for position, stage in enumerate(plan.stages)
        )
        self._session.flush()
        return self._head(row)

    def find(self, plan_key: str, scope: Set[str], states: Set[PlanState]) -> PlanHead | None:
        """Return a plan in one of ``states`` whose problem's owner is in ``scope``."""
        wanted = select(PlanRow).join(ProblemRow, ProblemRow.problem_key == PlanRow.problem_key)
        row = self._session.scalar(
            wanted.where(PlanRow.plan_key == plan_key, ProblemRow.org_id.in_(scope), PlanRow.state.in_(states))
        )
        return self._head(row) if row else None

    def all(self, scope: Set[str], states: Set[PlanState], problem_key: str | None = None) -> tuple[PlanHead, ...]:
        """Return the plans in ``states`` of the problems in ``scope`` (or of one of them), newest first."""
        wanted = select(PlanRow).join(ProblemRow, ProblemRow.problem_key == PlanRow.problem_key)
        wanted = wanted.where(ProblemRow.org_id.in_(scope), PlanRow.state.in_(states))
        if problem_key is not None:
            wanted = wanted.where(PlanRow.problem_key == problem_key)
        return tuple(self._head(row) for row in self._session.scalars(wanted.order_by(PlanRow.created_at.desc())))

    def newest_with(self, caravan_id: str, scope: Set[str], states: Set[PlanState]) -> PlanHead | None:
        """Return the plan published last of the problems in ``scope`` that have a caravan."""
        wanted = select(PlanRow).join(ProblemRow, ProblemRow.problem_key == PlanRow.problem_key)
        wanted = wanted.join(CaravanRow, CaravanRow.problem_key == PlanRow.problem_key)
        wanted = wanted.where(
            CaravanRow.caravan_id == caravan_id, ProblemRow.org_id.in_(scope), PlanRow.state.in_(states)
        )
        row = self._session.scalar(wanted.order_by(PlanRow.published_at.desc(), PlanRow.created_at.desc()).limit(1))
        return self._head(row) if row else None

    def document(self, plan_key: str) -> Any:
        """Return the JSON content of a plan."""
        return self._session.scalars(select(PlanRow.document).where(PlanRow.plan_key == plan_key)).one()

    def publish(self, plan_key: str, at: datetime) -> PlanHead:
        """Make a plan the published one of its problem; the one before is superseded."""
        row = self._session.get_one(PlanRow, plan_key)
        before = update(PlanRow).where(PlanRow.problem_key == row.problem_key, PlanRow.state == "published")
        self._session.execute(before.where(PlanRow.plan_key != plan_key).values(state="superseded"))
        row.state, row.published_at = "published", at
        self._session.flush()
        return self._head(row)

    def _head(self, row: PlanRow) -> PlanHead:
        stages = select(PlanStageRow).where(PlanStageRow.plan_key == row.plan_key).order_by(PlanStageRow.position)
        return PlanHead(
            plan_key=row.plan_key,
            plan_id=row.plan_id,
            problem_key=row.problem_key,
            state=cast(PlanState, row.state),
            stay_count=row.stay_count,
            tour_count=row.tour_count,
            created_at=row.created_at,
            published_at=row.published_at,
            stages=tuple(_stage(stage) for stage in self._session.scalars(stages)),
        )


def _columns(stage: StageResult) -> dict[str, Any]:
    return {name: getattr(stage, name) for name in STAGE_COLUMNS}


def _stage(row: PlanStageRow) -> StageResult:
    values: dict[str, Any] = {name: getattr(row, name) for name in STAGE_COLUMNS}
    return StageResult(**values)


def _problem_head(row: ProblemRow) -> ProblemHead:
    return ProblemHead(
        problem_key=row.problem_key,
        problem_id=row.problem_id,
        fingerprint=row.fingerprint,
        title_zh=row.title_zh,
        title_en=row.title_en,
        org_id=row.org_id,
        created_at=row.created_at,
    )
