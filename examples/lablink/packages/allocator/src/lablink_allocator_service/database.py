"""The list of VMs, kept in a database behind any DB-API 2 connection."""

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
    status TEXT NOT NULL,
    in_use BOOLEAN NOT NULL,
    gpu_status TEXT
)"""

# How each paramstyle of DB-API 2 (PEP 249) that we support marks a parameter.
_MARKERS = {"qmark": "?", "format": "%s", "pyformat": "%s"}


@dataclass(frozen=True)
class VM:
    """A client VM as the allocator knows it."""

    hostname: str
    status: str  # "requested" until the VM itself registers, then "registered"
    in_use: bool
    gpu_status: str | None  # as last reported; None before the first report


class PostgresqlDatabase:
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
    def connect(cls, driver: str, dsn: str) -> PostgresqlDatabase:
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

    def request_vm(self, hostname: str) -> None:
        """Notes a VM that is wanted; one that exists already is left as it is."""
        with self._execute(
            "INSERT INTO vms (hostname, status, in_use) VALUES (?, ?, ?)"
            " ON CONFLICT (hostname) DO NOTHING",
            (hostname, "requested", False),
        ):
            pass

    def register_vm(self, hostname: str) -> None:
        """Notes a VM that is up. A VM that restarts registers again: not an error."""
        with self._execute(
            "INSERT INTO vms (hostname, status, in_use) VALUES (?, ?, ?)"
            " ON CONFLICT (hostname) DO UPDATE SET status = excluded.status",
            (hostname, "registered", False),
        ):
            pass

    def list_vms(self) -> list[VM]:
        """All VMs, by hostname."""
        with self._execute(
            "SELECT hostname, status, in_use, gpu_status FROM vms ORDER BY hostname"
        ) as cursor:
            return [_vm(row) for row in cursor.fetchall()]

    def get_vm(self, hostname: str) -> VM | None:
        """The VM of that name, if there is one."""
        with self._execute(
            "SELECT hostname, status, in_use, gpu_status FROM vms WHERE hostname = ?",
            (hostname,),
        ) as cursor:
            row = cursor.fetchone()
        return _vm(row) if row else None

    def update_in_use(self, hostname: str, in_use: bool) -> bool:
        """Notes whether somebody works on the VM; False if there is no such VM."""
        with self._execute(
            "UPDATE vms SET in_use = ? WHERE hostname = ?", (in_use, hostname)
        ) as cursor:
            return cursor.rowcount > 0

    def update_gpu_status(self, hostname: str, gpu_status: str) -> bool:
        """Notes the health of the VM's GPU; False if there is no such VM."""
        with self._execute(
            "UPDATE vms SET gpu_status = ? WHERE hostname = ?", (gpu_status, hostname)
        ) as cursor:
            return cursor.rowcount > 0

    def remove_vm(self, hostname: str) -> bool:
        """Forgets a VM; False if there is no such VM."""
        with self._execute("DELETE FROM vms WHERE hostname = ?", (hostname,)) as cursor:
            return cursor.rowcount > 0

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
    hostname, status, in_use, gpu_status = row
    return VM(hostname, status, bool(in_use), gpu_status)  # SQLite gives 0 or 1
