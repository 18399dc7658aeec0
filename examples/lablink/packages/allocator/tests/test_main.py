import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import pytest

from lablink_allocator_service.database import PostgresqlDatabase
from lablink_allocator_service.main import AllocatorServer, main

# Requests stay on this machine, even if the environment names a proxy.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def call(base, method, path, body=None):
    """Sends a request; returns the status and the decoded response."""
    data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
    request = urllib.request.Request(base + path, data, method=method)
    try:
        with OPENER.open(request, timeout=10) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


@pytest.fixture
def database():
    database = PostgresqlDatabase.connect("sqlite3", ":memory:")
    database.create_table()
    yield database
    database.close()


@pytest.fixture
def base(database):
    with AllocatorServer(("127.0.0.1", 0), database) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_health(base):
    assert call(base, "GET", "/health") == (200, {"status": "ok", "vms": 0})


def test_life_of_a_vm(base):
    status, vm = call(base, "POST", "/vms", {})
    assert (status, vm["status"]) == (201, "requested")
    name = vm["hostname"]
    status, vm = call(base, "POST", "/vms", {"hostname": name})
    assert (status, vm["status"]) == (201, "registered")

    report = {"in_use": True, "gpu_status": "healthy"}
    expected = {"hostname": name, "status": "registered", **report}
    assert call(base, "PATCH", f"/vms/{name}", report) == (200, expected)
    assert call(base, "GET", f"/vms/{name}") == (200, expected)
    assert call(base, "GET", "/vms") == (200, {"vms": [expected]})

    assert call(base, "DELETE", f"/vms/{name}") == (200, {"removed": name})
    assert call(base, "GET", "/vms") == (200, {"vms": []})


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("GET", "/", None, 404),
        ("GET", "/vms/absent", None, 404),
        ("DELETE", "/vms/absent", None, 404),
        ("PATCH", "/vms/absent", {"in_use": True}, 404),
        ("POST", "/elsewhere", {}, 404),
        ("POST", "/vms", {"hostname": "not a hostname"}, 400),
        ("POST", "/vms", {"hostname": 7}, 400),
        ("POST", "/vms", {"hostnam": "vm-1"}, 400),
        ("POST", "/vms", b"{", 400),
        ("POST", "/vms", b"[]", 400),
        ("PATCH", "/vms/vm-1", {}, 400),
        ("PATCH", "/vms/vm-1", {"in_use": "yes"}, 400),
        ("PATCH", "/vms/vm-1", {"in_use": True, "gpu_status": "melted"}, 400),
        ("PATCH", "/vms/vm-1", {"gpu_status": ["healthy"]}, 400),
    ],
)
def test_refuses(base, database, method, path, body, expected):
    database.register_vm("vm-1")
    status, content = call(base, method, path, body)
    assert (status, list(content)) == (expected, ["error"])
    assert [vm.in_use for vm in database.list_vms()] == [False]


def test_refuses_a_large_body_before_it_is_sent(base):
    connection = http.client.HTTPConnection(base.removeprefix("http://"), timeout=10)
    connection.putrequest("POST", "/vms")
    connection.putheader("Content-Length", str(64 * 1024 + 1))
    connection.endheaders()
    with connection.getresponse() as response:
        assert response.status == 413
    connection.close()


def test_a_failing_database_is_an_error_not_a_dead_server(base, database, caplog):
    with database._execute("DROP TABLE vms"):
        pass
    assert call(base, "GET", "/health") == (500, {"error": "internal error"})
    assert "GET /health failed" in caplog.text
    database.create_table()
    assert call(base, "GET", "/health")[0] == 200


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_runs_silently_and_stops_on_a_signal(signum):
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "lablink_allocator_service.main"],
        env={**os.environ, "LABLINK_HOST": "127.0.0.1", "LABLINK_PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        deadline = time.monotonic() + 20
        while True:
            try:
                status, _ = call(f"http://127.0.0.1:{port}", "GET", "/health")
                break
            except urllib.error.URLError:
                assert time.monotonic() < deadline, "the server did not come up"
                time.sleep(0.05)
        assert status == 200
        process.send_signal(signum)
        output, _ = process.communicate(timeout=20)
        assert (process.returncode, output) == (0, b"")
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("LABLINK_PORT", "many", "'many' is not a number"),
        ("LABLINK_DB_DSN", "/absent/vms.db", "unable to open database file"),
        ("LABLINK_DB_DRIVER", "no_such_driver", "no_such_driver"),
    ],
)
def test_says_why_it_cannot_start(monkeypatch, capsys, variable, value, message):
    monkeypatch.setenv(variable, value)
    assert main() == 1
    captured = capsys.readouterr()
    assert message in captured.err
    assert "Traceback" not in captured.err
