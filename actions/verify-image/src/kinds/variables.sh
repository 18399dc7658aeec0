# variable ID NAME: the checks allow only a name, so that eval runs nothing else.
variable() {
  eval "is_set=\${$2+yes} value=\${$2-}"
  if [ "$is_set" = yes ]; then
    show "$1" printed "$value"
  else
    tell "{\"check\":$1,\"seen\":{\"value\":null}}"
  fi
}
