#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Runs selftests as kselftest does, without the kernel's own runner.
#
#   runner.sh [TEST...]        the default is $TESTS, or all test_*.sh beside this file
#     TEST_TIMEOUT=SECONDS     for each test (default 600)
#     SHARD=I/N                only every Nth test, beginning with the Ith
#
# Prints TAP, and at last the line "N passed, N failed, N skipped", which counts the claims inside the tests.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
passed=0 failed=0 skipped=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

select_tests() {
	local all=("$@") i=1 n=1
	if [[ ${#all[@]} -eq 0 ]]; then
		read -ra all <<<"${TESTS:-$(echo test_*.sh)}"
	fi
	[[ -z ${SHARD:-} ]] || i=${SHARD%/*} n=${SHARD#*/}
	tests=()
	for ((i--; i < ${#all[@]}; i += n)); do
		tests+=("${all[i]}")
	done
}

# A test fails if its exit status, its plan and its claims contradict each other.
count() {
	local status=$1 claims plan skips bad
	claims=$(grep -cE '^(not )?ok\b' "$log") || true
	skips=$(grep -cE '^ok\b.*# SKIP' "$log") || true
	bad=$(grep -cE '^not ok\b' "$log") || true
	plan=$(sed -nE 's/^1\.\.([0-9]+).*/\1/p' "$log" | tail -n 1)
	passed=$((passed + claims - skips - bad))
	skipped=$((skipped + skips))
	if [[ $status -eq 4 && $claims -eq 0 && $plan == 0 ]]; then
		skipped=$((skipped + 1))
	elif [[ $bad -eq 0 && ($status -ne 0 || $claims -eq 0 || $plan != "$claims") ]]; then
		echo "# exit status $status, plan '${plan:-none}', $claims claims"
		bad=1
	fi
	failed=$((failed + bad))
	verdict=$bad
}

run_test() {
	local test=$1 number=$2 status=0 start=$SECONDS reason='' verdict
	local title="selftests: gre2890: $test"
	echo "# $title"
	# Pass on the output at once. timeout kills the test's whole process group.
	timeout -k 10 "${TEST_TIMEOUT:-600}" "./$test" </dev/null 2>&1 | tee "$log" | sed -u 's/^/# /' ||
		status=${PIPESTATUS[0]}
	[[ $status -ne 124 && $status -ne 137 ]] || reason=" # TIMEOUT ${TEST_TIMEOUT:-600} seconds"
	count "$status"
	if [[ $verdict -ne 0 ]]; then
		echo "not ok $number $title${reason:- # exit=$status}"
	elif [[ $status -eq 4 ]]; then
		echo "ok $number $title # SKIP"
	else
		echo "ok $number $title # $((SECONDS - start)) s"
	fi
}

select_tests "$@"
echo "TAP version 13"
echo "1..${#tests[@]}"
for i in "${!tests[@]}"; do
	run_test "${tests[i]}" $((i + 1))
done
echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed -eq 0 && $((passed + skipped)) -gt 0 ]]
