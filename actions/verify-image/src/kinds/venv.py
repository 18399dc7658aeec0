OWN_PREFIX = """
import os, sys
print(sys.version.split()[0])
sys.exit(os.path.realpath(sys.prefix) != os.path.realpath(sys.argv[1]))
"""


@looks_at("venv")
def look_at_venv(check):
    if not os.path.isdir(check["path"]):
        return tell(check["id"], problem="%s is missing" % check["path"])
    tell(check["id"], **run([PYTHON, "-c", OWN_PREFIX, check["path"]], left(plan["limit"])))
