/**
 * The probe that runs in the image, on the standard library of Python 3.8 or later. It judges nothing: it
 * says what it saw, check by check, in lines that begin with a word only it and the action know; whatever
 * stands between two of them is what the check printed. So nothing a check prints can be taken for a verdict,
 * and a probe that is killed has told what it saw till then.
 *
 * In this module as text, because a bundle is one file.
 */
export const pythonProbe = String.raw`
import json, os, re, select, shlex, shutil, signal, subprocess, sys, tempfile, threading, time

NONCE = plan["nonce"]
DEADLINE = time.monotonic() + plan["timeout"]
PYTHON = plan["python"] or sys.executable
SHELL = shutil.which("sh")
OUT = 1

# A folder with nothing in it, so that nothing is imported from where the image happens to start.
try:
    NEUTRAL = tempfile.mkdtemp(prefix="verify-image-")
except OSError:
    NEUTRAL = "/"
ENVIRONMENT = dict(os.environ)
ENVIRONMENT["PATH"] = os.path.dirname(PYTHON) + os.pathsep + os.environ.get("PATH", os.defpath)


def tell(check, part=None, **seen):
    line = {"check": check, "seen": seen or None}
    if part:
        line["part"] = part
    data = ("\n%s %s\n" % (NONCE, json.dumps(line))).encode()
    while data:
        data = data[os.write(OUT, data):]


def left(limit):
    return max(0.1, min(limit, DEADLINE - time.monotonic()))


def kill(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except OSError:
        pass


def wait(process, limit):
    """As process.wait(limit), which looks only now and then, up to 50 ms late at each command."""
    try:
        ended = os.pidfd_open(process.pid)
    except (AttributeError, OSError):
        return process.wait(limit)
    try:
        poll = select.poll()
        poll.register(ended, select.POLLIN)
        if not poll.poll(limit * 1000):
            raise subprocess.TimeoutExpired(process.args, limit)
    finally:
        os.close(ended)
    return process.wait()


def run(words, limit, directory=NEUTRAL, become=None):
    """Runs a command with its output where the probe's own goes; never longer than the limit."""
    environment = dict(ENVIRONMENT)
    preexec = None
    if become is not None:
        environment.update(HOME=become.pw_dir, USER=become.pw_name, LOGNAME=become.pw_name)

        def preexec():
            os.initgroups(become.pw_name, become.pw_gid)
            os.setgid(become.pw_gid)
            os.setuid(become.pw_uid)

    try:
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=OUT, stderr=OUT, cwd=directory or NEUTRAL,
            env=environment, start_new_session=True, preexec_fn=preexec,
        )
    except (OSError, subprocess.SubprocessError) as error:
        missing = isinstance(error, FileNotFoundError) and error.filename != directory
        return {"missing": True} if missing else {"problem": "%s: %s" % (type(error).__name__, error)}
    try:
        code = wait(process, limit)
        seen = {"exit": code} if code >= 0 else {"signal": -code}
    except subprocess.TimeoutExpired:
        seen = {"alive": True}
    kill(process)
    process.wait()
    return seen


IMPORT = '''
import functools, importlib, os, sys, traceback
module, attribute, wanted = sys.argv[1:]
sys.argv[1:] = []
code = 1
try:
    found = importlib.import_module(module)
    found = functools.reduce(getattr, attribute.split(".") if attribute else [], found)
    if wanted == "callable" and not callable(found):
        print("%s:%s is not callable" % (module, attribute), file=sys.stderr)
    else:
        code = 0
except BaseException:
    lines = traceback.format_exc().splitlines()
    # The importer's own frames say nothing of the image.
    print("\\n".join(line for line in lines if "<frozen importlib" not in line), file=sys.stderr)
# A module that ends the process, or leaves a thread behind, shall not decide how this ends.
sys.stdout.flush(); sys.stderr.flush()
os._exit(code)
'''

INVENTORY = '''
import importlib.util, json, os, platform, sys, sysconfig
from importlib import metadata
def entries(distribution):
    return [[entry.group, entry.name, entry.value] for entry in distribution.entry_points]
found = {}
for distribution in metadata.distributions():
    name = distribution.metadata["Name"]
    if name:
        # The first on the path is the one that is imported.
        found.setdefault(name, {
            "name": name, "version": distribution.version, "entries": entries(distribution),
            "requires": list(distribution.requires or []),
        })
json.dump({
    "distributions": list(found.values()),
    "pip": importlib.util.find_spec("pip") is not None,
    "scripts": sysconfig.get_path("scripts"),
    "markers": {
        "os_name": os.name, "sys_platform": sys.platform, "platform_machine": platform.machine(),
        "platform_python_implementation": platform.python_implementation(),
        "implementation_name": sys.implementation.name, "platform_system": platform.system(),
        "platform_release": platform.release(), "platform_version": platform.version(),
        "python_version": ".".join(platform.python_version_tuple()[:2]),
        "python_full_version": platform.python_version(),
        "implementation_version": platform.python_version(),
    },
}, os.fdopen(int(sys.argv[1]), "w"))
'''

_inventory = None


def inventory():
    """What the environment's metadata says, asked from it once."""
    global _inventory
    if _inventory is None:
        _inventory = take_inventory()
    return _inventory


def take_inventory():
    try:
        with tempfile.TemporaryFile() as answer:
            process = subprocess.Popen(
                [PYTHON, "-c", INVENTORY, str(answer.fileno())], stdin=subprocess.DEVNULL,
                stdout=OUT, stderr=OUT, cwd=NEUTRAL, env=ENVIRONMENT, pass_fds=[answer.fileno()],
            )
            try:
                code = wait(process, left(plan["limit"]))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                return {"problem": "%s did not list what is installed in time" % PYTHON}
            answer.seek(0)
            text = answer.read()
            if code != 0 or not text:
                return {"problem": "%s could not list what is installed (exit %s)" % (PYTHON, code)}
            return json.loads(text.decode())
    except (OSError, ValueError) as error:
        return {"problem": "%s does not run: %s" % (PYTHON, error)}


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def distribution(name):
    for found in inventory().get("distributions", []):
        if normal(found["name"]) == normal(name):
            return found
    return None


def import_object(module, attribute, wanted):
    return run(
        [PYTHON, "-c", IMPORT, module, attribute, "callable" if wanted else ""], left(plan["limit"])
    )


def launcher(name):
    """What is wrong with a command's file; empty where nothing is."""
    path = os.path.join(inventory().get("scripts") or os.path.dirname(PYTHON), name)
    if not os.path.exists(path):
        return "%s is missing" % path
    if not os.access(path, os.X_OK) or os.path.isdir(path):
        return "%s is not executable" % path
    if os.path.getsize(path) == 0:
        return "%s is empty" % path
    with open(path, "rb") as file:
        first = file.readline(4096).decode(errors="replace")
    interpreter = first[2:].split() if first.startswith("#!") else []
    if interpreter and not os.path.exists(interpreter[0]):
        return "%s is for %s, which is missing" % (path, interpreter[0])
    return ""


ENTRY = re.compile(r"^\s*([\w.]+)\s*(?::\s*([\w.]+)\s*)?(\[.*\])?\s*$")


def entry_point(check, entry, part=None):
    group, name, value = entry
    match = ENTRY.match(value)
    command = group in ("console_scripts", "gui_scripts")
    if part:
        tell(check, part)
    problem = launcher(name) if command else ""
    if match is None:
        seen = {"problem": "its entry %r is not module:attribute" % value}
    else:
        # A module alone, as plugins name one, is not to be called.
        seen = import_object(match.group(1), match.group(2) or "", bool(match.group(2)))
    tell(check, part, launcher=problem, **seen)


def check_distribution(check):
    found = distribution(check["distribution"])
    problem = inventory().get("problem")
    tell(check["id"], version=found and found["version"], **({"problem": problem} if problem else {}))
    if found is None:
        return
    for entry in found["entries"]:
        group, name, value = entry
        # One that belongs to an extra may be installed without it.
        if not value.rstrip().endswith("]"):
            label = {"console_scripts": "console script", "gui_scripts": "gui script"}.get(group, group)
            entry_point(check["id"], entry, {"kind": "entry-point", "name": "%s %s" % (label, name)})
    part = {"kind": "requirements", "name": "requirements"}
    tell(check["id"], part)
    if inventory()["pip"]:
        words = [PYTHON, "-m", "pip", "--disable-pip-version-check", "check"]
        tell(check["id"], part, by="pip check", **run(words, left(plan["limit"])))
    else:
        listed = [{k: d[k] for k in ("name", "version", "requires")} for d in inventory()["distributions"]]
        tell(check["id"], part, by="metadata", distributions=listed, markers=inventory()["markers"])


def check_console_script(check):
    problem = inventory().get("problem")
    if problem:
        return tell(check["id"], problem=problem)
    for found in inventory()["distributions"]:
        for entry in found["entries"]:
            if entry[0] in ("console_scripts", "gui_scripts") and entry[1] == check["script"]:
                return entry_point(check["id"], entry)
    # A program that is none of Python's, such as uv, has no entry point: only its launcher can be looked at.
    tell(check["id"], launcher=launcher(check["script"]), exit=0)


def stamp(path):
    try:
        status = os.stat(path)
    except OSError:
        return None
    return [status.st_mtime_ns, status.st_ino, status.st_size]


def check_execute(check):
    become = None
    if check["user"]:
        import pwd
        try:
            become = pwd.getpwnam(check["user"])
        except KeyError:
            return tell(check["id"], problem="the image has no user %s" % check["user"])
        if become.pw_uid == os.getuid():
            become = None
        elif os.getuid() != 0:
            return tell(check["id"], problem="the image's user is not root, so nothing runs as %s" % check["user"])
    limit = check["alive"] or (plan["timeout"] if check["tests"] else plan["limit"])
    words = [SHELL, "-c", check["run"]] if SHELL else shlex.split(check["run"])
    before = stamp(check["creates"]) if check["creates"] else None
    available = left(limit)
    seen = run(words, available, check["directory"], become)
    if seen.get("alive") and available < limit:
        seen["hurried"] = True
    if check["creates"]:
        after = stamp(check["creates"])
        seen["created"] = {"size": after[2], "fresh": after != before} if after else None
    tell(check["id"], **seen)


def check_venv(check):
    code = "import os, sys; print(sys.version.split()[0]); sys.exit(os.path.realpath(sys.prefix) != os.path.realpath(sys.argv[1]))"
    if not os.path.isdir(check["path"]):
        return tell(check["id"], problem="%s is missing" % check["path"])
    tell(check["id"], **run([PYTHON, "-c", code, check["path"]], left(plan["limit"])))


def check_user(check):
    import pwd
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        name = ""
    tell(check["id"], user=name, uid=str(os.getuid()))


def check_file(check):
    path = check["path"]
    tell(check["id"], exists=os.path.exists(path), executable=os.access(path, os.X_OK))


CHECKS = {
    "venv": check_venv,
    "distribution": check_distribution,
    "console-script": check_console_script,
    "import": lambda check: tell(
        check["id"], **import_object(check["module"], check["attribute"], check["callable"])
    ),
    "execute": check_execute,
    "file": check_file,
    "variable": lambda check: tell(check["id"], value=os.environ.get(check["variable"])),
    "user": check_user,
    "tool": lambda check: tell(
        check["id"],
        version=(distribution(check["distribution"]) or {}).get("version"),
        **({"problem": inventory()["problem"]} if "problem" in inventory() else {}),
    ),
}

# Where nobody is left who would remove the container, it ends by itself.
watchdog = threading.Timer(plan["timeout"] + 30, lambda: os._exit(70))
watchdog.daemon = True
watchdog.start()

for check in plan["checks"]:
    if time.monotonic() >= DEADLINE:
        break
    tell(check["id"])
    try:
        CHECKS[check["kind"]](check)
    except Exception as error:
        tell(check["id"], problem="the probe failed: %s: %s" % (type(error).__name__, error))
tell(-1, ended=True)
sys.stdout.flush()
os._exit(0)
`;

/** Reads the program and its plan, as one line of JSON, and runs the one with the other. */
export const pythonLoader = [
  "import json, sys",
  "sent = json.loads(sys.stdin.buffer.readline())",
  'exec(compile(sent["program"], "<verify-image>", "exec"), {"__name__": "probe", "plan": sent["plan"]})',
].join("\n");
