import json, sys

sent = json.loads(sys.stdin.buffer.readline())
exec(compile(sent["program"], "<verify-image>", "exec"), {"__name__": "probe", "plan": sent["plan"]})
