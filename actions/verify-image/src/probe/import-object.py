"""Runs by itself, in the environment's Python: imports a module, or takes a name from it."""
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
    print("\n".join(line for line in lines if "<frozen importlib" not in line), file=sys.stderr)
# A module that ends the process, or leaves a thread behind, must not decide how this ends.
sys.stdout.flush()
sys.stderr.flush()
os._exit(code)
