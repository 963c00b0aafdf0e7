#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Shows that run.sh detects each class of bug: boots a guest for every class, in which faulty/ has one such bug. Ends with
# the line "N passed, N failed, N skipped".
#
#   prove.sh [KERNEL [CLASS...]]     the default is the debug kernel and every class
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd "$here/../.." && pwd)
# shellcheck source=selftests/vm/build.sh
. "$here/build.sh"
passed=0 failed=0 skipped=0
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT

# CLASS, the option of a kernel that detects it, the verdict of run.sh, and the text of the report: of a fault in the output
# of run.sh, otherwise in the kernel's log.
classes() {
	cat <<-'END'
		none            MODULES                 well    faulty: bug 'none'
		warning         BUG                     fault   WARNING: CPU: .* do_warn
		null-pointer    BUG                     fault   (Oops:|Kernel mode fault)
		list            DEBUG_LIST              fault   list_del corruption
		refcount        BUG                     fault   refcount_t: underflow
		schedule        PREEMPT_COUNT           fault   BUG: scheduling while atomic: insmod
		lockup          SOFTLOCKUP_DETECTOR     fault   BUG: soft lockup
		hang            DETECT_HUNG_TASK        fault   task insmod:.* blocked for more than
		module          MODULE_UNLOAD           fault   gre2890: could not be unloaded
		namespace       NET_NS                  fault   gre2890: a network namespace is left
		device          NET_NS                  fault   unregister_netdevice: waiting for lo
		tracker         NET_NS_REFCNT_TRACKER   fault   ref_tracker: net refcnt.* has 1/1 users
		leak            DEBUG_KMEMLEAK          fault   kmemleak: 1 new suspected memory leaks
		use-after-free  KASAN                   fault   KASAN: slab-use-after-free in do_use_after_free
		out-of-bounds   KASAN                   fault   KASAN: slab-out-of-bounds in do_out_of_bounds
		timer           DEBUG_OBJECTS_TIMERS    fault   ODEBUG: free active .* timer_list
		lock-order      PROVE_LOCKING           fault   possible circular locking dependency
		lock-softirq    PROVE_LOCKING           fault   inconsistent lock state
		rcu             PROVE_RCU               fault   suspicious RCU usage
		might-sleep     DEBUG_ATOMIC_SLEEP      fault   BUG: sleeping function called from invalid context
		race            KCSAN                   fault   BUG: KCSAN: data-race in count
	END
}

build_faulty() {
	local folder=$repo/build/$release/faulty
	mkdir -p "$folder"
	ln -sf "$here"/faulty/{Kbuild,faulty.c} "$folder"
	make -s -C "$tree" M="$folder" modules >&2
	echo "$folder/faulty.ko"
}

# Lower the time limits for lockups and hung tasks, so that they are reported before RCU stalls. Only two classes need the
# search for leaks, which takes most of a guest's time. The bug runs in a network namespace, with gre2890 loaded as in any
# test.
# shellcheck disable=SC2016 # for the guest's shell
in_guest='
	case $2 in
	lockup) echo 5 >/proc/sys/kernel/watchdog_thresh ;;
	hang) echo 10 >/proc/sys/kernel/hung_task_timeout_secs ;;
	esac
	leaks=/sys/kernel/debug/kmemleak
	[[ ! -w $leaks || $2 == none || $2 == leak ]] || echo off >$leaks
	modprobe gre2890 && ip netns add faulty && ip netns exec faulty insmod "$1" bug="$2"'

# guest CLASS           runs a guest; leaves its log in $work/log, the output of run.sh in $work/output; returns its status
guest() {
	local status=0
	"$here/run.sh" --kernel "$release" --no-build --timeout 600 --log "$work/log" -- \
		bash -c "$in_guest" guest "$module" "$1" </dev/null >"$work/output" 2>&1 &
	wait $! || status=$?
	# This log is no failure of a test.
	rm -f "$repo/build/kernel-log-$release-$!"
	return "$status"
}

# claim CLASS VERDICT WORDS     prints a claim
claim() {
	local class=$1 verdict=$2 words=$3 status=0 wanted=125 where=$work/output desc="$1 is noticed"
	if [[ $verdict == well ]]; then
		wanted=0 where=$work/log desc="$class is no fault"
	fi
	guest "$class" || status=$?
	if [[ $status -eq $wanted ]] && grep -aqE -- "^<[0-9]+>.*$words" "$where"; then
		passed=$((passed + 1))
		echo "ok $((passed + failed + skipped)) $desc"
	else
		failed=$((failed + 1))
		echo "not ok $((passed + failed + skipped)) $desc"
		echo "# exit status $status, not $wanted; or no '$words' in:"
		tail -n 80 "$where" | sed 's/^/# /'
	fi
}

# A function, so that bash reads the whole file first: it may be edited while a guest runs.
main() {
	local kernel class option verdict words wanted=" ${*:2} "
	release=$("$here/kernels.sh" name "${1:-debug}")
	kernel=$("$here/kernels.sh" fetch "$release")
	tree=$(kernel_tree "$kernel")
	[[ $release != *-uml-* ]] || export ARCH=um
	"$here/module.sh" "$release" >/dev/null
	module=$(build_faulty)
	while read -r class option verdict words; do
		[[ $# -le 1 || $wanted == *" $class "* ]] || continue
		if grep -qx "CONFIG_$option=y" "$tree/.config"; then
			claim "$class" "$verdict" "$words"
		else
			skipped=$((skipped + 1))
			echo "ok $((passed + failed + skipped)) $class # SKIP $release has no CONFIG_$option"
		fi
	done < <(classes)
	echo "$passed passed, $failed failed, $skipped skipped"
	[[ $failed -eq 0 && $passed -gt 0 ]]
}

main "$@"; exit
