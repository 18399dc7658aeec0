"""Asks nvidia-smi for the health of this VM's GPU and reports it to the allocator."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from lablink_client_service.allocator import (
    AllocatorError,
    add_no_report,
    allocator_of,
    argument_parser,
)

# A GPU that fell off the bus can make nvidia-smi wait forever.
TIMEOUT = 30.0


def check_gpu(timeout: float = TIMEOUT) -> tuple[str, str]:
    """The GPU's status (Healthy, Unhealthy or N/A), and the reason."""
    command = ["nvidia-smi", "--list-gpus"]
    try:
        result = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=timeout,
            check=False,
        )
    except FileNotFoundError:
        return "N/A", "there is no nvidia-smi"
    except subprocess.TimeoutExpired:
        return "Unhealthy", f"nvidia-smi did not answer within {timeout:g} s"
    except OSError as error:
        return "Unhealthy", f"nvidia-smi does not start: {error}"
    output = result.stdout.strip()
    if result.returncode != 0:
        return "Unhealthy", f"nvidia-smi ended with {result.returncode}: {output}"
    if not output:
        return "N/A", "nvidia-smi lists no GPU"
    return "Healthy", output


def main(argv: Sequence[str] | None = None) -> int:
    """Checks and reports once; returns the exit code."""
    parser = argument_parser("check_gpu", __doc__)
    add_no_report(parser)
    arguments = parser.parse_args(argv)
    allocator = None if arguments.no_report else allocator_of(parser, arguments)

    status, detail = check_gpu()
    print(f"GPU {status}: {detail}", flush=True)
    if allocator:
        try:
            report = {"hostname": arguments.hostname, "gpu_status": status}
            allocator.report("/api/gpu_health", report)
        except AllocatorError as error:
            print(f"check_gpu: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
