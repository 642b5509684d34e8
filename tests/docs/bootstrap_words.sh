#!/usr/bin/env bash
# bootstrap on machines that cannot be had here: wrong words, no rights, no network, not Debian. The programs it asks
# are replaced by small ones that answer as such a machine would.
# usage: bootstrap_words.sh SOURCE_TREE
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/a house" "$work/bin"
cp "$1/bootstrap" "$work/a house/"

fake() { # fake PROGRAM BODY
    printf '#!/bin/sh\n%s\n' "$2" >"$work/bin/$1"
    chmod +x "$work/bin/$1"
}
bad=0
expect() { # expect EXIT_CODE WORDS ARGUMENT...
    local code=0 want=$1 words=$2
    shift 2
    PATH=${only_path:-$work/bin:$PATH} "$work/a house/bootstrap" "$@" >"$work/said" 2>&1 </dev/null || code=$?
    [ "$code" -eq "$want" ] && grep -qF -- "$words" "$work/said" && return
    printf 'bootstrap %s: exit code %s, should be %s with "%s"; it said:\n%s\n' "$*" "$code" "$want" "$words" "$(<"$work/said")"
    bad=1
}

expect 2 "usage: ./bootstrap demo"
expect 2 "usage: ./bootstrap demo" dmeo
expect 2 "usage: ./bootstrap demo" test --al
expect 0 "usage: ./bootstrap demo" --help

# An ordinary user without rights, on a machine where nothing is installed.
fake dpkg-query 'exit 1'
fake apt-get 'echo "apt-get was called" >&2; exit 100'
fake id 'echo 1000'
fake sudo 'exit 1'
expect 4 "apt-get update && apt-get install --no-install-recommends g++ cmake" demo
expect 4 "Ask an administrator" test

# Root, but no network.
fake id 'echo 0'
expect 4 "Check the network" demo

# An ordinary user with sudo.
fake id 'echo 1000'
fake sudo '[ "$1" = -n ] || { echo "as root: $*"; exit 100; }'
expect 4 "as root: env DEBIAN_FRONTEND=noninteractive apt-get -q update" demo

# Everything there except a new enough cmake.
fake dpkg-query 'printf installed'
for tool in g++ ctest ninja; do fake $tool 'echo 12'; done
fake cmake 'echo "cmake version 3.22.1"'
expect 4 "cmake 3.22.1 is too old" demo

# Not Debian: only these programs are there, and no compiler.
rm "$work/bin"/*
for tool in bash env cat dirname; do ln -s "$(command -v $tool)" "$work/bin/"; done
only_path=$work/bin
expect 4 "This is not Debian or Ubuntu" demo
expect 4 "g++ is missing" demo
exit $bad
