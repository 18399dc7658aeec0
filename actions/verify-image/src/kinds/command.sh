# command_line ID SECONDS CREATES RUN
# The time is bounded if there is a sleep, and what the command started ends with it if there is a setsid. The
# container's own limit holds in any case.
group=
command -v setsid >/dev/null 2>&1 && group=-
command_line() {
  tell "{\"check\":$1,\"seen\":null}"
  fresh=true
  created=
  if [ -n "$3" ] && [ -s "$3" ]; then fresh=null; fi
  if [ -n "$group" ]; then setsid sh -c "$4" </dev/null 2>&1 & else sh -c "$4" </dev/null 2>&1 & fi
  pid=$!
  ( sleep "$2" || exit 1; trap '' TERM; kill -9 $group$pid ) >/dev/null 2>&1 &
  watch=$!
  wait $pid
  code=$?
  # Only a watch that came to its end ends with 0; at its last step nothing can stop it.
  kill $watch 2>/dev/null
  if wait $watch; then seen='"alive":true'; else seen="\"exit\":$code"; fi
  kill -9 $group$pid 2>/dev/null
  if [ -n "$3" ]; then
    created=',"created":null'
    if [ -e "$3" ]; then
      size=0
      [ -s "$3" ] && size=1
      created=",\"created\":{\"size\":$size,\"fresh\":$fresh}"
    fi
  fi
  tell "{\"check\":$1,\"seen\":{$seen$created}}"
}
