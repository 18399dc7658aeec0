import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from lablink_cli.app import main


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("LABLINK_ADMIN_PASSWORD", "s3cret")
    monkeypatch.setenv("LABLINK_REGISTER_TOKEN", "join")


@pytest.fixture
def allocator():
    """A real HTTP server that records requests and answers as a test sets."""
    requests = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            length = int(self.headers.get("Content-Length", "0"))
            body = self.rfile.read(length).decode()
            requests.append((self.path, self.headers["Authorization"], body))
            status, content = server.answer
            self.send_response(status)
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, format, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.requests = requests
    server.url = f"http://127.0.0.1:{server.server_port}"
    with server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_registers(allocator, capsys):
    allocator.answer = (200, b'{"client_id": "vm-1", "client_secret": "abc"}')
    assert main(["client", "register", allocator.url + "/", "--hostname", "vm-1"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"ALLOCATOR_URL={allocator.url}",
        "VM_NAME=vm-1",
        "CLIENT_SECRET=abc",
    ]
    ((path, authorization, body),) = allocator.requests
    assert (path, authorization) == ("/api/v1/clients/register", "Bearer join")
    assert json.loads(body)["hostname"] == "vm-1"


def test_status(allocator, capsys):
    clients = [
        {"hostname": "vm-1", "status": "running", "healthy": "N/A"},
        {"hostname": "vm-2", "status": "initializing", "healthy": None},
    ]
    allocator.answer = (200, json.dumps({"clients": clients}).encode())
    assert main(["status", allocator.url]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "vm-1  running  N/A",
        "vm-2  initializing  no report",
    ]
    assert allocator.requests == [("/api/v1/clients", "Basic YWRtaW46czNjcmV0", "")]


def test_no_client(allocator, capsys):
    allocator.answer = (200, b'{"clients": []}')
    assert main(["status", allocator.url]) == 0
    assert capsys.readouterr().out == "The allocator has no client VM.\n"


@pytest.mark.parametrize("answer", [(401, b"no"), (200, b"<html>")])
def test_says_what_failed(allocator, capsys, answer):
    allocator.answer = answer
    assert main(["status", allocator.url]) == 1
    assert allocator.url in capsys.readouterr().err


def test_no_password(monkeypatch, capsys):
    monkeypatch.delenv("LABLINK_ADMIN_PASSWORD")
    with pytest.raises(SystemExit) as exit_info:
        main(["status", "http://127.0.0.1:1"])
    assert exit_info.value.code == 2
    assert "LABLINK_ADMIN_PASSWORD" in capsys.readouterr().err
