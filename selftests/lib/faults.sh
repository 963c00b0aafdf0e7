# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Lets allocations fail (CONFIG_FAULT_INJECTION) whose call stack has a function in a given range. Sourced after lib.sh.

faults_files=(/sys/kernel/debug/failslab /sys/kernel/debug/fail_page_alloc)
# The driver core reports EINVAL if it could not copy the name of a device. Refusals by gre2890 say more than this.
faults_nomem='Cannot allocate memory|No buffer space|Out of memory|^RTNETLINK answers: Invalid argument$'
faults_total=0

# faults_set NAME VALUE...      sets parameters of Documentation/fault-injection in the kernel
faults_set() {
	local folder
	while [[ $# -gt 0 ]]; do
		for folder in "${faults_files[@]}"; do
			[[ ! -e $folder/$1 ]] || echo "$2" >"$folder/$1"
		done
		shift 2
	done
}

faults_open() {
	local cache
	[[ -d ${faults_files[0]} && -e /proc/self/fail-nth ]] || skip_all "this kernel has no fault injection"
	defer faults_set probability 0 times 1
	faults_set probability 0 verbose 0 task-filter N ignore-gfp-wait N ignore-gfp-highmem N min-order 0 \
		stacktrace-depth 32 cache-filter Y
	# Leave out the caches of debugging tools.
	for cache in /sys/kernel/slab/*; do
		[[ $cache == *debug_objects* || $cache == *kmemleak* ]] || echo 1 >"$cache/failslab"
	done
}

# faults_below MODULE [FUNCTION]          selects the allocations by a module or one of its functions, and by their callees
faults_below() {
	local file base start end size
	file=$(modinfo -F filename "$1")
	base=$(</sys/module/"$1"/sections/.text)
	if [[ $# -gt 1 ]]; then
		read -r start size < <(nm -S "$file" | awk -v name="$2" '$4 == name { print "0x" $1, "0x" $2 }')
	else
		read -r start size < <(size -A "$file" | awk '$1 == ".text" { print 0, $2 }')
	fi
	printf -v start '0x%x' $((base + start))
	printf -v end '0x%x' $((start + size))
	faults_set require-start "$start" require-end "$end"
}

# faults_below_kernel FUNCTION  the same for a function of the kernel
faults_below_kernel() {
	local range
	mapfile -t range < <(grep -m 1 -A 1 " $1$" /proc/kallsyms | cut -d ' ' -f 1)
	faults_set require-start "0x${range[0]}" require-end "0x${range[1]}"
}

# fault N CMD...                runs the program CMD and fails its Nth allocation; sets `hit` if there were so many
# The output of CMD is in $WORK/fault. Returns the status of CMD.
fault() {
	local n=$1 status=0 folder
	shift
	faults_set times 1
	(
		echo "$n" >"/proc/$BASHPID/fail-nth"
		exec "$@"
	) >"$WORK/fault" 2>&1 || status=$?
	hit=''
	for folder in "${faults_files[@]}"; do
		[[ $(<"$folder/times") != 0 ]] || hit=y
	done
	return "$status"
}

# each_fault DESC AFTER CMD...  runs CMD once for each of its allocations, which fails. Claims that each time CMD succeeds
# or reports that there is no memory, and that the function AFTER, which gets the status of CMD, succeeds.
each_fault() {
	local desc=$1 after=$2 n=0 refused=0 status bad='' hit
	shift 2
	while true; do
		status=0
		fault $((++n)) "$@" || status=$?
		[[ -n $hit ]] || break
		if [[ $status -ne 0 ]]; then
			((++refused))
			grep -qE "$faults_nomem" "$WORK/fault" || bad+="fault $n: $(<"$WORK/fault")"$'\n'
		fi
		"$after" "$status" >"$WORK/after" 2>&1 || bad+="after fault $n, status $status: $(<"$WORK/after")"$'\n'
	done
	faults_total=$((faults_total + n - 1))
	lib_diag "$((n - 1)) faults, $refused of them refusals: $*"
	[[ $status -eq 0 ]] || bad+="without a fault, status $status: $(<"$WORK/fault")"$'\n'
	[[ $n -gt 1 ]] || bad+="there was no allocation to fail"$'\n'
	if [[ -z $bad ]]; then
		ok "$desc"
	else
		not_ok "$desc" "$bad"
	fi
}
