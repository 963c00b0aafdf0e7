# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Counts calls of a function of the kernel. Sourced after lib.sh.
probes=/sys/kernel/tracing/kprobe_events

# probe_start NAME FUNCTION     starts to count; fails if the kernel has no probes
probe_start() {
	[[ -e $probes ]] || mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null || true
	{ echo "p:$PFX$1 $2" >>$probes; } 2>/dev/null || return
	defer sh -c "echo -:$PFX$1 >>$probes"
	echo 1 >"${probes%/*}/events/kprobes/$PFX$1/enable"
	defer sh -c "echo 0 >${probes%/*}/events/kprobes/$PFX$1/enable"
}

# probe_count NAME              prints the number of calls, or nothing without a probe
probe_count() {
	awk -v name="$PFX$1" '$1 == name { print $2 }' "${probes%/*}/kprobe_profile"
}
