"""The allocator's HTTP server."""

from __future__ import annotations

import json
import logging
import re
import signal
import sys
import threading
import uuid
from collections.abc import Callable
from dataclasses import asdict
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from lablink_allocator_service.database import PostgresqlDatabase
from lablink_allocator_service.get_config import ConfigError, get_config

GPU_STATUSES = ("healthy", "unhealthy", "missing")
MAX_BODY = 64 * 1024

Response = tuple[HTTPStatus, dict[str, Any]]

_HOSTNAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_logger = logging.getLogger(__name__)


class RequestError(Exception):
    """The request cannot be served; it becomes the response."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


class AllocatorServer(ThreadingHTTPServer):
    """Serves the VMs of one database."""

    def __init__(self, address: tuple[str, int], database: PostgresqlDatabase) -> None:
        super().__init__(address, Handler)
        self.database = database

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Does not log a client that closed the connection; logs anything else."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One request. `/vms` is the list, `/vms/NAME` a VM, `/health` the server."""

    server: AllocatorServer
    timeout = 30  # a silent client must not keep its thread forever

    def do_GET(self) -> None:
        self._answer(self._get)

    def do_POST(self) -> None:
        self._answer(self._post)

    def do_PATCH(self) -> None:
        self._answer(self._patch)

    def do_DELETE(self) -> None:
        self._answer(self._delete)

    def _get(self) -> Response:
        if self.path == "/health":
            vms = self.server.database.list_vms()
            return HTTPStatus.OK, {"status": "ok", "vms": len(vms)}
        if self.path == "/vms":
            vms = self.server.database.list_vms()
            return HTTPStatus.OK, {"vms": [asdict(vm) for vm in vms]}
        return HTTPStatus.OK, self._vm(self._hostname_of_path())

    def _post(self) -> Response:
        if self.path != "/vms":
            raise RequestError(HTTPStatus.NOT_FOUND, f"no {self.path} to post to")
        body = self._body({"hostname"})
        if "hostname" in body:
            hostname = _checked_hostname(body["hostname"])
            self.server.database.register_vm(hostname)
        else:
            hostname = f"vm-{uuid.uuid4().hex[:12]}"
            self.server.database.request_vm(hostname)
        return HTTPStatus.CREATED, self._vm(hostname)

    def _patch(self) -> Response:
        hostname = self._hostname_of_path()
        body = self._body({"in_use", "gpu_status"})
        # Everything is checked before anything is written.
        if not body:
            raise RequestError(HTTPStatus.BAD_REQUEST, "nothing to update")
        if not isinstance(body.get("in_use", False), bool):
            raise RequestError(HTTPStatus.BAD_REQUEST, "in_use must be true or false")
        if body.get("gpu_status", "missing") not in GPU_STATUSES:
            known = ", ".join(GPU_STATUSES)
            raise RequestError(HTTPStatus.BAD_REQUEST, f"gpu_status: one of {known}")
        if "in_use" in body:
            self.server.database.update_in_use(hostname, body["in_use"])
        if "gpu_status" in body:
            self.server.database.update_gpu_status(hostname, body["gpu_status"])
        return HTTPStatus.OK, self._vm(hostname)

    def _delete(self) -> Response:
        hostname = self._hostname_of_path()
        if not self.server.database.remove_vm(hostname):
            raise RequestError(HTTPStatus.NOT_FOUND, f"no VM {hostname}")
        return HTTPStatus.OK, {"removed": hostname}

    def _vm(self, hostname: str) -> dict[str, Any]:
        vm = self.server.database.get_vm(hostname)
        if vm is None:
            raise RequestError(HTTPStatus.NOT_FOUND, f"no VM {hostname}")
        return asdict(vm)

    def _hostname_of_path(self) -> str:
        prefix, _, hostname = self.path.rpartition("/")
        if prefix != "/vms":
            raise RequestError(HTTPStatus.NOT_FOUND, f"no {self.path}")
        return _checked_hostname(hostname)

    def _body(self, known: set[str]) -> dict[str, Any]:
        """The request's JSON object, which may hold the `known` keys only."""
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > MAX_BODY:
            raise RequestError(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {MAX_BODY} bytes"
            )
        try:
            body = json.loads(self.rfile.read(int(length)) or b"{}")
        except OSError as error:
            message = f"the body did not arrive: {error}"
            raise RequestError(HTTPStatus.BAD_REQUEST, message) from error
        except (ValueError, RecursionError) as error:
            raise RequestError(HTTPStatus.BAD_REQUEST, f"not JSON: {error}") from error
        if not isinstance(body, dict) or not body.keys() <= known:
            keys = ", ".join(sorted(known))
            raise RequestError(
                HTTPStatus.BAD_REQUEST, f"expected an object that holds at most {keys}"
            )
        return body

    def _answer(self, serve: Callable[[], Response]) -> None:
        try:
            status, content = serve()
        except RequestError as error:
            status, content = error.status, {"error": str(error)}
        except Exception:
            # The client learns that it failed; the log says why.
            _logger.exception("%s %s failed", self.command, self.path)
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            content = {"error": "internal error"}
        payload = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: Any) -> None:
        """Logs nothing: a healthy server is silent, failures are logged above."""


def main() -> int:
    """Serves until SIGTERM or SIGINT; returns the exit code."""
    try:
        config = get_config()
        database = PostgresqlDatabase.connect(config.db_driver, config.db_dsn)
        database.create_table()
        server = AllocatorServer((config.host, config.port), database)
    except (ConfigError, ImportError, OSError) as error:
        print(f"lablink-allocator: {error}", file=sys.stderr)
        return 1

    def stop(signum: int, frame: object) -> None:
        # shutdown() waits for serve_forever(), which this handler interrupts, so it
        # must be called from another thread.
        threading.Thread(target=server.shutdown).start()

    # Explicit handlers, because process 1 of a container has no default ones.
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    with server:
        server.serve_forever()
    database.close()
    return 0


def _checked_hostname(value: object) -> str:
    if not isinstance(value, str) or not _HOSTNAME.fullmatch(value):
        raise RequestError(HTTPStatus.BAD_REQUEST, f"{value!r} is not a hostname")
    return value


if __name__ == "__main__":
    sys.exit(main())
