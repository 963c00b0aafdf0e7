#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Runs the benchmarks, in instructions: each in a virtual machine of its own with Linux 6.12, under an emulation
# that counts them, so that the figures do not depend on the host or on what else it does. Leaves results/NAME.json.
#
#   run.sh [NAME...]     all bench_NAME.py beside this file unless some are named
#
# Exit status 4 if one cannot run here, which prints "SKIP: " and why.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd "$here/../.." && pwd)
kernel=6.12

skip() {
	echo "SKIP: $*"
	exit 4
}

need() {
	command -v qemu-system-x86_64 >/dev/null || skip "qemu-system-x86_64 is missing; run selftests/vm/packages.sh"
	"$repo/selftests/vm/kernels.sh" fetch "$kernel" >/dev/null || skip "there is no Linux $kernel to boot"
}

# No figures of an earlier run stay behind one that fails.
bench() {
	rm -f "$repo/results/$1.json"
	"$repo/selftests/vm/run.sh" --kernel "$kernel" --icount --timeout 1800 --out "$repo/results" -- \
		/usr/bin/python3 "selftests/bench/bench_$1.py"
}

need
if [[ $# -eq 0 ]]; then
	mapfile -t names < <(cd "$here" && printf '%s\n' bench_*.py | sed -E 's/bench_(.*)\.py/\1/')
	set -- "${names[@]}"
fi
mkdir -p "$repo/results"
worst=0
for name in "$@"; do
	bench "$name" || worst=$?
done
exit "$worst"
