# What a lab could have its client VMs do at their start. The image's checks mount and run it.
set -eu
echo CUSTOM_STARTUP_SCRIPT_EXECUTED_SUCCESSFULLY
echo "UV_VERSION: $(uv --version)"
