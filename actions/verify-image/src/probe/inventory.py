"""
Runs by itself, in the environment's Python: writes as JSON what the environment's metadata says, and of the
distributions that are named where each of their modules would be imported from.
"""
import importlib.util, json, os, platform, re, sys, sysconfig
from importlib import metadata


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def place_of(distribution, everything):
    """Where a distribution is, and which others have files beside its own."""
    path = real(distribution)
    files = module_files(distribution)
    tops = {file.split("/")[0] for file in files}
    name = normal(distribution.metadata["Name"])
    others = [one for one in everything if real(one) != path]
    return {
        "path": path,
        "twins": [
            real(one) for one in others
            if normal(one.metadata["Name"] or "") == name and os.path.dirname(real(one)) == os.path.dirname(path)
        ],
        "sharing": [
            real(one) for one in others
            if os.path.dirname(real(one)) == os.path.dirname(path)
            and any(file.split("/")[0] in tops for file in module_files(one))
        ],
        "elsewhere": {
            one.metadata["Name"] or "": source(one) for one in others if source(one) is not None
        },
        "modules": {module: origin(module) for module in sorted({module_of(file, files) for file in files})[:1000]},
        **folders(os.path.dirname(path)),
    }


def real(distribution):
    # importlib has no public name for it.
    return os.path.realpath(str(getattr(distribution, "_path", "")))


def source(distribution):
    """The address that a distribution was installed from, if that was not an index (PEP 610)."""
    content = distribution.read_text("direct_url.json")
    if content is None:
        return None
    try:
        return str(json.loads(content)["url"])
    except (ValueError, KeyError, TypeError):
        return ""


def module_files(distribution):
    names = [str(file) for file in distribution.files or []]
    return {name for name in names if name.endswith((".py", ".so")) and not name.startswith(("..", "/"))}


def module_of(file, files):
    """The first package that a file is in, or else the module that it is."""
    parts = file.split("/")
    for length in range(1, len(parts)):
        if "/".join(parts[:length] + ["__init__.py"]) in files:
            return ".".join(parts[:length])
    return ".".join(parts[:-1] + [parts[-1].split(".")[0]])


def origin(module):
    """Which file would be imported; empty if none would. A module is not run; a package around it may be."""
    try:
        return os.path.realpath(importlib.util.find_spec(module).origin)
    except BaseException:
        return ""


def folders(site):
    """Where an installer put what is not a module, by the scheme that has this folder."""
    schemes = [sysconfig.get_paths(scheme) for scheme in sysconfig.get_scheme_names()]
    for paths in [sysconfig.get_paths()] + schemes:
        if site in (os.path.realpath(paths["purelib"]), os.path.realpath(paths["platlib"])):
            return {"scripts": os.path.realpath(paths["scripts"]), "data": os.path.realpath(paths["data"])}
    # Debian's pip has folders that its older Pythons do not know of; else it is as `pip install --target` leaves it.
    usual = re.match(r"(.*)/lib/python[^/]*/(?:site|dist)-packages$", site)
    prefix = usual.group(1) if usual else site
    return {"scripts": os.path.join(prefix, "bin"), "data": prefix}


everything = list(metadata.distributions())
named = {normal(name) for name in sys.argv[2:]}
found = {}
for distribution in everything:
    name = distribution.metadata["Name"]
    if name:
        # The first on the path is the one that is imported.
        found.setdefault(name, {
            "name": name,
            "version": distribution.version or "",
            "path": real(distribution),
            "place": place_of(distribution, everything) if normal(name) in named and name not in found else None,
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
