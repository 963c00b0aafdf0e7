# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Defines which lines of a kernel log are faults. Sourced by the harness outside the guest and by tests inside it.

klog_patterns=(
	'WARNING:' 'BUG[: ]' 'Oops' 'Call Trace:' 'general protection fault' 'invalid opcode' 'Kernel panic'
	'KASAN:' 'KCSAN:' 'KMSAN:' 'UBSAN:' 'ODEBUG:' 'kmemleak: [0-9]+ new'
	'refcount_t:' 'corruption' 'double free' 'use-after-free'
	'possible (circular|recursive) locking' 'possible irq lock inversion' 'inconsistent lock state'
	'suspicious RCU usage' 'bad unlock balance' 'held lock freed' 'lock held when returning'
	'scheduling while atomic' 'sleeping function called' 'soft lockup' 'hard LOCKUP'
	'rcu: INFO' 'rcu_.*(stall|detected)' 'blocked for more than'
	'ref_tracker: ' 'unregister_netdevice: waiting' 'Dead loop on virtual device' 'hw csum failure' 'stack guard page'
	# Any line of level warning or worse that names the module: from the kernel (<0> to <4>), or from the harness
	# through /dev/kmsg (<8> to <12>, as the facility adds 8).
	'^<([0-4]|8|9|1[0-2])>.*gre2890'
)
# Expected when any out-of-tree module is loaded, and when a debug kernel starts.
klog_expected='loading out-of-tree module taints kernel|module verification failed'
klog_expected+='|RCU callback double-/use-after-free debug is enabled'
# Expected when a test fails an allocation of the reference tracker.
klog_expected+='|ref_tracker: memory allocation failure'

# The kernel's other code has races, too. Drop a report of KCSAN unless one of its two accesses is in a module under
# test. The access is in the first function after a line such as
# "read to 0xffff888004b48900 of 8 bytes by task 170 on cpu 1:".
klog_drop_foreign_races() {
	awk '
	/BUG: KCSAN:/ { if (report && ours) printf "%s", block; report = 1; ours = access = 0; block = "" }
	!report { print; next }
	{ block = block $0 "\n" }
	access && /\[(gre2890|faulty)\]/ { ours = 1 }
	{ access = / to 0x[0-9a-f]+ of [0-9]+ bytes by / }
	/=====/ { report = 0; if (ours) printf "%s", block }
	END { if (report) printf "%s", block }'
}

# klog_faults [OK-REGEX] <LOG    prints the lines that are faults. Lines start with their level, as with
# `dmesg -rS` or console_msg_format=syslog.
klog_faults() {
	local ok=$klog_expected${1:+|$1} all
	all=$(printf '|%s' "${klog_patterns[@]}")
	klog_drop_foreign_races | grep -aE -- "${all#|}" | grep -avE -- "$ok" || true
}
