#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Runs the benchmarks, each in its own virtual machine with Linux 6.12. The emulation counts instructions and models caches
# (meter.c), so that the figures do not depend on the host or its load.
# Leaves results/NAME.txt, NAME.json and charts.
#
#   run.sh [NAME...]     the default is every bench_NAME.py beside this file
#
# QUICK=1 in the environment: fewer rounds and sizes. PROFILE=1: record the functions for profile.py. Exit status 4 if a
# benchmark cannot run here; it prints "SKIP: " and the reason.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd "$here/../.." && pwd)
results=$repo/results
kernel=6.12
memory=${QUICK:+3072}
memory=${memory:-8192}

skip() {
	echo "SKIP: $*"
	exit 4
}

need() {
	command -v qemu-system-x86_64 >/dev/null || skip "qemu-system-x86_64 is missing; run selftests/vm/packages.sh"
	command -v gnuplot >/dev/null || skip "gnuplot is missing; run selftests/vm/packages.sh"
	"$repo/selftests/vm/kernels.sh" fetch "$kernel" >/dev/null || skip "there is no Linux $kernel to boot"
	[[ $(awk '/^MemAvailable/ { print int($2 / 1024) }' /proc/meminfo) -ge $memory ]] ||
		skip "$memory MiB of memory are not free"
	mkdir -p "$repo/build" "$results"
	cc -O2 -Wall -fPIC -shared -o "$repo/build/meter.so" "$here/meter.c"
	[[ $(timeout 5 qemu-system-x86_64 -M none -accel tcg -display none -plugin "$repo/build/meter.so" 2>&1) == meter:* ]] ||
		skip "this QEMU takes no plugins"
}

# Delete the figures of an earlier run first, in case this one fails.
bench() {
	local words=$repo/build/meter.so,out=$results/$1.meter
	[[ -z ${PROFILE:-} ]] || words+=,profile=$results/$1.profile
	rm -f "$results/$1".{plan,meter,json,txt,kallsyms,profile.*} "$results/$1"*.svg
	"$repo/selftests/vm/run.sh" --kernel "$kernel" --icount --mem "$memory" --timeout 3000 --out "$results" \
		--plugin "$words" -- \
		env ${QUICK:+QUICK=1} ${PROFILE:+PROFILE=1} PYTHONPATH=selftests/lib /usr/bin/python3 "selftests/bench/bench_$1.py" || return
	[[ ! -e $results/$1.plan ]] || /usr/bin/python3 "$here/report.py" "$results" "$1"
}

# A function, so that bash reads the whole file first: it may be edited while a guest runs.
main() {
	local name names worst=0
	need
	if [[ $# -eq 0 ]]; then
		mapfile -t names < <(cd "$here" && printf '%s\n' bench_*.py | sed -E 's/bench_(.*)\.py/\1/')
		set -- "${names[@]}"
	fi
	for name in "$@"; do
		bench "$name" || worst=$?
	done
	return "$worst"
}

main "$@"; exit
