"""The allocator as its clients see it, and the options all commands share."""

from __future__ import annotations

import argparse
import json
import os
import socket
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException
from typing import Any

# A VM must not hang if the allocator accepts connections and does not answer.
TIMEOUT = 10.0


class AllocatorError(Exception):
    """The report was not accepted; `temporary` if another try may succeed."""

    def __init__(self, message: str, temporary: bool) -> None:
        super().__init__(message)
        self.temporary = temporary


class Allocator:
    """The allocator at an address."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    def register(self, hostname: str) -> None:
        """Reports that the VM is up."""
        self._send("POST", "/vms", {"hostname": hostname})

    def update(self, hostname: str, **changes: Any) -> None:
        """Reports what changed about a registered VM."""
        path = "/vms/" + urllib.parse.quote(hostname, safe="")
        self._send("PATCH", path, changes)

    def _send(self, method: str, path: str, body: dict[str, Any]) -> None:
        request = urllib.request.Request(
            self._url + path,
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT):
                pass
        except urllib.error.HTTPError as error:
            with error:
                detail = error.read(500).decode(errors="replace")
            message = f"{method} {self._url}{path}: {error.code} {detail}"
            # A request that the allocator refuses (4xx) will be refused again.
            raise AllocatorError(message, temporary=error.code >= 500) from error
        except (OSError, HTTPException) as error:
            raise AllocatorError(f"{self._url}: {error}", temporary=True) from error


def argument_parser(prog: str, description: str | None) -> argparse.ArgumentParser:
    """A parser with the options all commands share."""
    parser = argparse.ArgumentParser(prog=prog, description=description)
    parser.add_argument(
        "--allocator-url",
        type=_http_url,
        default=os.environ.get("LABLINK_ALLOCATOR_URL"),
        help="the allocator's address (default: $LABLINK_ALLOCATOR_URL)",
    )
    parser.add_argument(
        "--hostname",
        default=os.environ.get("LABLINK_VM_NAME") or socket.gethostname(),
        help="this VM's name (default: $LABLINK_VM_NAME, or the machine's)",
    )
    return parser


def add_no_report(parser: argparse.ArgumentParser) -> None:
    """Adds the option for the commands that are useful without an allocator."""
    parser.add_argument(
        "--no-report",
        action="store_true",
        help="only print what was found, ask no allocator",
    )


def allocator_of(
    parser: argparse.ArgumentParser, arguments: argparse.Namespace
) -> Allocator:
    """The allocator the arguments name; ends the program if they name none."""
    if not arguments.allocator_url:
        parser.error("no allocator: give --allocator-url or set LABLINK_ALLOCATOR_URL")
    return Allocator(arguments.allocator_url)


def _http_url(text: str) -> str:
    # urllib would also open file: addresses.
    parts = urllib.parse.urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise argparse.ArgumentTypeError(f"{text!r} is not an http(s) address")
    return text
