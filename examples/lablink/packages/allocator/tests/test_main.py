import base64
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

from lablink_allocator_service.db.vms import VmDatabase
from lablink_allocator_service.get_config import Config
from lablink_allocator_service.main import main
from lablink_allocator_service.routes import AllocatorServer

# Requests stay on this machine, even if the environment names a proxy.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
CONFIG = Config(admin_password="s3cret", register_token="join")
ADMIN = "Basic " + base64.b64encode(b"admin:s3cret").decode()
NEW = {"hostname": "vm-1", "machine_identity": "serial-1"}


def call(base, method, path, body=None, authorization=None):
    """Sends a request; returns the status and the decoded response."""
    data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
    request = urllib.request.Request(base + path, data, method=method)
    if authorization:
        request.add_header("Authorization", authorization)
    try:
        with OPENER.open(request, timeout=10) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


@pytest.fixture
def database():
    database = VmDatabase.connect("sqlite3", ":memory:")
    database.create_table()
    yield database
    database.close()


@pytest.fixture
def base(database):
    with AllocatorServer(("127.0.0.1", 0), database, CONFIG) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def register(base, body=NEW):
    """Registers a VM; returns what its reports are authorized by."""
    path = "/api/v1/clients/register"
    status, answer = call(base, "POST", path, body, "Bearer join")
    assert (status, answer["client_id"]) == (200, body["hostname"])
    return f"Bearer {answer['client_secret']}"


def test_health(base):
    health = {"status": "healthy", "checks": {"database": "ok"}}
    assert call(base, "GET", "/api/health") == (200, health)


def test_life_of_a_vm(base):
    assert call(base, "GET", "/api/vm-status", None, ADMIN)[0] == 404
    secret = register(base)
    assert call(base, "GET", "/api/unassigned_vms_count") == (200, {"count": 0})
    for path, report in [
        ("/api/vm-status", {"hostname": "vm-1", "status": "running"}),
        ("/api/gpu_health", {"hostname": "vm-1", "gpu_status": "N/A"}),
        ("/api/heartbeat", {"vm_id": "vm-1", "disk_free_pct": 50}),
    ]:
        assert call(base, "POST", path, report, secret) == (200, {"ok": True})
    assert call(base, "GET", "/api/unassigned_vms_count") == (200, {"count": 1})
    used = {"hostname": "vm-1", "status": True}
    assert call(base, "POST", "/api/update_inuse_status", used, secret)[0] == 200
    assert call(base, "GET", "/api/unassigned_vms_count") == (200, {"count": 0})
    status, answer = call(base, "GET", "/api/v1/clients", None, ADMIN)
    (client,) = answer["clients"]
    assert client.pop("last_seen_at").endswith("+00:00")
    assert (status, client) == (
        200,
        {
            "hostname": "vm-1",
            "provider": "manual",
            "status": "running",
            "inuse": True,
            "healthy": "N/A",
        },
    )
    assert call(base, "GET", "/api/vm-status", None, ADMIN) == (
        200,
        {"vm-1": "running"},
    )


def test_a_vm_that_registers_again_gets_a_new_secret(base):
    old, new = register(base), register(base)
    report = {"vm_id": "vm-1"}
    assert call(base, "POST", "/api/heartbeat", report, old)[0] == 401
    assert call(base, "POST", "/api/heartbeat", report, new)[0] == 200


def test_another_machine_does_not_take_a_name(base):
    register(base)
    other = {**NEW, "machine_identity": "serial-2"}
    answer = call(base, "POST", "/api/v1/clients/register", other, "Bearer join")
    assert answer == (409, {"error": "registration conflict"})


@pytest.mark.parametrize(
    ("method", "path", "authorization"),
    [
        ("GET", "/api/v1/clients", None),
        ("GET", "/api/v1/clients", "Basic !"),
        ("GET", "/api/vm-status", ADMIN[:-3]),
        ("POST", "/api/launch", None),
        ("POST", "/api/v1/clients/register", "Bearer wrong"),
        ("POST", "/api/v1/clients/register", ADMIN),
        ("POST", "/api/heartbeat", "Bearer wrong"),
    ],
)
def test_requires_who_may(base, method, path, authorization):
    register(base)
    body = {**NEW, "vm_id": "vm-1"} if method == "POST" else None
    status, content = call(base, method, path, body, authorization)
    assert (status, list(content)) == (401, ["error"])


@pytest.mark.parametrize("path", ["/api/launch", "/destroy"])
def test_has_no_cloud(base, path):
    assert call(base, "POST", path, b"num_vms=1", ADMIN)[0] == 405


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("/elsewhere", {}, 404),
        ("/api/v1/clients/register", {**NEW, "hostname": "no hostname"}, 400),
        ("/api/v1/clients/register", {**NEW, "hostname": 7}, 400),
        ("/api/v1/clients/register", {"hostname": "vm-2"}, 400),
        ("/api/v1/clients/register", b"{", 400),
        ("/api/v1/clients/register", b"[]", 400),
    ],
)
def test_refuses(base, path, body, expected):
    status, content = call(base, "POST", path, body, "Bearer join")
    assert (status, list(content)) == (expected, ["error"])


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/vm-status", {"hostname": "vm-1", "status": "on"}),
        ("/api/gpu_health", {"hostname": "vm-1", "gpu_status": ["Healthy"]}),
        ("/api/update_inuse_status", {"hostname": "vm-1", "status": "yes"}),
    ],
)
def test_refuses_a_report(base, database, path, body):
    assert call(base, "POST", path, body, register(base))[0] == 400
    (vm,) = database.list_registered_clients()
    assert (vm.status, vm.healthy, vm.inuse) == ("initializing", None, False)


def test_refuses_a_large_body_before_it_is_sent(base):
    connection = http.client.HTTPConnection(base.removeprefix("http://"), timeout=10)
    connection.putrequest("POST", "/api/v1/clients/register")
    connection.putheader("Authorization", "Bearer join")
    connection.putheader("Content-Length", str(64 * 1024 + 1))
    connection.endheaders()
    with connection.getresponse() as response:
        assert response.status == 413
    connection.close()


def test_a_failing_database_is_an_error_not_a_dead_server(base, database, caplog):
    with database._execute("DROP TABLE vms"):
        pass
    assert call(base, "GET", "/api/health") == (500, {"error": "internal error"})
    assert "GET /api/health failed" in caplog.text
    database.create_table()
    assert call(base, "GET", "/api/health")[0] == 200


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_runs_silently_and_stops_on_a_signal(signum):
    port = free_port()
    settings = {"HOST": "127.0.0.1", "PORT": str(port), "ADMIN_PASSWORD": "s3cret"}
    process = subprocess.Popen(
        [sys.executable, "-m", "lablink_allocator_service.main"],
        env={**os.environ, **{f"LABLINK_{k}": v for k, v in settings.items()}},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        deadline = time.monotonic() + 20
        while True:
            try:
                status, _ = call(f"http://127.0.0.1:{port}", "GET", "/api/health")
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
        ("LABLINK_ADMIN_PASSWORD", "", "Required secrets not configured"),
        ("LABLINK_ADMIN_PASSWORD", "PLACEHOLDER_ADMIN_PASSWORD", "Required secrets"),
        ("LABLINK_ADMIN_PASSWORD", "MISSING", "Required secrets not configured"),
    ],
)
def test_says_why_it_cannot_start(monkeypatch, capsys, variable, value, message):
    monkeypatch.setenv("LABLINK_ADMIN_PASSWORD", "s3cret")
    monkeypatch.setenv(variable, value)
    assert main() == 1
    captured = capsys.readouterr()
    assert message in captured.err
    assert "Traceback" not in captured.err
