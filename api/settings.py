"""Settings of the server: from the environment (``DAPENG_...``) or from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.errors import DapengError, fault

PREFIX = "DAPENG_"


class Settings(BaseSettings):
    """How the server runs."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, use_attribute_docstrings=True)

    database: Path = Path("out/demo/dapeng.sqlite")
    """The SQLite store; made where it is not there."""
    host: str = "127.0.0.1"
    """Address to listen on; this machine only, unless told otherwise."""
    port: int = Field(default=8000, ge=1, le=65535)
    https: bool = False
    """True behind a proxy that speaks HTTPS: cookies are then never sent over plain HTTP."""
    body_max_mb: int = Field(default=64, ge=1)
    """Largest upload."""
    solve_seconds: float = Field(default=60.0, ge=2)
    """Time for a solve that is asked for on the pages."""
    solve_seconds_max: float = Field(default=3600.0, ge=2)
    """The most that anybody may ask for."""
    explain_seconds: float = Field(default=8.0, ge=1)
    """Time for one explanation."""


def read_settings(**given: Any) -> Settings:
    """Return the settings: what is given, else the environment's, else the usual ones; ``None``: not given.

    Raises
    ------
    DapengError
        ``value-invalid`` for every setting that cannot be used, by its name in the environment.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        raise DapengError(
            fault("value-invalid", PREFIX + str(one["loc"][0]).upper(), value=one["input"], detail=one["msg"])
            for one in error.errors()
        ) from None
