import type { PlannedCheck } from "../plan.ts";

/**
 * The container's first program: hands over to a Python, the environment's or any other, and where the image
 * has none runs the script that follows on standard input. $1 is what Python is to run.
 */
export const bootstrap = `
loader=$1; shift
for python in "$@" python3 python; do
  if command -v "$python" >/dev/null 2>&1 &&
    "$python" -I -c 'import sys; sys.exit(sys.version_info < (3, 8))' </dev/null >/dev/null 2>&1; then
    exec "$python" -I -c "$loader"
  fi
done
IFS= read -r plan
script=
while IFS= read -r line; do script="$script$line
"; done
eval "$script"
`;

// As the Python probe, with what every shell has. A command is bounded where there is a sleep, and takes what it
// started with it where there is a setsid; the container's own limit holds in any case.
const functions = `
tell() { printf '\\n%s %s\\n' "$nonce" "$1"; }
group=; command -v setsid >/dev/null 2>&1 && group=-
execute() {
  tell "{\\"check\\":$1,\\"seen\\":null}"
  fresh=true; created=
  if [ -n "$4" ] && [ -s "$4" ]; then fresh=null; fi
  if [ -n "$group" ]; then setsid sh -c "$5" </dev/null 2>&1 & else sh -c "$5" </dev/null 2>&1 & fi
  pid=$!
  ( sleep "$2" || exit 1; trap '' TERM; kill -9 $group$pid ) >/dev/null 2>&1 &
  watch=$!
  wait $pid; code=$?
  # Only a watch that came to its end, and cannot be stopped any more on the way, ends with 0.
  kill $watch 2>/dev/null
  if wait $watch; then seen='"alive":true'; else seen="\\"exit\\":$code"; fi
  kill -9 $group$pid 2>/dev/null
  if [ -n "$4" ]; then
    created=',"created":null'
    if [ -e "$4" ]; then
      size=0; [ -s "$4" ] && size=1
      created=",\\"created\\":{\\"size\\":$size,\\"fresh\\":$fresh}"
    fi
  fi
  tell "{\\"check\\":$1,\\"seen\\":{$seen$created}}"
}
file() {
  exists=false; [ -e "$2" ] && exists=true
  executable=false; [ -x "$2" ] && executable=true
  tell "{\\"check\\":$1,\\"seen\\":{\\"exists\\":$exists,\\"executable\\":$executable}}"
}
show() {
  tell "{\\"check\\":$1,\\"seen\\":null}"
  printf '%s' "$3"
  tell "{\\"check\\":$1,\\"seen\\":{\\"$2\\":true}}"
}
`;

export interface ShellPlan {
  readonly nonce: string;
  readonly limit: number;
  readonly timeout: number;
  readonly checks: readonly PlannedCheck[];
}

/** The script for an image without Python: what needs Python it says so of. */
export function shellProbe({ nonce, limit, timeout, checks }: ShellPlan): string {
  const lines = checks.map((check) => {
    switch (check.kind) {
      case "execute": {
        if (check.user !== "") return problem(check.id, "becoming another user needs Python");
        const seconds = check.alive || (check.tests ? timeout : limit);
        const run =
          check.directory === "" ? check.run : `cd ${word(check.directory)} && ${check.run}`;
        const words = [check.alive, check.creates, run].map((text) => word(String(text)));
        return `execute ${check.id} ${seconds} ${words.join(" ")}`;
      }
      case "file":
        return `file ${check.id} ${word(check.path)}`;
      case "variable":
        return `if [ -n "\${${check.variable}+set}" ]; then show ${check.id} printed "$${check.variable}"; else ${tell(check.id, { value: null })}; fi`;
      case "user":
        return `show ${check.id} identity "$(id -u) $(id -un 2>/dev/null)"`;
      default:
        return problem(check.id, "the image has no Python 3.8 or later to look with");
    }
  });
  const ended = tell(-1, { ended: true });
  return [`nonce=${word(nonce)}`, functions, "cd /", ...lines, ended, "exit 0", ""].join("\n");
}

function problem(id: number, text: string): string {
  return tell(id, { problem: text });
}

function tell(id: number, seen: unknown): string {
  return `tell ${word(JSON.stringify({ check: id, seen }))}`;
}

/** A text as one word of a shell. */
function word(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
