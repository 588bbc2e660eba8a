#!/bin/sh
# Installs Debian packages that are missing; says what to do where that is not allowed.
set -eu
if [ "$(id -u)" = 0 ]; then run=""; elif command -v sudo >/dev/null; then run="sudo"; else
  echo "Please install as root: apt-get install $*" >&2
  exit 1
fi
command -v apt-get >/dev/null || { echo "Please install: $*" >&2; exit 1; }
$run apt-get update -qq
DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq --no-install-recommends "$@" >/dev/null
