"""What OpenAPI says of the whole."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

DESCRIPTION = """\
Tour planning for mobile science museums (流动科技馆) and science caravans (科普大篷车).

Sign in with `POST /api/session`; the answer sets a session cookie and names a token, which every request that changes
something carries in the header `X-CSRF-Token`. Refusals are `application/problem+json` with stable codes, causes and
remedies in Chinese and English.
"""
TAGS = [
    {"name": "session", "description": "登录与退出 / signing in and out"},
    {"name": "problems", "description": "问题：清单、地理与规则 / problems: inventory, places, rules"},
    {"name": "plans", "description": "计划：校验、报告、解释、文件 / plans: verdict, report, explanation, files"},
    {"name": "jobs", "description": "求解任务 / solving"},
    {"name": "itineraries", "description": "大篷车行程 / caravans' itineraries"},
    {"name": "service", "description": "服务状态 / state of the service"},
]


def describe(app: FastAPI) -> None:
    """Make the application's OpenAPI say what refusals really are: ``application/problem+json``."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = plain()
            for operations in schema["paths"].values():
                for operation in operations.values():
                    for answer in operation["responses"].values():
                        _mend(answer.get("content", {}))
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _mend(content: dict[str, Any]) -> None:
    for media in ("application/json", "text/html"):
        if str(content.get(media, {}).get("schema", {}).get("$ref", "")).endswith("/Refusal"):
            content["application/problem+json"] = content.pop(media)
