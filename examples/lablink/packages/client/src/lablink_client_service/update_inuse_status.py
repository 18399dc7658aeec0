"""Reports to the allocator whether a process of a given name runs on this VM."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from lablink_client_service.allocator import (
    AllocatorError,
    add_no_report,
    allocator_of,
    argument_parser,
)


def is_running(name: str, proc: Path = Path("/proc")) -> bool:
    """Whether a process runs that was started as `name`.

    Either its program has that file name, or it is a Python script that has. (What the
    kernel calls the process, /proc/PID/comm, would not do: it is cut at 15 characters.)
    """
    for entry in proc.iterdir():
        if entry.name.isdecimal() and entry.name != str(os.getpid()):
            try:
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue  # it ended since, or is not ours to see
            if name in _names(command):
                return True
    return False


def main(argv: Sequence[str] | None = None) -> int:
    """Looks and reports once; returns the exit code."""
    parser = argument_parser("update_inuse_status", __doc__)
    add_no_report(parser)
    parser.add_argument(
        "--process",
        default=os.environ.get("SUBJECT_SOFTWARE"),
        help="the name to look for (default: $SUBJECT_SOFTWARE)",
    )
    arguments = parser.parse_args(argv)
    if not arguments.process:
        parser.error("no process: give --process or set SUBJECT_SOFTWARE")
    allocator = None if arguments.no_report else allocator_of(parser, arguments)

    in_use = is_running(arguments.process)
    print(f"{arguments.process} {'runs' if in_use else 'does not run'}", flush=True)
    if allocator:
        try:
            report = {"hostname": arguments.hostname, "status": in_use}
            allocator.report("/api/update_inuse_status", report)
        except AllocatorError as error:
            print(f"update_inuse_status: {error}", file=sys.stderr)
            return 1
    return 0


def _names(command: bytes) -> list[str]:
    """The names a process goes by, of its NUL-separated command line."""
    names = [os.path.basename(os.fsdecode(part)) for part in command.split(b"\0")]
    return names[:2] if names[0].startswith("python") else names[:1]


if __name__ == "__main__":
    sys.exit(main())
