"""The allocator's HTTP server."""

from __future__ import annotations

import signal
import sys
import threading

from lablink_allocator_service.db.vms import VmDatabase
from lablink_allocator_service.get_config import (
    ConfigError,
    get_config,
    require_secrets,
)
from lablink_allocator_service.routes import AllocatorServer


def main() -> int:
    """Serves until SIGTERM or SIGINT; returns the exit code."""
    try:
        config = require_secrets(get_config())
        database = VmDatabase.connect(config.db_driver, config.db_dsn)
        database.create_table()
        server = AllocatorServer((config.host, config.port), database, config)
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


if __name__ == "__main__":
    sys.exit(main())
