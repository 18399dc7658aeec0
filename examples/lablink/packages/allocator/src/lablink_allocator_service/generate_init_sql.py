"""Writes the script that prepares a PostgreSQL server for the allocator."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from lablink_allocator_service.db.vms import CREATE_TABLE
from lablink_allocator_service.get_config import Config, ConfigError, get_config

DEFAULT_PATH = "/app/init.sql"


def generate_init_sql(config: Config) -> str:
    """The script, for psql: a role, a database that it owns, and the VMs table."""
    # Config accepts only plain names, so they are quoted only for reserved words.
    role, database = f'"{config.db_user}"', f'"{config.db_name}"'
    # Without a password the role can log in only if the server trusts it otherwise (by
    # socket or certificate). That is better than a password that everybody knows.
    password = f" PASSWORD {_literal(config.db_password)}" if config.db_password else ""
    return "\n".join(
        [
            "-- Written by generate-init-sql. Run it once: psql -f init.sql",
            "\\set ON_ERROR_STOP on",
            f"CREATE ROLE {role} LOGIN{password};",
            f"CREATE DATABASE {database} OWNER {role};",
            f"\\connect {database}",
            f"{CREATE_TABLE};",
            f"ALTER TABLE vms OWNER TO {role};",
            "",
        ]
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Writes the script to the path given; returns the exit code."""
    parser = argparse.ArgumentParser(prog="generate-init-sql", description=__doc__)
    parser.add_argument(
        "path",
        nargs="?",
        type=Path,
        default=os.environ.get("INIT_SQL_PATH", DEFAULT_PATH),
        help=f"where to write (default: $INIT_SQL_PATH, or {DEFAULT_PATH})",
    )
    path: Path = parser.parse_args(argv).path
    try:
        script = generate_init_sql(get_config())
        # The script may hold a password: nobody else may read it.
        path.touch(mode=0o600)
        path.chmod(0o600)
        path.write_text(script, encoding="utf-8")
    except (ConfigError, OSError) as error:
        print(f"generate-init-sql: {error}", file=sys.stderr)
        return 1
    print(f"wrote {path}")
    return 0


def _literal(text: str) -> str:
    """`text` as a PostgreSQL string."""
    quoted = "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
    # In E'…' a backslash always means the same; in a plain string a setting decides.
    return f"E{quoted}" if "\\" in text else quoted


if __name__ == "__main__":
    sys.exit(main())
