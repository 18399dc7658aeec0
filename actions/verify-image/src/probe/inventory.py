"""Runs by itself, in the environment's Python: writes as JSON what the environment's metadata says."""
import importlib.util, json, os, platform, sys, sysconfig
from importlib import metadata

found = {}
for distribution in metadata.distributions():
    name = distribution.metadata["Name"]
    if name:
        # The first on the path is the one that is imported.
        found.setdefault(name, {
            "name": name,
            "version": distribution.version or "",
            # Where its metadata is; importlib has no public name for it.
            "path": os.path.realpath(str(getattr(distribution, "_path", ""))),
            "entries": [[entry.group, entry.name, entry.value] for entry in distribution.entry_points],
            "requires": list(distribution.requires or []),
        })
json.dump({
    "distributions": list(found.values()),
    "pip": importlib.util.find_spec("pip") is not None,
    "scripts": sysconfig.get_path("scripts"),
    "markers": {
        "os_name": os.name,
        "sys_platform": sys.platform,
        "platform_machine": platform.machine(),
        "platform_python_implementation": platform.python_implementation(),
        "implementation_name": sys.implementation.name,
        "platform_system": platform.system(),
        "platform_release": platform.release(),
        "platform_version": platform.version(),
        "python_version": ".".join(platform.python_version_tuple()[:2]),
        "python_full_version": platform.python_version(),
        "implementation_version": platform.python_version(),
    },
}, os.fdopen(int(sys.argv[1]), "w"))
