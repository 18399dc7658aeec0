"""Registers this VM with the allocator, trying again while the allocator is away."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence

from lablink_client_service.allocator import (
    Allocator,
    AllocatorError,
    allocator_of,
    argument_parser,
)

MAX_DELAY = 30.0


def subscribe(
    allocator: Allocator,
    hostname: str,
    attempts: int,
    delay: float,
    sleep: Callable[[float], object] = time.sleep,
) -> None:
    """Registers, with at most `attempts` tries.

    Between tries it waits `delay` seconds, doubled each time up to MAX_DELAY: VM and
    allocator often start together, and a lab's worth of VMs must not hammer one that
    just comes up.

    Raises:
        AllocatorError: The last try failed, or an earlier one for good.
    """
    for left in range(attempts - 1, -1, -1):
        try:
            return allocator.register(hostname)
        except AllocatorError as error:
            if not error.temporary or not left:
                raise
            print(f"subscribe: {error}; {left} more to try", file=sys.stderr)
        sleep(delay)
        delay = min(2 * delay, MAX_DELAY)


def main(argv: Sequence[str] | None = None) -> int:
    """Registers this VM; returns the exit code."""
    parser = argument_parser("subscribe", __doc__)
    parser.add_argument(
        "--attempts", type=int, default=8, help="tries in all (default: %(default)s)"
    )
    parser.add_argument(
        "--delay",
        type=float,
        default=1.0,
        help="seconds before the second try, doubled after each (default: %(default)s)",
    )
    arguments = parser.parse_args(argv)
    if arguments.attempts < 1 or arguments.delay < 0:
        parser.error("--attempts must be 1 or more, --delay 0 or more")
    allocator = allocator_of(parser, arguments)
    hostname = arguments.hostname
    try:
        subscribe(allocator, hostname, arguments.attempts, arguments.delay)
    except AllocatorError as error:
        print(f"subscribe: {error}", file=sys.stderr)
        return 1
    print(f"{hostname} is registered with {arguments.allocator_url}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
