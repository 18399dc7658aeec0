# user ID
user() {
  show "$1" identity "$(id -u) $(id -un 2>/dev/null)"
}
