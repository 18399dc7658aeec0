import sqlite3

import pytest

from lablink_allocator_service.database import VM, PostgresqlDatabase


@pytest.fixture
def database():
    database = PostgresqlDatabase.connect("sqlite3", ":memory:")
    database.create_table()
    yield database
    database.close()


def test_a_requested_vm_registers(database):
    database.request_vm("vm-1")
    assert database.list_vms() == [VM("vm-1", "requested", False, None)]
    database.register_vm("vm-1")
    assert database.list_vms() == [VM("vm-1", "registered", False, None)]


def test_registering_again_keeps_the_reports(database):
    database.register_vm("vm-1")
    database.update_in_use("vm-1", True)
    database.update_gpu_status("vm-1", "healthy")
    database.register_vm("vm-1")
    assert database.get_vm("vm-1") == VM("vm-1", "registered", True, "healthy")


def test_requesting_a_registered_vm_changes_nothing(database):
    database.register_vm("vm-1")
    database.request_vm("vm-1")
    assert database.get_vm("vm-1") == VM("vm-1", "registered", False, None)


def test_unknown_vm(database):
    assert database.get_vm("vm-1") is None
    assert database.update_in_use("vm-1", True) is False
    assert database.update_gpu_status("vm-1", "healthy") is False
    assert database.remove_vm("vm-1") is False


def test_remove_one_of_two(database):
    database.register_vm("vm-1")
    database.register_vm("vm-2")
    assert database.remove_vm("vm-1") is True
    assert [vm.hostname for vm in database.list_vms()] == ["vm-2"]


def test_values_are_never_part_of_the_statement(database):
    hostile = "x'); DROP TABLE vms; --"
    database.register_vm(hostile)
    assert database.get_vm(hostile) == VM(hostile, "registered", False, None)


def test_creating_the_table_again_keeps_its_rows(database):
    database.register_vm("vm-1")
    database.create_table()
    assert database.get_vm("vm-1") is not None


def test_goes_on_after_a_failed_statement():
    database = PostgresqlDatabase.connect("sqlite3", ":memory:")
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        database.list_vms()
    database.create_table()
    assert database.list_vms() == []
    database.close()


class RecordingConnection:
    """A DB-API connection, and its own cursor, which records the statements."""

    rowcount = 1

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
    assert PostgresqlDatabase(connection).update_in_use("vm-1", True) is True
    assert connection.calls == [
        ("UPDATE vms SET in_use = %s WHERE hostname = %s", (True, "vm-1")),
        "commit",
    ]


def test_refuses_a_paramstyle_it_does_not_speak():
    with pytest.raises(ValueError, match="named"):
        PostgresqlDatabase(RecordingConnection(), paramstyle="named")
