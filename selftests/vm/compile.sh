#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Builds kernels from Debian's sources with the small configurations config/CONFIG.config and their common parts.
#
#   compile.sh name CONFIG              prints the release, which changes with the configuration
#   compile.sh build CONFIG FOLDER      makes vmlinux, lib/modules/RELEASE/, and tree/ to build modules for it
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source=linux-source-6.12

die() {
	echo "compile.sh: $*" >&2
	exit 1
}

# All tests need "common". Some need parts of "stack": other protocols, queues, IPsec, netfilter. User Mode Linux is the
# debug kernel without "machine".
options_of() {
	local parts=(machine common stack "$1.config")
	case $1 in
	uml) parts=(common debug.config uml.config) ;;
	uml-*) parts=(common stack debug.config uml.config "$1.config") ;;
	esac
	(cd "$here/config" && cat "${parts[@]}")
}

suffix_of() {
	echo "-$1-$(options_of "$1" | sha256sum | head -c 12)"
}

name() {
	local version
	version=$(dpkg-query -W -f '${Version}' "$source" 2>/dev/null) ||
		die "$source is not installed; run selftests/vm/packages.sh"
	echo "${version%%-*}$(suffix_of "$1")"
}

# The build silently drops options that are unknown or lack a dependency. An option that a later file unsets is not
# missing.
configure() {
	local missing
	options_of "$1" >wanted.config
	sed -n 's/^# \(CONFIG_.*\) is not set$/^\1=/p' wanted.config >unwanted
	make -s KCONFIG_ALLCONFIG=wanted.config allnoconfig
	missing=$(grep '^CONFIG' wanted.config | grep -vxFf .config | grep -vf unwanted) || true
	[[ -z $missing ]] || die "the configuration has lost ${missing//$'\n'/ }"
}

# Building a module reads only a fiftieth of the tree.
strip() {
	local to=$1
	mkdir -p "$to"
	cp -a --parents -t "$to" Makefile Module.symvers .config scripts include arch/{um,x86}
	[[ ! -e tools/objtool/objtool ]] || cp -a --parents -t "$to" tools/objtool/objtool
	find "$to/arch" -name '*.[coS]' -delete
}

# User Mode Linux takes every argument that begins with "con" except "console=" as its own, also console_msg_format=. And
# with one processor spin lock debugging reports a failed trylock as a bug, but ICMP expects it: an error about an error
# finds the lock of its socket held.
mend_sources() {
	local console=arch/um/drivers/stdio_console.c locks=kernel/locking/spinlock_debug.c
	sed -i 's/strncmp(str, "sole=", 5)/strncmp(str, "sole", 4)/' "$console"
	sed -i '/trylock failure on UP/d' "$locks"
	if ! grep -q 'strncmp(str, "sole", 4)' "$console" || grep -q 'failure on UP' "$locks"; then
		die "the sources are not as expected"
	fi
}

# Run in the folder of the sources, which may have been built before.
compile() {
	local config=$1 to=$2
	local args=(-s -j "$(nproc)" "LOCALVERSION=$(suffix_of "$config")")
	[[ ${ARCH:-} != um ]] || mend_sources
	configure "$config"
	[[ $(make "${args[@]}" kernelrelease) == "$(name "$config")" ]] || die "the sources are of another version"
	make "${args[@]}" vmlinux modules
	make "${args[@]}" INSTALL_MOD_PATH="$to" modules_install
	rm -f "$to"/lib/modules/*/build
	cp vmlinux "$to"
	strip "$to/tree"
}

build() {
	local work
	work=$(mktemp -d "$2/source.XXXXXX")
	cd "$work"
	tar -xJf "/usr/src/$source.tar.xz" --strip-components=1 || die "no sources; run selftests/vm/packages.sh"
	compile "$1" "$2"
	rm -rf "$work"
}

[[ ${2:-} != uml* ]] || export ARCH=um
case ${1:-} in
name) name "${2:?which configuration?}" ;;
build) build "${2:?which configuration?}" "${3:?which folder?}" ;;
*)
	echo "usage: compile.sh name|build CONFIG [FOLDER]" >&2
	exit 2
	;;
esac
