"""The web application."""

from __future__ import annotations

import errno
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import uvicorn
from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles

from api.access import SignInWall, check_form_token, require_guarded
from api.context import Context
from api.faults import add_handlers, refusals
from api.middleware import BodyLimit, SafeHeaders
from api.openapi import DESCRIPTION, TAGS, describe
from api.pages import driver, evaluator, home, planner
from api.pages import session as session_pages
from api.pages.render import error_page
from api.routes import health, itineraries, jobs, plans, problems, session
from api.settings import Settings
from core.errors import fail
from core.origin import check_origin
from services.jobs import JobRunner
from services.jobs_child import Solver
from services.planning import make_plan
from services.products import Products
from store.base import utc_now
from store.unit import open_store

__all__ = ["Settings", "create_app", "serve"]
ROUTES = (health.router, session.router, problems.router, plans.router, jobs.router, itineraries.router)
PAGES = (home.router, session_pages.router, planner.router, driver.router, evaluator.router)


def create_app(settings: Settings, *, solver: Solver = make_plan, now: Callable[[], datetime] = utc_now) -> FastAPI:
    """Return the application on the store that ``settings`` name.

    Parameters
    ----------
    settings
        How the server runs.
    solver
        Makes plans, in a child process: a function of a module, so that it can be named there.
    now
        The clock.
    """
    check_origin()
    store = open_store(settings.database)
    runner = JobRunner(store, solver)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        runner.start()
        yield
        runner.stop()
        store.close()

    app = FastAPI(
        responses=refusals("sign-in-needed", "value-invalid"),
        title="大篷 dapeng",
        version="1",
        description=DESCRIPTION,
        openapi_tags=TAGS,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        dependencies=[Depends(check_form_token)],
    )
    products = Products(settings.explain_seconds)
    app.state.context = Context(settings=settings, store=store, runner=runner, now=now, products=products)
    app.state.error_page = error_page
    for part in ROUTES:
        app.include_router(part)
    for part in PAGES:
        app.include_router(part, include_in_schema=False)
    app.mount("/static", StaticFiles(packages=[("api", "static")]), name="static")
    add_handlers(app)
    require_guarded(app)
    describe(app)
    app.add_middleware(SignInWall)
    app.add_middleware(BodyLimit, limit_mb=settings.body_max_mb)
    app.add_middleware(SafeHeaders, https=settings.https)
    return app


def serve(settings: Settings, ready: Callable[[], None]) -> None:
    """Serve until Ctrl-C; a running solve then keeps its last verified plan.

    ``ready`` is called before the first answer.
    """
    _require_free(settings.host, settings.port)
    app = create_app(settings)
    ready()
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        proxy_headers=settings.https,  # without a proxy, anybody on this machine could write them
        server_header=False,
        log_level="info",
    )


def _require_free(host: str, port: int) -> None:
    """Raise ``port-taken`` where somebody else listens already; uvicorn would say so in a line among others."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise fail("port-taken", f"{host}:{port}", host=host, port=port) from None
