# file ID PATH
file() {
  exists=false
  [ -e "$2" ] && exists=true
  executable=false
  [ -x "$2" ] && executable=true
  tell "{\"check\":$1,\"seen\":{\"exists\":$exists,\"executable\":$executable}}"
}
