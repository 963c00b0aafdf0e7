#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Demonstrates gre2890 with real packets. The demonstration itself is demo_inside.sh.
#
#   demo.sh            in a virtual machine with Linux 6.12, which cannot change this host
#   demo.sh --host     in network namespaces of this host: needs root, the headers of the running kernel, and a
#                      kernel that takes modules.  Loads gre2890 and ip_gre, and takes them out again.
#
# Exit status 0: every observation is as expected.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd "$here/.." && pwd)
kernel=6.12
work=$(mktemp -d)
loaded=()

clean_up() {
	local module
	for module in "${loaded[@]}"; do
		modprobe -r "$module" 2>/dev/null || rmmod "$module" || true
	done
	rm -rf "$work"
}

# quietly TITLE CMD...     runs CMD and prints its output only if it fails
quietly() {
	echo "$1 ..."
	shift
	"$@" >"$work/output" 2>&1 || {
		cat "$work/output"
		echo "demo: failed: $*"
		exit 1
	}
}

in_vm() {
	local release
	"$here/vm/kernels.sh" fetch "$kernel" >"$work/folder"
	release=$("$here/vm/kernels.sh" name "$kernel")
	quietly "Building gre2890.ko for Linux $release" "$here/vm/module.sh" "$release"
	quietly "Building the tools" make -s -C "$repo/tools"
	echo "Starting Linux $release in a virtual machine ..."
	"$here/vm/run.sh" --kernel "$release" --timeout 300 --no-build -- selftests/demo_inside.sh
}

# Print what prevents the demo on this host, a line for each reason.
missing_on_host() {
	[[ $EUID -eq 0 ]] || echo "this is not root: try sudo make demo HOST=1"
	[[ -e /proc/modules && $(cat /proc/sys/kernel/modules_disabled 2>/dev/null) == 0 ]] ||
		echo "the running kernel, $(uname -r), takes no modules"
	[[ -e $kdir/Makefile ]] ||
		echo "no headers of the running kernel in $kdir: try apt install linux-headers-$(uname -r)"
	[[ -d /sys/module/ip_gre ]] || modprobe -nq ip_gre ||
		echo "the running kernel has no ip_gre, which is the far end of one tunnel"
}

load() {
	local name=$1 depends
	shift
	[[ ! -d /sys/module/$name ]] || return 0
	if [[ $# -gt 0 ]]; then
		depends=$(modinfo -F depends "$1")
		# shellcheck disable=SC2086 # a list
		[[ -z $depends ]] || modprobe -a ${depends//,/ }
		insmod "$1"
	else
		modprobe "$name"
	fi
	loaded=("$name" "${loaded[@]}")
}

in_host() {
	local kdir=${KDIR:-/lib/modules/$(uname -r)/build} missing
	missing=$(missing_on_host)
	if [[ -n $missing ]]; then
		echo "The demo cannot run on this host itself:"
		echo "${missing//$'\n'/$';\n'}." | sed 's/^/  /'
		echo "It can in a virtual machine, which needs none of that: make demo"
		exit 1
	fi
	quietly "Building gre2890.ko for Linux $(uname -r)" make -s -C "$repo" module KDIR="$kdir"
	quietly "Building the tools" make -s -C "$repo/tools"
	load ip_gre
	load gre2890 "$repo/gre2890.ko"
	PATH=$repo/tools:/usr/sbin:/sbin:$PATH IP_LIB_DIR=$repo/tools "$here/demo_inside.sh"
}

trap clean_up EXIT
trap 'exit 143' INT TERM
case ${1:-} in
'') in_vm ;;
--host) in_host ;;
*)
	sed -n '/^#   demo.sh/,/^#$/s/^# *\( .*\)/\1/p' "${BASH_SOURCE[0]}" >&2
	exit 2
	;;
esac
