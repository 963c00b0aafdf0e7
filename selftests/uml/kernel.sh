#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Prints the folder of a User Mode Linux kernel with KUnit, which it builds once from Debian's sources and the file
# `config`: ./linux is the kernel, and modules can be built for the folder with ARCH=um.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${GRE2890_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/gre2890}
source=linux-source-6.12

die() {
	echo "kernel.sh: $*" >&2
	exit 1
}

# What a kernel does not know, or cannot have for want of something else, it leaves out without a word.
configure() {
	local missing
	make -s ARCH=um KCONFIG_ALLCONFIG="$here/config" allnoconfig
	missing=$(grep '^CONFIG' "$here/config" | grep -vxFf .config) || true
	[[ -z $missing ]] || die "the configuration has lost ${missing//$'\n'/ }"
}

# What building a module reads is a fiftieth of the tree.
strip() {
	local to=$1
	cp -a --parents -t "$to" Makefile Module.symvers .config linux scripts include arch/{um,x86}
	find "$to/arch" -name '*.[coS]' -delete
}

build() {
	tar -xJf "/usr/src/$source.tar.xz" --strip-components=1 || die "no sources; run selftests/vm/packages.sh"
	configure
	make -s -j "$(nproc)" ARCH=um linux modules
}

main() {
	local version folder work
	version=$(dpkg-query -W -f '${Version}' "$source" 2>/dev/null) ||
		die "$source is not installed; run selftests/vm/packages.sh"
	folder=$cache/uml-$version-$(sha256sum <"$here/config" | head -c 12)
	mkdir -p "$cache"
	exec 9>"$cache/.uml-lock"
	flock 9
	if [[ ! -d $folder ]]; then
		echo "kernel.sh: building User Mode Linux, which takes some minutes" >&2
		work=$(mktemp -d "$cache/uml-new.XXXXXX")
		# shellcheck disable=SC2064 # the value of now
		trap "rm -rf '$work'" EXIT
		mkdir "$work/source" "$work/kernel"
		cd "$work/source"
		build >&2 9>&-
		strip "$work/kernel"
		mv "$work/kernel" "$folder"
	fi
	echo "$folder"
}

main
