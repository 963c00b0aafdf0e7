#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Boots a kernel in a virtual machine, or as a process (uml*), with the host's files read-only, runs a command there as root
# in this repository's folder, and returns one verdict.
#
#   run.sh --kernel 6.1|6.12|6.12-rt|debug|kcsan|uml|uml-gcov|RELEASE [OPTION...] [--] COMMAND [ARGUMENT...]
#     --timeout SECONDS   kill the guest after this time (default 900)
#     --smp N, --mem MIB  processors (2; uml and uml-gcov have one) and memory (2048) of the guest
#     --out FOLDER        folder of the host that is $OUT for the command
#     --log FILE          keep the guest's kernel log
#     --log-ok REGEX      lines of the kernel log that are no faults
#     --parallel          emulated processors do not take turns (see qemu.sh)
#     --icount            one emulated processor; an instruction takes a nanosecond of its clock
#     --plugin WORDS      a plugin for QEMU, FILE[,ARGUMENT=VALUE...]
#     --no-build          use module and tools as they are
#
# In the guest, `modprobe gre2890` loads the module built for that kernel, and PATH and IP_LIB_DIR have the tools of this
# repository. The output of the command is passed on at once. The exit status is that of the command, or
#   124  the guest did not end in time          125  it died, or the kernel's log has a fault
# and in these cases the log stays in build/kernel-log-*.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd "$here/../.." && pwd)
# shellcheck source=selftests/vm/qemu.sh
. "$here/qemu.sh"
# shellcheck source=selftests/lib/klog.sh
. "$here/../lib/klog.sh"

usage() {
	[[ $# -eq 0 ]] || echo "run.sh: $*" >&2
	sed -n '/^#   run.sh/,/^#     --no-build/s/^# *\( .*\)/\1/p' "${BASH_SOURCE[0]}" >&2
	exit 2
}

parse() {
	kernel='' limit=900 smp=2 mem=2048 out='' log='' log_ok='' accel='' plugin='' build=y parallel=''
	while [[ $# -gt 0 && $1 == -* ]]; do
		case $1 in
		--)
			shift
			break
			;;
		--icount)
			accel=icount smp=1
			shift
			continue
			;;
		--parallel)
			parallel=y
			shift
			continue
			;;
		--no-build)
			build=''
			shift
			continue
			;;
		esac
		[[ $# -gt 1 ]] || usage "$1 needs a value"
		case $1 in
		--kernel) kernel=$2 ;;
		--timeout) limit=$2 ;;
		--smp) smp=$2 ;;
		--mem) mem=$2 ;;
		--out) out=$2 ;;
		--log) log=$2 ;;
		--log-ok) log_ok=$2 ;;
		--plugin) plugin=$2 ;;
		*) usage "unknown option '$1'" ;;
		esac
		shift 2
	done
	[[ -n $kernel ]] || usage "--kernel is missing"
	[[ $# -gt 0 ]] || usage "the command is missing"
	command=("$@")
}

# Take a lock, as two runs may build at the same time.
build_tools() {
	(
		flock 9
		make -s -C "$repo/tools" >&2 9>&-
		make -s -C "$repo/selftests" >&2 9>&-
	) 9>"$repo/build/.tools-lock"
}

# pack_job KERNEL-FOLDER COMMAND...    packs the guest's job into its first root file system
pack_job() {
	local root=$1 command
	shift
	printf -v command '%q ' "$@"
	printf '%s=%q\n' repo "$repo" modules "$modules" release "$release" job "$job" out "$out" \
		command "$command" >"$job/job.sh"
	"$here/initrd.sh" "$root" "$job/job.sh" >"$job/initrd"
	"$here/resident.sh" "$repo/tools" >"$job/resident"
}

# Kernel log, output, exit status and files leave the guest by four separate channels.
boot_machine() {
	local root=$1 machine
	accel=${accel:-$("$here/accel.sh" "$release")}
	[[ -z $parallel ]] || accel=${accel/#tcg/mttcg}
	set_machine "$accel"
	machine+=(
		-smp "$smp" -m "$mem" -kernel "$root/vmlinux" -initrd "$job/initrd" -append "$kernel_arguments"
		-chardev "file,id=log,path=$job/log" -serial chardev:log
		-device virtio-serial-pci
		-chardev "file,id=output,path=$job/output" -device "virtserialport,chardev=output,name=output"
		-chardev "file,id=status,path=$job/status" -device "virtserialport,chardev=status,name=status"
		-virtfs "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap"
		-virtfs "local,path=$out,mount_tag=out,security_model=none"
	)
	[[ -z $plugin ]] || machine+=(-plugin "$plugin")
	timeout --foreground -k 5 "$limit" "${machine[@]}" </dev/null >"$job/qemu" 2>&1 &
}

# User Mode Linux has consoles for log and output, and writes the status to a file of the host. The input of a console must
# support poll(), which /dev/null does not. Its memory is a file in TMPDIR, mapped executable: without TMPDIR it would be in
# /dev/shm, which is small and noexec in containers.
boot_process() {
	# shellcheck disable=SC2086 # words
	TMPDIR=$job timeout --foreground -k 5 "$limit" "$1/vmlinux" "mem=${mem}M" "initrd=$job/initrd" "uml_dir=$job/" \
		con=null con0=null,fd:1 con1=fd:0,fd:3 ${kernel_arguments/ttyS0/tty0} \
		<>"$job/input" >"$job/log" 2>"$job/qemu" 3>"$job/output" &
}

boot() {
	case $release in
	*-uml-*) boot_process "$1" ;;
	*) boot_machine "$1" ;;
	esac
	guest=$!
	# User Mode Linux may abort after it has powered off. Hide the shell's message.
	wait "$guest" 2>/dev/null
}

# One boot in some dozens dies under emulation before the command starts: the kernel patches its text while a second
# processor executes it. Boot such a guest again.
run_guest() {
	local try
	for try in 1 2 3; do
		: >"$job/status"
		cat "$job/output" &
		copier=$!
		ended=0
		boot "$1" || ended=$?
		# If QEMU did not open the pipe, the copier would wait forever.
		: <>"$job/output"
		wait "$copier"
		[[ ! -s $job/status && $ended -ne 124 && $try -lt 3 ]] || break
		cp "$job/log" "$repo/build/kernel-log-$release-$$-$try"
		echo "run.sh: the guest died before the command started (build/kernel-log-$release-$$-$try); another try"
	done
}

# Print the faults, if any, and return the exit status.
verdict() {
	local ended=$1 faults status=0
	faults=$(klog_faults "$log_ok" <"$job/log")
	if [[ $ended -eq 124 || $ended -eq 137 ]]; then
		echo "run.sh: the guest did not end within $limit s and was killed"
		status=124
	elif [[ $(tail -n 1 "$job/status") != [0-9]* ]]; then
		echo "run.sh: the guest died before the command ended"
		cat "$job/qemu"
		status=125
	fi
	if [[ -n $faults ]]; then
		echo "run.sh: $(wc -l <<<"$faults") faults in the kernel log of $release, from the first:"
		grep -aF -m 1 -A 60 -- "${faults%%$'\n'*}" "$job/log"
		status=${status/#0/125}
	elif [[ $status -ne 0 ]]; then
		echo "run.sh: the end of the kernel log of $release:"
		tail -n 40 "$job/log"
	else
		status=$(tail -n 1 "$job/status")
	fi
	return "$status"
}

# No process outlives this run, even if it is interrupted.
# shellcheck disable=SC2317 # a trap calls it
clean_up() {
	kill "$guest" "$copier" 2>/dev/null || true
	rm -rf "$job"
}

# A function, so that bash reads the whole file first: it may be edited while a guest runs.
main() {
	parse "$@"
	mkdir -p "$repo/build"
	release=$("$here/kernels.sh" name "$kernel")
	root=$("$here/kernels.sh" fetch "$release")
	modules=$root
	if [[ -n $build ]]; then
		modules=$("$here/module.sh" "$release")
		[[ ! -e $repo/tools/Makefile ]] || build_tools
	elif [[ -d $repo/build/$release/root ]]; then
		modules=$repo/build/$release/root
	fi

	job=$(mktemp -d)
	guest='' copier=''
	trap clean_up EXIT
	out=${out:-$job/out}
	mkdir -p "$out"
	out=$(realpath "$out")
	touch "$job/log"
	mkfifo "$job/input" "$job/output"
	pack_job "$root" "${command[@]}"
	run_guest "$root"
	[[ -z $log ]] || cp "$job/log" "$log"
	status=0
	verdict "$ended" || status=$?
	# Keep the log of a failure, which may be rare.
	[[ $status -lt 124 ]] || cp "$job/log" "$repo/build/kernel-log-$release-$$"
	return "$status"
}

main "$@"; exit
