#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Runs the KUnit suites of src/test in User Mode Linux, and loads gre2890.ko there. Prints TAP, in which each case,
# or each parameter of a case that has them, is a claim; ends with "N passed, N failed, N skipped".
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd "$here/../.." && pwd)
limit=120
passed=0 failed=0 skipped=0
# shellcheck source=selftests/vm/build.sh
. "$here/../vm/build.sh"
# shellcheck source=selftests/klog.sh
. "$here/../klog.sh"

# claim STATUS DESC     holds if STATUS is 0
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

# boot KERNEL MODULES     prints what the kernel prints, and then its log with levels ("<6>") once more
#
# The kernel's memory is a file in TMPDIR that is also executed from. Without TMPDIR it would be in /dev/shm, which
# containers have small and noexec.
boot() {
	local arguments=(
		mem=256M "uml_dir=$work/" con=null "con0=null,fd:1"
		rootfstype=hostfs rootflags=/ ro "init=$here/init" "modules=$2"
		ignore_loglevel log_buf_len=4M panic=-1 oops=panic
	)
	TMPDIR=$work timeout -k 5 "$limit" "$1/linux" "${arguments[@]}" </dev/null 2>&1 | tr -d '\r'
}

# Prints the results in a kernel log, as "ok NAME" or "not ok NAME", and behind the latter what was said before it.
# KUnit's are a tree: one that is indented less than the one before sums those up.
results() {
	sed -n 's/^<[0-9]*>//p' | awk '
	{ indent = match($0, /[^ ]/) }
	/^ *# Subtest: / { group[indent] = $3 ": " }
	/^ *(not )?ok [0-9]+ / {
		if (indent >= last) {
			verdict = $1 == "ok" ? "ok" : "not ok"
			sub(/^ *(not )?ok [0-9]+ /, "")
			print verdict, (indent > 1 ? group[5] : "") (indent > 5 ? group[9] : "") $0
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
	done < <(results <"$1")
}

# A suite is called like its file, so that one which Kbuild does not name is missed.
claim_suites() {
	local file suite status
	for file in "$repo"/src/test/*_test.c; do
		suite=$(basename "$file" _test.c)
		status=0
		grep -qE "^<6>(not )?ok [0-9]+ $suite\$" "$1" || status=$?
		claim "$status" "$suite: the suite ran"
	done
}

# What KUnit says about an expectation may name the module; it is indented.
claim_log() {
	klog_faults '^<3> ' <"$1" >"$work/faults"
	claim "$(wc -l <"$work/faults")" "the kernel's log is clean"
	sed 's/^/# /' "$work/faults"
}

main() {
	local kernel ended=0
	kernel=$("$here/kernel.sh")
	build_modules "$kernel" "$repo/build/uml" ARCH=um W=1 KCFLAGS=-Werror
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	boot "$kernel" "$repo/build/uml/src" >"$work/log" || ended=$?
	claim_results "$work/log"
	claim_suites "$work/log"
	claim_log "$work/log"
	claim "$ended" "the kernel ran to its end"
	[[ $ended -eq 0 ]] || tail -n 60 "$work/log" | sed 's/^/# /'
	echo "$passed passed, $failed failed, $skipped skipped"
	[[ $failed -eq 0 ]]
}

main
