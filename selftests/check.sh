#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Everything that must hold before a change lands, as a list of steps (at the end of this file). Ends with the
# line "N passed, N failed, N skipped", which counts the claims of all steps.
#
#   check.sh [STEP...]     unless some are named: quick guests; there are also style, tools and fuzz, which are
#                          part of quick, kunit and uml, part of guests, harness, debug, kcsan, 6.12-rt and races
#     TESTS="test_a.sh"    of the selftests, these only
#     RACES_MINUTES=N      for how long races lasts (30)
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd "$here/.." && pwd)
total='^([0-9]+) passed, ([0-9]+) failed, ([0-9]+) skipped$'
passed=0 failed=0 skipped=0
# What goes through most of the module in the least time: a process starts slowly in User Mode Linux.
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

# step TITLE CMD...     adds the counts that CMD ends with; one that counts nothing is itself one claim
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

# build KERNEL          all that guest() runs there; two at once would get in each other's way
build() {
	"$here/vm/module.sh" "$1" W=1 KCFLAGS=-Werror >/dev/null
	make -s -C "$repo/tools"
	make -s -C "$here"
}

# guest KERNEL [VARIABLE=VALUE...]     what build() has built; the variables are runner.sh's, or a test's
guest() {
	local kernel=$1 options=(--no-build --smp "${SMP:-2}" --timeout 3300)
	shift
	[[ $kernel == 6.1 || $kernel == 6.12 ]] || options+=(--timeout 7200)
	[[ -z ${PARALLEL:-} ]] || options+=(--parallel)
	"$here/vm/run.sh" --kernel "$kernel" "${options[@]}" -- env "$@" \
		make -s -C selftests run_tests TESTS="${TESTS:-}"
}

# The kernel that takes longest to compile is begun with, as the first steps leave processors idle; as a process group,
# which can be ended as a whole. Should it fail, the step that wants the kernel will tell.
fetch_ahead() {
	set -m
	"$here/vm/kernels.sh" fetch uml </dev/null >/dev/null 2>&1 &
	ahead=$!
	set +m
}

# timed CMD...          tells at its end how long it took
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

# side_by_side TITLE CMD TITLE CMD...   the first beside all others, as most of a test runs on one processor, with CMD a
# command's words; what the first says waits until the others are through
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

# halves KERNEL                 every selftest, in two guests; lockdep has not room for the locks of 50,000 devices
halves() {
	local words="guest $1 TEST_TIMEOUT=1500 TUNNELS=1000"
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

# The older kernel has one processor: emulation takes a sixth less time for it. Two are for what is about them.
one_processor() {
	SMP=1 guest 6.1 TUNNELS=1000
}

two_processors() {
	TESTS=${TESTS:-test_rps.sh test_seq_order.sh} guest 6.1
}

# 6.12 has 50,000 tunnels to make, and all else is done in that time.
guests() {
	step "build for 6.1" build 6.1
	step "build for 6.12" build 6.12
	step "build for User Mode Linux" build uml
	side_by_side "selftests on 6.12" "guest 6.12 TEST_TIMEOUT=1200" \
		"selftests on 6.1 with one processor" one_processor "selftests on 6.1 with two" two_processors \
		"KUnit suites" kunit "selftests in User Mode Linux" guest_uml
}

# One after the other: each wants all processors of the host for its own.
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
