#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Builds gre2890.ko for a kernel, and its KUnit suites if the kernel has KUnit, and puts them where modprobe finds them.
#
#   module.sh KERNEL [MAKE-ARGUMENT...]     prints the folder that holds lib/modules/RELEASE
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd "$here/../.." && pwd)
# shellcheck source=selftests/vm/build.sh
. "$here/build.sh"

# Use hard links if the file system allows them: the kernel has many modules, and nothing writes to them.
lay_modules() {
	local kernel=$1 to=$2 release=$3 module laid changed=''
	if [[ ! -e $to/.complete || $kernel/vmlinux -nt $to/.complete ]]; then
		rm -rf "$to"
		mkdir -p "$to/lib/modules"
		cp -al "$kernel/lib/modules/$release" "$to/lib/modules/" 2>/dev/null ||
			cp -a "$kernel/lib/modules/$release" "$to/lib/modules/"
		# Copy the files that depmod writes. It replaces them by renaming, but this is not guaranteed.
		cp -a --remove-destination "$kernel/lib/modules/$release"/modules.* "$to/lib/modules/$release/"
		touch "$to/.complete"
	fi
	for module in "$to"/../src/*.ko; do
		laid=$to/lib/modules/$release/updates/${module##*/}
		cmp -s "$module" "$laid" || { install -D -m 644 "$module" "$laid" && changed=y; }
	done
	[[ -z $changed ]] || depmod -b "$to" "$release"
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
[[ $release != *-uml-* ]] || set -- ARCH=um "$@"
build_modules "$(kernel_tree "$kernel")" "$build" "$@"
lay_modules "$kernel" "$build/root" "$release"
echo "$build/root"
