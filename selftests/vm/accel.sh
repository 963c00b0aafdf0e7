#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Prints the accelerator that guests of a kernel can use on this host: kvm or tcg.
#
#   accel.sh KERNEL
#
# /dev/kvm is no proof: on nested and restricted hosts it can exist while every guest hangs. Try a guest that powers off at
# once, and keep the answer until the host boots again.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${GRE2890_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/gre2890}
# shellcheck source=selftests/vm/qemu.sh
. "$here/qemu.sh"

trial() {
	local kernel=$1 machine
	[[ -w /dev/kvm ]] || return
	set_machine kvm
	initrd=$(mktemp)
	trap 'rm -f "$initrd"' EXIT
	"$here/initrd.sh" "$kernel" >"$initrd"
	# Hide the shell's message about how the guest died.
	{
		timeout -k 1 5 "${machine[@]}" -m 512 -kernel "$kernel/vmlinux" -initrd "$initrd" \
			-append "$kernel_arguments" -serial null </dev/null
	} >/dev/null 2>&1
}

kernel=$("$here/kernels.sh" fetch "${1:?which kernel?}")
answer=$cache/accel-${kernel##*/}-$(</proc/sys/kernel/random/boot_id)
if [[ ! -s $answer ]]; then
	rm -f "$cache/accel-${kernel##*/}-"*
	if trial "$kernel"; then echo kvm; else echo tcg; fi >"$answer.$$"
	mv "$answer.$$" "$answer"
fi
cat "$answer"
