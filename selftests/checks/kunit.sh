#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Runs the KUnit suites of src/test in User Mode Linux. Prints a claim for each case, or for each parameter of a case
# with parameters, and at last "N passed, N failed, N skipped".
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd "$here/../.." && pwd)
passed=0 failed=0 skipped=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# claim STATUS DESC     prints a claim, which holds if STATUS is 0
claim() {
	local verdict=ok
	if [[ $1 -ne 0 ]]; then
		verdict="not ok"
		failed=$((failed + 1))
	elif [[ $2 == *'# SKIP'* ]]; then
		skipped=$((skipped + 1))
	else
		passed=$((passed + 1))
	fi
	echo "$verdict $((passed + failed + skipped)) $2"
}

# Print the results in a kernel log as "ok NAME" or "not ok NAME", the latter with the lines logged before it. KUnit's
# results are a tree: a result with less indentation than the one before sums up its children.
results() {
	sed -nE 's/^<[0-9]+>\[ *[0-9.]+\]//p' "$1" | awk '
	{ indent = match($0, /[^ ]/) }
	/^ *# Subtest: / { group[indent] = $3 ": " }
	/^ *(not )?ok [0-9]+ / {
		if (indent >= last) {
			verdict = $1 == "ok" ? "ok" : "not ok"
			sub(/^ *(not )?ok [0-9]+ /, "")
			print verdict, (indent > 2 ? group[6] : "") (indent > 6 ? group[10] : "") $0
			if (verdict != "ok")
				printf "%s", said
		}
		last = indent
		said = ""
		next
	}
	{ said = said "# " $0 "\n" }'
}

claim_results() {
	local line
	while read -r line; do
		case $line in
		"ok "*) claim 0 "${line#ok }" ;;
		"not ok "*) claim 1 "${line#not ok }" ;;
		*) echo "$line" ;;
		esac
	done < <(results "$1")
}

# A suite has the name of its file, so a suite that Kbuild does not list fails here.
claim_suites() {
	local file suite status
	for file in "$repo"/src/test/*_test.c; do
		suite=$(basename "$file" _test.c)
		status=0
		grep -qE "^<6>\[ *[0-9.]+\] (not )?ok [0-9]+ $suite\$" "$1" || status=$?
		claim "$status" "$suite: the suite ran"
	done
}

# The suites run when their module is loaded. kmemleak would slow down their millions of schedules, and the hung task
# detector would report them. KUnit indents its messages, which may name the module.
in_guest='
	echo off >/sys/kernel/debug/kmemleak
	echo 0 >/proc/sys/kernel/hung_task_timeout_secs
	modprobe gre2890-test && modprobe -r gre2890-test'

main() {
	local status=0
	"$here/../vm/module.sh" uml W=1 KCFLAGS=-Werror >/dev/null
	"$here/../vm/run.sh" --kernel uml --no-build --log "$work/log" --log-ok '^<3>\[ *[0-9.]+\]  ' -- \
		bash -c "$in_guest" >"$work/output" 2>&1 || status=$?
	claim_results "$work/log"
	claim_suites "$work/log"
	claim "$status" "gre2890-test.ko comes and goes, and the kernel's log is clean"
	[[ $status -eq 0 ]] || sed 's/^/# /' "$work/output"
	echo "$passed passed, $failed failed, $skipped skipped"
	[[ $failed -eq 0 ]]
}

main
