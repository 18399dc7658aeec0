"""
Runs by itself, in the environment's Python or in the one that a launcher starts: imports a module, or takes a name from
it. With a distribution and the place of its metadata, this Python must find it there.
"""
import functools, importlib, os, sys, traceback

module, attribute, wanted, name, place = sys.argv[1:]
sys.argv[1:] = []
# Not from the folder this starts in: without a folder of its own the probe is in /, where any folder is a package.
if sys.path[:1] == [""]:
    del sys.path[0]
code = 1


def require_distribution():
    from importlib import metadata

    try:
        found = os.path.realpath(str(getattr(metadata.distribution(name), "_path", "")))
    except metadata.PackageNotFoundError:
        return "%s does not have %s, which is in %s" % (sys.executable, name, os.path.dirname(place))
    if found != place:
        folders = (sys.executable, name, os.path.dirname(found), os.path.dirname(place))
        return "%s has another %s, in %s and not in %s" % folders
    return ""


try:
    problem = name and require_distribution()
    if problem:
        print(problem, file=sys.stderr)
        sys.stderr.flush()
        os._exit(1)
    found = importlib.import_module(module)
    found = functools.reduce(getattr, attribute.split(".") if attribute else [], found)
    if wanted == "callable" and not callable(found):
        print("%s:%s is not callable" % (module, attribute), file=sys.stderr)
    else:
        code = 0
except BaseException:
    lines = traceback.format_exc().splitlines()
    # The importer's own frames say nothing of the image.
    print("\n".join(line for line in lines if "<frozen importlib" not in line), file=sys.stderr)
# A module that ends the process, or leaves a thread behind, must not decide how this ends.
sys.stdout.flush()
sys.stderr.flush()
os._exit(code)
