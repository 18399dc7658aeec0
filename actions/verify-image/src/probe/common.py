"""
The probe in the image, on the standard library of Python 3.8 or later: this file, then the functions of all kinds of
checks, then main.py. It judges nothing. It says what it saw, check by check, in lines that begin with a word that only
it and the action know. What stands between two such lines is what the check printed, so nothing that a check prints can
be taken for a verdict, and a probe that is killed has said what it saw until then.
"""
import json, os, re, select, shlex, shutil, signal, subprocess, sys, tempfile, threading, time

NONCE = plan["nonce"]
DEADLINE = time.monotonic() + plan["timeout"]
PYTHON = plan["python"] or sys.executable
SHELL = shutil.which("sh")
OUT = 1

# An empty folder, so that nothing is imported from where the image happens to start.
try:
    NEUTRAL = tempfile.mkdtemp(prefix="verify-image-")
except OSError:
    NEUTRAL = "/"
ENVIRONMENT = dict(os.environ)
ENVIRONMENT["PATH"] = os.path.dirname(PYTHON) + os.pathsep + os.environ.get("PATH", os.defpath)

LOOKS = {}


def looks_at(kind):
    """Registers the function that looks, for the checks of a kind."""

    def register(function):
        LOOKS[kind] = function
        return function

    return register


def tell(check, part=None, **seen):
    line = {"check": check, "seen": seen or None}
    if part:
        line["part"] = part
    data = ("\n%s %s\n" % (NONCE, json.dumps(line))).encode()
    while data:
        data = data[os.write(OUT, data) :]


def left(limit):
    return max(0.1, min(limit, DEADLINE - time.monotonic()))


def kill(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except OSError:
        pass


def wait(process, limit):
    """As process.wait(limit), which looks only now and then: up to 50 ms late at each command."""
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


def run(words, limit, directory=NEUTRAL, become=None, environment=ENVIRONMENT):
    """Runs a command, never longer than the limit; its output goes where the probe's own goes."""
    preexec = None
    if become is not None:

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


_inventory = None


def inventory():
    """What the environment's metadata says; it is asked only once."""
    global _inventory
    if _inventory is None:
        _inventory = take_inventory()
    return _inventory


def take_inventory():
    located = [check["distribution"] for check in plan["checks"] if check.get("locates")]
    # Through a pipe: an image may have no folder that its user can write to.
    answer = []

    def read(descriptor):
        with os.fdopen(descriptor, "rb") as file:
            answer.append(file.read())

    try:
        reading, writing = os.pipe()
        reader = threading.Thread(target=read, args=[reading], daemon=True)
        reader.start()
        try:
            process = subprocess.Popen(
                [PYTHON, "-c", plan["inventory"], str(writing)] + located, stdin=subprocess.DEVNULL,
                stdout=OUT, stderr=OUT, cwd=NEUTRAL, env=ENVIRONMENT, pass_fds=[writing],
            )
        finally:
            os.close(writing)
        try:
            code = wait(process, left(plan["limit"]))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return {"problem": "%s did not list what is installed in time" % PYTHON}
        # A process that was left behind may still hold the other end.
        reader.join(left(plan["limit"]))
        text = b"".join(answer)
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


def import_object(module, attribute, must_be_callable):
    return run([PYTHON] + import_words(module, attribute, must_be_callable), left(plan["limit"]))


def import_words(module, attribute, must_be_callable, name="", place=""):
    """For a Python's command line: imports, and requires that this Python has the distribution at that place."""
    wanted = "callable" if must_be_callable else ""
    return ["-c", plan["import_object"], module, attribute, wanted, name, place]
