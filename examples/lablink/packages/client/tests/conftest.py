import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest


class AllocatorStandIn:
    """A real HTTP server that records requests and answers as a test sets."""

    def __init__(self):
        self.requests = []
        self.authorizations = []
        self.statuses = []  # for the next requests; 200 after that
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                stand_in.requests.append((self.command, self.path, json.loads(body)))
                stand_in.authorizations.append(self.headers["Authorization"])
                status = stand_in.statuses.pop(0) if stand_in.statuses else 200
                self.send_response(status)
                self.end_headers()
                self.wfile.write(b'{"error": "as told"}')

            do_POST = answer

            def log_message(self, format, *args):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def allocator():
    stand_in = AllocatorStandIn()
    with stand_in.server:
        thread = threading.Thread(target=stand_in.server.serve_forever, args=(0.05,))
        thread.start()
        yield stand_in
        stand_in.server.shutdown()
        thread.join()


@pytest.fixture
def dead_url():
    """An address where nothing can listen while the test runs."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch):
    """Hides the machine's own settings and its proxy."""
    for name in ("ALLOCATOR_URL", "CLIENT_SECRET", "SUBJECT_SOFTWARE", "VM_NAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
