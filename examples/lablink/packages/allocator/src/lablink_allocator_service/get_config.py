"""The allocator's settings: defaults, then a JSON file, then the environment."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

DEFAULT_CONFIG_PATH = Path("/config/config.json")


class ConfigError(ValueError):
    """The settings cannot be used; the message says which one and why."""


@dataclass(frozen=True)
class Config:
    """One field per setting; `LABLINK_<FIELD>` overrides it from the environment."""

    host: str = "0.0.0.0"
    port: int = 5000
    # Any DB-API 2 module. sqlite3 needs no server and no package, so that an allocator
    # without configuration works; a real deployment names a PostgreSQL driver.
    db_driver: str = "sqlite3"
    db_dsn: str = ":memory:"
    # HTTP Basic, for the administrator. An allocator does not start with a placeholder.
    admin_user: str = "admin"
    admin_password: str = ""
    # What a VM needs to register. Empty: none can.
    register_token: str = ""
    # Used by generate-init-sql only: what it creates in PostgreSQL.
    db_name: str = "lablink"
    db_user: str = "lablink"
    db_password: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise ConfigError(f"port: {self.port} is not between 0 and 65535")
        # Names go into SQL as identifiers, which cannot be parameters.
        for field in ("db_name", "db_user"):
            value = getattr(self, field)
            if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", value):
                raise ConfigError(f"{field}: {value!r} is not a plain lower-case name")


def require_secrets(config: Config) -> Config:
    """The settings, if an allocator may start with them.

    Raises:
        ConfigError: The administrator's password is missing, or a placeholder.
    """
    password = config.admin_password
    if password == "" or re.match(r"PLACEHOLDER|CHANGEME|MISSING$", password):
        raise ConfigError("Required secrets not configured: admin_password")
    return config


def get_config(
    path: str | os.PathLike[str] | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Config:
    """Reads the settings.

    Args:
        path: The JSON file. By default `LABLINK_CONFIG`, or `/config/config.json`,
            which alone may be absent: a file that was asked for must be there.
        environ: The environment, for the overrides.

    Raises:
        ConfigError: A setting is unknown or unusable, or the file is.
    """
    values: dict[str, Any] = {}
    chosen = path or environ.get("LABLINK_CONFIG")
    if chosen or DEFAULT_CONFIG_PATH.exists():
        values.update(_read_file(Path(chosen or DEFAULT_CONFIG_PATH)))
    for field in fields(Config):
        override = environ.get(f"LABLINK_{field.name.upper()}")
        if override is not None:
            values[field.name] = override
    try:
        if "port" in values:
            values["port"] = int(values["port"])
    except (TypeError, ValueError):
        raise ConfigError(f"port: {values['port']!r} is not a number") from None
    return Config(**values)


def _read_file(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: {error}") from error
    if not isinstance(content, dict):
        raise ConfigError(f"{path}: expected a JSON object")
    known = {field.name for field in fields(Config)}
    for name, value in content.items():
        if name not in known:
            raise ConfigError(f"{path}: unknown setting {name!r}")
        if name != "port" and not isinstance(value, str):
            raise ConfigError(f"{path}: {name} must be a string")
    return content
