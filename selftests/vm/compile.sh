#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Builds kernels from Debian's sources with the small configurations config/CONFIG.config, each with config/common.
#
#   compile.sh name CONFIG              prints the release, in which a changed configuration is another one
#   compile.sh build CONFIG FOLDER      makes vmlinux, lib/modules/RELEASE/, and tree/ to build modules for it
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source=linux-source-6.12

die() {
	echo "compile.sh: $*" >&2
	exit 1
}

options_of() {
	cat "$here/config/common" "$here/config/$1.config"
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

# What a kernel does not know, or cannot have for want of something else, it leaves out without a word.
configure() {
	local missing
	options_of "$1" >wanted.config
	make -s KCONFIG_ALLCONFIG=wanted.config allnoconfig
	missing=$(grep '^CONFIG' wanted.config | grep -vxFf .config) || true
	[[ -z $missing ]] || die "the configuration has lost ${missing//$'\n'/ }"
}

# What building a module reads is a fiftieth of the tree.
strip() {
	local to=$1
	mkdir -p "$to"
	cp -a --parents -t "$to" Makefile Module.symvers .config scripts include arch/x86 tools/objtool/objtool
	find "$to/arch" -name '*.[coS]' -delete
}

# In the folder of the sources, which may have been built before
compile() {
	local config=$1 to=$2
	local args=(-s -j "$(nproc)" "LOCALVERSION=$(suffix_of "$config")")
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

case ${1:-} in
name) name "${2:?which configuration?}" ;;
build) build "${2:?which configuration?}" "${3:?which folder?}" ;;
*)
	echo "usage: compile.sh name|build CONFIG [FOLDER]" >&2
	exit 2
	;;
esac
