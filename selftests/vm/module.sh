#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Builds gre2890.ko for a kernel apart from the source tree, so that the objects of two kernels never meet,
# and lays it among that kernel's modules where modprobe finds it.
#
#   module.sh KERNEL [MAKE-ARGUMENT...]     prints the folder that holds lib/modules/RELEASE
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd "$here/../.." && pwd)

# A tree of links to the sources, without what a build in place may have left between them.
link_sources() {
	local to=$1
	mkdir -p "$to"
	find "$to" -type l -delete
	(cd "$repo" && find Kbuild src include -type d -exec mkdir -p "$to/{}" \; -o -type f \
		! -name '*.o' ! -name '*.ko' ! -name '*.mod' ! -name '*.mod.c' ! -name '.*' \
		-exec ln -s "$repo/{}" "$to/{}" \;)
}

# Hard links where the file system allows, as the kernel's modules are many and never written to.
lay_modules() {
	local kernel=$1 to=$2 release=$3
	if [[ ! -e $to/.complete || $kernel/vmlinux -nt $to/.complete ]]; then
		rm -rf "$to"
		mkdir -p "$to/lib/modules"
		cp -al "$kernel/lib/modules/$release" "$to/lib/modules/" 2>/dev/null ||
			cp -a "$kernel/lib/modules/$release" "$to/lib/modules/"
		# depmod replaces these by renaming, but nobody promises that.
		cp -a --remove-destination "$kernel/lib/modules/$release"/modules.* "$to/lib/modules/$release/"
		touch "$to/.complete"
	fi
	if ! cmp -s "$to/../src/gre2890.ko" "$to/lib/modules/$release/updates/gre2890.ko"; then
		install -D -m 644 "$to/../src/gre2890.ko" "$to/lib/modules/$release/updates/gre2890.ko"
		depmod -b "$to" "$release"
	fi
}

release=$("$here/kernels.sh" name "${1:?which kernel?}")
kernel=$("$here/kernels.sh" fetch "$release")
shift
if [[ ! -e $repo/Kbuild ]]; then
	echo "module.sh: no Kbuild yet: the kernel's own modules only" >&2
	echo "$kernel"
	exit
fi

build=$repo/build/$release
mkdir -p "$build"
exec 8>"$build/.lock"
flock 8
link_sources "$build/src"
make -s -j "$(nproc)" -C "/usr/src/linux-headers-$release" M="$build/src" "$@" modules >&2 8>&-
lay_modules "$kernel" "$build/root" "$release"
echo "$build/root"
