#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Runs every check that a change must pass, as the steps at the end of this file. The last line is "N passed,
# N failed, N skipped", and counts the claims of all steps.
#
#   check.sh [STEP...]     the default is: quick guests. quick consists of style, tools and fuzz, guests of kunit, uml and
#                          the selftests on 6.1 and 6.12. Other steps: harness, debug, kcsan, 6.12-rt and races
#     TESTS="test_a.sh"    only these selftests
#     RACES_MINUTES=N      the duration of races (30)
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd "$here/.." && pwd)
total='^([0-9]+) passed, ([0-9]+) failed, ([0-9]+) skipped$'
passed=0 failed=0 skipped=0
# These reach most of the module with few processes: a process starts slowly in User Mode Linux.
uml_tests="test_demux_identity.sh test_hostile_packets.sh"
work=$(mktemp -d)
ahead=''

clean_up() {
	# shellcheck disable=SC2046 # words
	kill $(jobs -p) 2>/dev/null || true
	[[ -z $ahead ]] || kill -- "-$ahead" 2>/dev/null || true
	rm -rf "$work"
}
trap clean_up EXIT

# step TITLE CMD...     runs CMD and adds the counts in its last line; a command without counts is one claim
step() {
	local title=$1 status=0 counts start=$SECONDS bad=0
	shift
	echo "# ==== $title"
	"$@" 2>&1 | tee "$work/step" | sed -uE "s/$total/# &/" || status=${PIPESTATUS[0]}
	if counts=$(grep -aE "$total" "$work/step" | tail -n 1) && [[ $counts =~ $total ]]; then
		passed=$((passed + BASH_REMATCH[1]))
		bad=${BASH_REMATCH[2]}
		skipped=$((skipped + BASH_REMATCH[3]))
	elif [[ $status -eq 0 ]]; then
		passed=$((passed + 1))
	fi
	[[ $status -eq 0 || $bad -ne 0 ]] || bad=1
	failed=$((failed + bad))
	if [[ $bad -eq 0 ]]; then
		echo "# ==== $title: passed in $((SECONDS - start)) s"
	else
		echo "# ==== $title: FAILED (exit status $status) after $((SECONDS - start)) s"
	fi
}

tools() {
	make -s -C "$repo/tools"
	if make -s -C "$repo/tools" -n check >/dev/null 2>&1; then
		make -s -C "$repo/tools" check
	fi
}

style() {
	"$here/checks/style.sh"
}

fuzz() {
	make -s -j "$(nproc)" -C "$here/fuzz" run FUZZ_SECONDS=10
}

# build KERNEL          builds what guest() runs; two builds at once would collide
build() {
	"$here/vm/module.sh" "$1" W=1 KCFLAGS=-Werror >/dev/null
	make -s -C "$repo/tools"
	make -s -C "$here"
}

# guest KERNEL [VARIABLE=VALUE...]     runs the selftests in a guest; the variables are for runner.sh or a test. FRR is the
# folder of its packages.
guest() {
	local kernel=$1 options=(--no-build --smp "${SMP:-2}" --timeout 3300)
	shift
	if [[ $kernel != 6.1 && $kernel != 6.12 ]]; then
		options+=(--timeout 14400)
		set -- POLL_FACTOR=10 "$@"
	fi
	[[ -z ${PARALLEL:-} ]] || options+=(--parallel)
	[[ ${FRR+set} ]] || FRR=$("$here/vm/frr.sh" fetch) || FRR=''
	"$here/vm/run.sh" --kernel "$kernel" "${options[@]}" -- env FRR="$FRR" "$@" \
		make -s -C selftests run_tests TESTS="${TESTS:-}"
}

# Compile the User Mode Linux kernel in the background, because the first steps leave processors idle. It runs in a
# process group of its own, so that clean_up can end it. A failure shows in the step that needs the kernel.
fetch_ahead() {
	set -m
	"$here/vm/kernels.sh" fetch uml </dev/null >/dev/null 2>&1 &
	ahead=$!
	set +m
}

# timed CMD...          runs CMD and prints how long it took
timed() {
	local status=0 start=$SECONDS
	"$@" || status=$?
	echo "# took $((SECONDS - start)) s, beside the steps above"
	return "$status"
}

replay() {
	cat "$1"
	return "$2"
}

# side_by_side TITLE CMD TITLE CMD...   runs the first command beside all others, as a test uses one processor most of the
# time. Prints the output of the first when the others have ended.
side_by_side() {
	local title=$1 beside status=0
	# shellcheck disable=SC2086 # words
	timed $2 >"$work/beside" 2>&1 &
	beside=$!
	shift 2
	while [[ $# -gt 0 ]]; do
		# shellcheck disable=SC2086
		step "$1" $2
		shift 2
	done
	wait "$beside" || status=$?
	step "$title" replay "$work/beside" "$status"
}

# halves KERNEL                 runs every selftest, in two guests; lockdep has no room for the locks of 50,000 devices
halves() {
	local words="guest $1 TEST_TIMEOUT=3000 TUNNELS=1000"
	step "build for $1" build "$1"
	side_by_side "selftests on $1, one half" "$words SHARD=1/2" "selftests on $1, the other half" "$words SHARD=2/2"
}

kunit() {
	"$here/checks/kunit.sh"
}

guest_uml() {
	TESTS=${TESTS:-$uml_tests} guest uml FRAMES=4000
}

uml() {
	step "build for User Mode Linux" build uml
	side_by_side "selftests in User Mode Linux" guest_uml "KUnit suites" kunit
}

# 6.1 gets one processor, which takes a sixth less time to emulate, and two for the tests that need them.
one_processor() {
	SMP=1 guest 6.1 TUNNELS=1000
}

two_processors() {
	TESTS=${TESTS:-test_rps.sh test_seq_order.sh} guest 6.1
}

# The guest with 6.12 makes 50,000 tunnels. Everything else runs beside it.
guests() {
	step "build for 6.1" build 6.1
	step "build for 6.12" build 6.12
	step "build for User Mode Linux" build uml
	side_by_side "selftests on 6.12" "guest 6.12 TEST_TIMEOUT=1200" \
		"selftests on 6.1 with one processor" one_processor "selftests on 6.1 with two" two_processors \
		"KUnit suites" kunit "selftests in User Mode Linux" guest_uml
}

# Run one kernel after the other: each needs all processors of the host.
races() {
	local minutes=${RACES_MINUTES:-30} SMP=4 PARALLEL=y TESTS=test_races.sh kernel
	for kernel in debug kcsan; do
		step "build for $kernel" build "$kernel"
		step "$minutes minutes of races on $kernel" guest "$kernel" "RACES_MINUTES=$minutes" \
			"TEST_TIMEOUT=$((minutes * 60 + 1800))"
	done
}

[[ $# -gt 0 ]] || set -- quick guests
[[ " $* " != *" guests "* ]] || fetch_ahead
for name in "$@"; do
	case $name in
	quick) side_by_side "style" style "tools" tools "fuzzers" fuzz ;;
	style) step "style" style ;;
	tools) step "tools" tools ;;
	fuzz) step "fuzzers" fuzz ;;
	kunit) step "KUnit suites" kunit ;;
	uml | guests | races) "$name" ;;
	debug | kcsan | 6.12-rt) halves "$name" ;;
	harness)
		step "what the harness notices on debug" "$here/vm/prove.sh" debug
		step "what the harness notices on kcsan" "$here/vm/prove.sh" kcsan none race
		;;
	*)
		echo "check.sh: no step is called '$name'" >&2
		exit 2
		;;
	esac
done
echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed -eq 0 && $passed -gt 0 ]]
