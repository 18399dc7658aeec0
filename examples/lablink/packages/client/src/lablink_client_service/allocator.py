"""The allocator as its clients see it, and the options that all commands share."""

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
    """The report was not accepted."""


class Allocator:
    """The allocator at an address, and the secret that it gave this VM."""

    def __init__(self, url: str, secret: str) -> None:
        self._url = url.rstrip("/")
        self._secret = secret

    def report(self, path: str, body: dict[str, Any]) -> None:
        """Sends a report.

        Raises:
            AllocatorError: It did not arrive, or was refused.
        """
        request = urllib.request.Request(
            self._url + path,
            data=json.dumps(body).encode(),
            headers={
                "Accept": "application/json",
                "Authorization": f"Bearer {self._secret}",
                "Content-Type": "application/json",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT):
                pass
        except urllib.error.HTTPError as error:
            with error:
                detail = error.read(500).decode(errors="replace")
            message = f"POST {self._url}{path}: {error.code} {detail}"
            raise AllocatorError(message) from error
        except (OSError, HTTPException) as error:
            raise AllocatorError(f"{self._url}: {error}") from error


def argument_parser(prog: str, description: str | None) -> argparse.ArgumentParser:
    """A parser with the options that all commands share."""
    parser = argparse.ArgumentParser(prog=prog, description=description)
    parser.add_argument(
        "--allocator-url",
        type=_http_url,
        default=os.environ.get("ALLOCATOR_URL"),
        help="the allocator's address (default: $ALLOCATOR_URL)",
    )
    parser.add_argument(
        "--hostname",
        default=os.environ.get("VM_NAME") or socket.gethostname(),
        help="this VM's name (default: $VM_NAME, or the machine's)",
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
        parser.error("no allocator: give --allocator-url or set ALLOCATOR_URL")
    # Not an option: the arguments of a process can be read by everybody on the VM.
    secret = os.environ.get("CLIENT_SECRET")
    if not secret:
        parser.error("no secret: set CLIENT_SECRET to what the registration gave")
    return Allocator(arguments.allocator_url, secret)


def _http_url(text: str) -> str:
    # urllib would also open file: addresses.
    parts = urllib.parse.urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise argparse.ArgumentTypeError(f"{text!r} is not an http(s) address")
    return text
