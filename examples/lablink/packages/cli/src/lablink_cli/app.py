"""Registers machines with an allocator, and shows what it knows of them."""

from __future__ import annotations

import argparse
import base64
import json
import os
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from http.client import HTTPException
from pathlib import Path
from typing import Any

TIMEOUT = 10.0
MACHINE_ID = Path("/etc/machine-id")


class AllocatorError(Exception):
    """The allocator did not answer, or refused."""


def ask(url: str, authorization: str, body: dict[str, Any] | None = None) -> Any:
    """The allocator's answer, decoded.

    Raises:
        AllocatorError: It did not answer, or refused.
    """
    headers = {"Accept": "application/json", "Authorization": authorization}
    if body is not None:
        headers["Content-Type"] = "application/json"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers)
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            detail = error.read(500).decode(errors="replace")
        raise AllocatorError(f"{url}: {error.code} {detail}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise AllocatorError(f"{url}: {error}") from error


def register(allocator: str, hostname: str, token: str) -> str:
    """Registers this machine; gives the settings of its client, one per line."""
    identity = MACHINE_ID.read_text().strip() if MACHINE_ID.exists() else hostname
    body = {
        "hostname": hostname,
        "machine_identity": identity,
        "provider": "manual",
    }
    url = f"{allocator}/api/v1/clients/register"
    answer = ask(url, f"Bearer {token}", body)
    return "\n".join(
        [
            f"ALLOCATOR_URL={allocator}",
            f"VM_NAME={answer['client_id']}",
            f"CLIENT_SECRET={answer['client_secret']}",
        ]
    )


def status(allocator: str, user: str, password: str) -> str:
    """A line for each client VM: its name, its status, and the health of its GPU."""
    login = base64.b64encode(f"{user}:{password}".encode()).decode()
    answer = ask(f"{allocator}/api/v1/clients", f"Basic {login}")
    lines = [
        f"{client['hostname']}  {client['status']}  {client['healthy'] or 'no report'}"
        for client in answer["clients"]
    ]
    return "\n".join(lines) or "The allocator has no client VM."


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="lablink", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    client = commands.add_parser("client", help="this machine as a client VM")
    actions = client.add_subparsers(dest="action", required=True)
    registering = actions.add_parser("register", help="register this machine")
    registering.add_argument("url", help="the allocator's address")
    registering.add_argument("--hostname", default=socket.gethostname())
    asking = commands.add_parser("status", help="the client VMs")
    asking.add_argument("url", help="the allocator's address")
    asking.add_argument("--user", default="admin")
    arguments = parser.parse_args(argv)

    registers = arguments.command == "client"
    secret = "LABLINK_REGISTER_TOKEN" if registers else "LABLINK_ADMIN_PASSWORD"
    value = os.environ.get(secret)
    if not value:
        parser.error(f"set {secret}")
    allocator = arguments.url.rstrip("/")
    try:
        if registers:
            print(register(allocator, arguments.hostname, value))
        else:
            print(status(allocator, arguments.user, value))
    except AllocatorError as error:
        print(f"lablink: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
