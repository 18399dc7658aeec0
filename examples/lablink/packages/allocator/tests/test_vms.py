import sqlite3

import pytest

from lablink_allocator_service.db.vms import VM, VmDatabase


@pytest.fixture
def database():
    database = VmDatabase.connect("sqlite3", ":memory:")
    database.create_table()
    yield database
    database.close()


def register(database, hostname="vm-1", identity="serial-1", secret_hash="a"):
    return database.register_client(hostname, identity, "manual", secret_hash)


def test_registers(database):
    assert register(database) is True
    vm = VM("vm-1", "manual", "initializing", False, None, None)
    assert database.list_registered_clients() == [vm]
    assert database.get_secret_hash("vm-1") == "a"
    assert database.get_secret_hash("vm-2") is None


def test_registering_again_keeps_the_reports(database):
    register(database)
    database.update("vm-1", "status", "running")
    database.update("vm-1", "inuse", True)
    database.update("vm-1", "healthy", "Healthy")
    assert register(database, secret_hash="b") is True
    vm = VM("vm-1", "manual", "running", True, "Healthy", None)
    assert database.list_registered_clients() == [vm]
    assert database.get_secret_hash("vm-1") == "b"


def test_a_name_belongs_to_one_machine(database):
    register(database)
    assert register(database, identity="serial-2", secret_hash="b") is False
    assert database.get_secret_hash("vm-1") == "a"


def test_an_unknown_vm_stays_unknown(database):
    database.update("vm-1", "inuse", True)
    assert database.list_registered_clients() == []


def test_refuses_a_column_that_no_vm_reports(database):
    with pytest.raises(ValueError, match="secret_hash"):
        database.update("vm-1", "secret_hash", "b")


def test_values_are_never_part_of_the_statement(database):
    hostile = "x'); DROP TABLE vms; --"
    register(database, hostile)
    assert [vm.hostname for vm in database.list_registered_clients()] == [hostile]


def test_creating_the_table_again_keeps_its_rows(database):
    register(database)
    database.create_table()
    assert len(database.list_registered_clients()) == 1


def test_goes_on_after_a_failed_statement():
    database = VmDatabase.connect("sqlite3", ":memory:")
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        database.list_registered_clients()
    database.create_table()
    assert database.list_registered_clients() == []
    database.close()


class RecordingConnection:
    """A DB-API connection, and its own cursor, which records the statements."""

    def __init__(self):
        self.calls = []

    def cursor(self):
        return self

    def execute(self, sql, parameters):
        self.calls.append((sql, parameters))

    def commit(self):
        self.calls.append("commit")

    def close(self):
        pass


def test_speaks_the_paramstyle_of_postgresql_drivers():
    connection = RecordingConnection()
    VmDatabase(connection).update("vm-1", "inuse", True)
    assert connection.calls == [
        ("UPDATE vms SET inuse = %s WHERE hostname = %s", (True, "vm-1")),
        "commit",
    ]


def test_refuses_a_paramstyle_it_does_not_speak():
    with pytest.raises(ValueError, match="named"):
        VmDatabase(RecordingConnection(), paramstyle="named")
