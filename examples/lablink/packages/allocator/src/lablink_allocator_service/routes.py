"""The allocator's HTTP API: a part of LabLink's own, with its addresses and answers."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import logging
import re
import secrets
import sys
from dataclasses import asdict
from datetime import datetime, timezone
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from lablink_allocator_service.db.vms import VmDatabase
from lablink_allocator_service.get_config import Config

STATUSES = ("initializing", "running", "rebooting", "error", "unknown")
GPU_STATUSES = ("Healthy", "Unhealthy", "N/A")
MAX_BODY = 64 * 1024

Response = tuple[HTTPStatus, Any]

_HOSTNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,252}")
_logger = logging.getLogger(__name__)


class RequestError(Exception):
    """The request cannot be served; it becomes the response."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


class AllocatorServer(ThreadingHTTPServer):
    """Serves the VMs of one database."""

    def __init__(
        self, address: tuple[str, int], database: VmDatabase, config: Config
    ) -> None:
        super().__init__(address, Handler)
        self.database = database
        self.config = config

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Does not log a client that closed the connection; logs anything else."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: AllocatorServer
    timeout = 30  # a silent client must not keep its thread forever

    def do_GET(self) -> None:
        self._answer(
            {
                "/api/health": self._health,
                "/api/unassigned_vms_count": self._free_seats,
                "/api/v1/clients": self._clients,
                "/api/vm-status": self._statuses,
            }
        )

    def do_POST(self) -> None:
        self._answer(
            {
                "/api/v1/clients/register": self._register,
                "/api/vm-status": self._report_status,
                "/api/gpu_health": self._report_gpu,
                "/api/update_inuse_status": self._report_inuse,
                "/api/heartbeat": self._report_heartbeat,
                "/api/launch": self._no_provider,
                "/destroy": self._no_provider,
            }
        )

    def _health(self) -> Response:
        self.server.database.list_registered_clients()
        return HTTPStatus.OK, {"status": "healthy", "checks": {"database": "ok"}}

    def _free_seats(self) -> Response:
        clients = self.server.database.list_registered_clients()
        free = [vm for vm in clients if vm.status == "running" and not vm.inuse]
        return HTTPStatus.OK, {"count": len(free)}

    def _clients(self) -> Response:
        self._require_admin()
        clients = self.server.database.list_registered_clients()
        return HTTPStatus.OK, {"clients": [asdict(vm) for vm in clients]}

    def _statuses(self) -> Response:
        self._require_admin()
        clients = self.server.database.list_registered_clients()
        if not clients:
            raise RequestError(HTTPStatus.NOT_FOUND, "No VMs found.")
        return HTTPStatus.OK, {vm.hostname: vm.status for vm in clients}

    def _register(self) -> Response:
        token = self.server.config.register_token
        if not token or not hmac.compare_digest(self._bearer(), _hash(token)):
            raise RequestError(HTTPStatus.UNAUTHORIZED, "registration rejected")
        body = self._body()
        hostname = _text(body, "hostname", _HOSTNAME.fullmatch)
        identity = _text(body, "machine_identity", bool)
        provider = _text({"provider": "manual", **body}, "provider", bool)
        secret = secrets.token_urlsafe(32)
        if not self.server.database.register_client(
            hostname, identity, provider, _hash(secret)
        ):
            raise RequestError(HTTPStatus.CONFLICT, "registration conflict")
        return HTTPStatus.OK, {"client_id": hostname, "client_secret": secret}

    def _report_status(self) -> Response:
        body = self._body()
        status = _text(body, "status", lambda text: text in STATUSES)
        return self._note(body, "hostname", "status", status)

    def _report_gpu(self) -> Response:
        body = self._body()
        status = _text(body, "gpu_status", lambda text: text in GPU_STATUSES)
        return self._note(body, "hostname", "healthy", status)

    def _report_inuse(self) -> Response:
        body = self._body()
        if not isinstance(body.get("status"), bool):
            raise RequestError(HTTPStatus.BAD_REQUEST, "status must be true or false")
        return self._note(body, "hostname", "inuse", body["status"])

    def _report_heartbeat(self) -> Response:
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        return self._note(self._body(), "vm_id", "last_seen_at", now)

    def _no_provider(self) -> Response:
        self._require_admin()
        message = "the provider manual can neither launch nor destroy VMs"
        raise RequestError(HTTPStatus.METHOD_NOT_ALLOWED, message)

    def _note(self, body: dict[str, Any], key: str, column: str, value: object):
        """Notes a report, if it carries the secret of the VM that it is about."""
        hostname = _text(body, key, _HOSTNAME.fullmatch)
        known = self.server.database.get_secret_hash(hostname)
        if known is None or not hmac.compare_digest(self._bearer(), known):
            raise RequestError(HTTPStatus.UNAUTHORIZED, "Invalid client secret.")
        self.server.database.update(hostname, column, value)
        return HTTPStatus.OK, {"ok": True}

    def _require_admin(self) -> None:
        """HTTP Basic (RFC 7617), as the administrator."""
        config = self.server.config
        scheme, _, word = self.headers.get("Authorization", "").partition(" ")
        try:
            given = base64.b64decode(word, validate=True)
        except (binascii.Error, ValueError):
            given = b""
        wanted = f"{config.admin_user}:{config.admin_password}".encode()
        if scheme != "Basic" or not hmac.compare_digest(given, wanted):
            raise RequestError(HTTPStatus.UNAUTHORIZED, "Unauthorized Access")

    def _bearer(self) -> str:
        """The hash of the token (RFC 6750) that the request carries."""
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        return _hash(token if scheme == "Bearer" else "")

    def _body(self) -> dict[str, Any]:
        """The request's JSON object."""
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
        if not isinstance(body, dict):
            raise RequestError(HTTPStatus.BAD_REQUEST, "expected a JSON object")
        return body

    def _answer(self, routes: dict[str, Any]) -> None:
        try:
            if self.path not in routes:
                raise RequestError(HTTPStatus.NOT_FOUND, f"no {self.path}")
            status, content = routes[self.path]()
        except RequestError as error:
            status, content = error.status, {"error": str(error)}
        except Exception:
            # The client learns that it failed; the log says why.
            _logger.exception("%s %s failed", self.command, self.path)
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            content = {"error": "internal error"}
        payload = json.dumps(content).encode()
        self.send_response(status)
        if status == HTTPStatus.UNAUTHORIZED:
            self.send_header("WWW-Authenticate", 'Basic realm="LabLink"')
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: Any) -> None:
        """Logs nothing: a healthy server is silent, failures are logged above."""


def _hash(token: str) -> str:
    """A token is random and long, so its plain hash cannot be searched."""
    return hashlib.sha256(token.encode()).hexdigest()


def _text(body: dict[str, Any], key: str, accepts: Any) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not accepts(value):
        raise RequestError(HTTPStatus.BAD_REQUEST, f"{key}: {value!r} is not usable")
    return value
