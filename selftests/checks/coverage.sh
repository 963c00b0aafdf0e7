#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Measures which lines and branches of src/ the selftests reach, by GCOV in User Mode Linux. Prints the figures and the
# lines that were not reached, and leaves both in results/coverage/ with index.html.
#
#   coverage.sh [TEST...]      runs only these selftests
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd "$here/../.." && pwd)
report=$repo/results/coverage
branches=(--rc lcov_branch_coverage=1)
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT

# The kernel keeps the counters of a module that was removed and adds those of the next one. Each read computes the sum,
# so copy the files once, after all tests.
# shellcheck disable=SC2016 # for the guest's shell
collect='make -s -C selftests run_tests; status=$?
	cd /sys/kernel/debug/gcov && find . -name "*.gcda" | while read -r file; do cat $file >$OUT/${file##*/}; done
	exit $status'

# half I                        runs half of the tests in a guest, and collects the counters beside their .gcno files
half() {
	local status=0
	mkdir "$work/$1"
	"$here/../vm/run.sh" --kernel uml-gcov --no-build --timeout 7200 --out "$work/$1" -- \
		env SHARD="$1/2" TEST_TIMEOUT=1500 RACES_MINUTES=3 TUNNELS=1000 TESTS="$tests" \
		bash -c "$collect" >"$work/log$1" 2>&1 || status=$?
	find "$objects" -name '*.gcno' -not -path '*/test/*' -exec cp -t "$work/$1" {} +
	lcov -q -c -d "$work/$1" -o "$work/info$1" "${branches[@]}" 2>>"$work/log$1"
	return "$status"
}

# Print the lines that never ran in lcov's records, as FILE: LINE-LINE ...
not_reached() {
	awk -F '[:,]' '
	/^SF:/ { file = $2; sub(/.*\/src\/src\//, "src/", file) }
	/^DA:.*,0$/ {
		if ($2 != last + 1 || file != of) {
			flush()
			first = $2
			of = file
		}
		last = $2
	}
	/^end_of_record/ { flush(); last = 0; if (line) print file ":" line; line = "" }
	function flush() { if (last) line = line " " first (last > first ? "-" last : ""); last = 0 }
	' "$1"
}

tests=$*
release=$("$here/../vm/kernels.sh" name uml-gcov)
objects=$repo/build/$release/src/src
"$here/../vm/module.sh" uml-gcov GCOV_PROFILE=y >/dev/null
make -s -C "$repo/tools"
rm -rf "$report"
mkdir -p "$report"

status=0
half 1 &
half 2 || status=$?
wait $! || status=$?
cat "$work/log1" "$work/log2" | tee "$report/selftests.log" | grep -aE '^not ok|^run.sh:|^[0-9]+ passed' || true
lcov -q -a "$work/info1" -a "$work/info2" -o "$work/all" "${branches[@]}" 2>/dev/null
lcov -q -e "$work/all" '*/src/src/*' -o "$report/lcov.info" "${branches[@]}" 2>/dev/null
genhtml -q --branch-coverage --prefix "$repo/build/$release/src" -o "$report" "$report/lcov.info" 2>/dev/null
not_reached "$report/lcov.info" | tee "$report/not-reached.txt"
lcov --summary "$report/lcov.info" "${branches[@]}" 2>&1 | grep -E 'lines|branches'
exit "$status"
