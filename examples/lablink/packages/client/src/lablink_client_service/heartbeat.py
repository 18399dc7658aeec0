"""Tells the allocator every 30 seconds that this VM is alive."""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from lablink_client_service.allocator import (
    Allocator,
    AllocatorError,
    allocator_of,
    argument_parser,
)

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def beat(allocator: Allocator, hostname: str) -> None:
    """Sends one heartbeat. One that is lost is said, and not fatal: the next follows."""
    usage = shutil.disk_usage("/")
    body = {
        "vm_id": hostname,
        "boot_id": BOOT_ID.read_text().strip() if BOOT_ID.exists() else None,
        "disk_free_pct": int(usage.free / usage.total * 100) if usage.total else 0,
    }
    try:
        allocator.report("/api/heartbeat", body)
    except AllocatorError as error:
        print(f"heartbeat: {error}", file=sys.stderr, flush=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Reports that the VM runs, then sends heartbeats; returns the exit code."""
    parser = argument_parser("heartbeat", __doc__)
    parser.add_argument(
        "--interval",
        type=float,
        default=30.0,
        help="seconds between two heartbeats (default: %(default)s)",
    )
    parser.add_argument("--once", action="store_true", help="send one, and end")
    arguments = parser.parse_args(argv)
    allocator = allocator_of(parser, arguments)
    hostname = arguments.hostname
    try:
        status = {"hostname": hostname, "status": "running"}
        allocator.report("/api/vm-status", status)
    except AllocatorError as error:
        print(f"heartbeat: {error}", file=sys.stderr)
        return 1
    never = threading.Event()
    while True:
        beat(allocator, hostname)
        if arguments.once or never.wait(arguments.interval):
            return 0


if __name__ == "__main__":
    sys.exit(main())
