"""The list of client VMs, kept in a database behind any DB-API 2 connection."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

# Portable between PostgreSQL and SQLite; generate_init_sql creates the same table.
CREATE_TABLE = """\
CREATE TABLE IF NOT EXISTS vms (
    hostname TEXT PRIMARY KEY,
    machine_identity TEXT NOT NULL,
    provider TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    status TEXT NOT NULL,
    inuse BOOLEAN NOT NULL,
    healthy TEXT,
    last_seen_at TEXT
)"""

# How each paramstyle of DB-API 2 (PEP 249) that we support marks a parameter.
_MARKERS = {"qmark": "?", "format": "%s", "pyformat": "%s"}

_COLUMNS = "hostname, provider, status, inuse, healthy, last_seen_at"


@dataclass(frozen=True)
class VM:
    """A client VM as the allocator knows it."""

    hostname: str
    provider: str
    status: str  # "initializing" until the VM reports something else
    inuse: bool
    healthy: str | None  # the GPU, as last reported; None before the first report
    last_seen_at: str | None  # the last heartbeat, ISO 8601; None before the first


class VmDatabase:
    """The VMs table.

    One connection serves all of the server's threads, one statement at a time. That is
    plenty for a lab's few hundred VMs, and spares a connection pool.
    """

    def __init__(self, connection: Any, paramstyle: str = "pyformat") -> None:
        """Uses `connection`, whose module has this DB-API `paramstyle`."""
        if paramstyle not in _MARKERS:
            raise ValueError(f"unsupported DB-API paramstyle {paramstyle!r}")
        self._connection = connection
        self._marker = _MARKERS[paramstyle]
        self._lock = threading.Lock()

    @classmethod
    def connect(cls, driver: str, dsn: str) -> VmDatabase:
        """Connects with the DB-API module named `driver`.

        Raises:
            ImportError: There is no such module.
            ConnectionError: The database refused.
        """
        module = importlib.import_module(driver)
        # sqlite3 refuses other threads unless the caller promises to serialise them.
        options = {"check_same_thread": False} if driver == "sqlite3" else {}
        try:
            connection = module.connect(dsn, **options)
        except module.Error as error:
            raise ConnectionError(f"{driver}: {error}") from error
        return cls(connection, module.paramstyle)

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()

    def create_table(self) -> None:
        """Creates the VMs table unless it is there."""
        with self._execute(CREATE_TABLE):
            pass

    def register_client(
        self, hostname: str, machine_identity: str, provider: str, secret_hash: str
    ) -> bool:
        """Notes a VM that is up, with the secret that its reports will carry.

        A VM that restarts registers again, and gets a new secret. False if the name
        belongs to another machine.
        """
        with self._execute(
            "INSERT INTO vms"
            " (hostname, machine_identity, provider, secret_hash, status, inuse)"
            " VALUES (?, ?, ?, ?, 'initializing', ?)"
            " ON CONFLICT (hostname) DO UPDATE SET secret_hash = excluded.secret_hash"
            " WHERE vms.machine_identity = excluded.machine_identity",
            (hostname, machine_identity, provider, secret_hash, False),
        ) as cursor:
            return cursor.rowcount > 0

    def list_registered_clients(self) -> list[VM]:
        """All VMs, by hostname."""
        with self._execute(f"SELECT {_COLUMNS} FROM vms ORDER BY hostname") as cursor:
            return [_vm(row) for row in cursor.fetchall()]

    def get_secret_hash(self, hostname: str) -> str | None:
        """The hash of the secret of the VM of that name, if there is one."""
        with self._execute(
            "SELECT secret_hash FROM vms WHERE hostname = ?", (hostname,)
        ) as cursor:
            row = cursor.fetchone()
        return row[0] if row else None

    def update(self, hostname: str, column: str, value: object) -> None:
        """Notes what a VM reported.

        Args:
            hostname: The VM's name.
            column: One of status, inuse, healthy and last_seen_at.
            value: What the column will hold.
        """
        if column not in ("status", "inuse", "healthy", "last_seen_at"):
            raise ValueError(f"no VM reports its {column}")
        with self._execute(
            f"UPDATE vms SET {column} = ? WHERE hostname = ?", (value, hostname)
        ):
            pass

    @contextmanager
    def _execute(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[Any]:
        """Runs one statement in a transaction of its own and lends its cursor."""
        with self._lock:
            cursor = self._connection.cursor()
            try:
                # In our statements, every "?" is a parameter.
                cursor.execute(sql.replace("?", self._marker), parameters)
                yield cursor
                self._connection.commit()
            except BaseException:
                # Otherwise PostgreSQL refuses every later statement.
                self._connection.rollback()
                raise
            finally:
                cursor.close()


def _vm(row: Sequence[Any]) -> VM:
    hostname, provider, status, inuse, healthy, last_seen_at = row
    # SQLite gives 0 or 1.
    return VM(hostname, provider, status, bool(inuse), healthy, last_seen_at)
