# The container's first program. It hands over to a Python, the environment's or any other; if the image has none, it
# runs the script that follows on standard input. $1 is what Python runs, and the others are where it may be.
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
