@looks_at("command")
def look_at_command(check):
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
            problem = "the image's user is not root, so nothing can run as %s" % check["user"]
            return tell(check["id"], problem=problem)
    words = [SHELL, "-c", check["run"]] if SHELL else shlex.split(check["run"])
    before = stamp(check["creates"]) if check["creates"] else None
    available = left(check["limit"])
    environment = dict(ENVIRONMENT)
    if become is not None:
        environment.update(HOME=become.pw_dir, USER=become.pw_name, LOGNAME=become.pw_name)
    environment.update(check["env"])
    seen = run(words, available, check["directory"], become, environment)
    if seen.get("alive") and available < check["limit"]:
        seen["hurried"] = True
    if check["creates"]:
        after = stamp(check["creates"])
        seen["created"] = {"size": after[2], "fresh": after != before} if after else None
    tell(check["id"], **seen)


def stamp(path):
    """What changes if a file is written; None if it is not there."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return [status.st_mtime_ns, status.st_ino, status.st_size]
