@looks_at("console-script")
def look_at_console_script(check):
    problem = inventory().get("problem")
    if problem:
        return tell(check["id"], problem=problem)
    for found in inventory()["distributions"]:
        for entry in found["entries"]:
            if entry[0] in SCRIPT_GROUPS and entry[1] == check["script"]:
                return entry_point(check["id"], found, entry)
    # A program that is not written in Python, such as uv, has no entry point: only its file can be looked at.
    path = launcher_path(check["script"])
    tell(check["id"], launcher=launcher_problem(path, read_launcher(path)), exit=0)


SCRIPT_GROUPS = ("console_scripts", "gui_scripts")
ENTRY = re.compile(r"^\s*([\w.]+)\s*(?::\s*([\w.]+)\s*)?(\[.*\])?\s*$")


def entry_point(check, found, entry, part=None):
    group, name, value = entry
    if part:
        tell(check, part)
    match = ENTRY.match(value)
    if match is None:
        return tell(check, part, problem="its entry %r is not module:attribute" % value)
    module, attribute = match.group(1), match.group(2) or ""
    if group not in SCRIPT_GROUPS:
        # A module alone, as plugins name one, does not have to be callable.
        return tell(check, part, **import_object(module, attribute, bool(attribute)))
    path = launcher_path(name)
    text = read_launcher(path)
    problem = launcher_problem(path, text) or target_problem(path, text, module, attribute)
    words = launcher_words(path, text)
    if problem or words is None:
        seen = import_object(module, attribute, True)
        return tell(check, part, launcher=problem, unknown=words is None, **seen)
    # With the image's own PATH, by which `env` finds an interpreter.
    words += import_words(module, attribute, True, found["name"], found["path"])
    tell(check, part, launcher="", **run(words, left(plan["limit"]), environment=os.environ))


def launcher_path(name):
    return os.path.join(inventory().get("scripts") or os.path.dirname(PYTHON), name)


def read_launcher(path):
    """The beginning of a command's file, of which only a launcher is text; empty if there is none."""
    try:
        with open(path, "rb") as file:
            return file.read(16384).decode("utf-8", "surrogateescape")
    except OSError:
        return ""


# A kernel reads no more of a file to find its interpreter.
LONGEST_FIRST_LINE = 255


def interpreter_words(text):
    """As the kernel takes a first line: the interpreter, and all the rest as one word."""
    first = text.partition("\n")[0]
    return re.split(r"[ \t]+", first[2:].strip(" \t"), maxsplit=1) if first.startswith("#!") else []


def launcher_problem(path, text):
    """What is wrong with a command's file; empty if nothing is."""
    if not os.path.exists(path):
        return "%s is missing" % path
    if not os.access(path, os.X_OK) or os.path.isdir(path):
        return "%s is not executable" % path
    if os.path.getsize(path) == 0:
        return "%s is empty" % path
    words = interpreter_words(text)
    if words and not os.path.exists(words[0]):
        return "%s is for %s, which is missing" % (path, json.dumps(words[0])[1:-1])
    if words and len(os.fsencode(text.partition("\n")[0])) > LONGEST_FIRST_LINE:
        return "%s has a first line that is too long, so no kernel finds its interpreter" % path
    return ""


# Installers hand a path that is long or has a space to a shell; to Python these lines are a text.
BY_SHELL = re.compile(r"#![^\n]*\n('''exec' [^\n]+) \"\$0\" \"\$@\"\n' '''\n")
# A name of Python's: by its path, or as a word of env.
BY_NAME = re.compile(r"#!(?:[^\n]*[/ \t])?(?:python|pypy|graalpy)[\w.]*(?:[ \t][^\n]*)?(?:\n|$)")


def launcher_words(path, text):
    """How a launcher starts its interpreter, up to that one's own words; None if it is not such a launcher."""
    by_shell = BY_SHELL.match(text)
    if by_shell:
        # The shell itself reads what stands there, such as the launcher's own folder.
        return interpreter_words(text)[:1] + ["-c", by_shell.group(1) + ' "$@"', path]
    return interpreter_words(text) if BY_NAME.match(text) else None


def target_problem(path, text, module, attribute):
    """A launcher that was left behind starts something else than the metadata says."""
    # What pip and uv write.
    called = re.search(r"^ *sys\.exit\((\w+)[\w.]*\(\)\)$", text, re.MULTILINE)
    named = called and re.search(r"^from ([\w.]+) import (%s)$" % called.group(1), text, re.MULTILINE)
    if not named or list(named.groups()) == [module, attribute.split(".")[0]]:
        return ""
    return "%s starts %s:%s, and its entry point is %s:%s" % (path, *named.groups(), module, attribute)
