# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# The machine of the guests. Sourced by run.sh and accel.sh.

# Set the array `machine` for an accelerator. The plainest emulated processor is the fastest for packets. `tcg` runs all
# processors in one thread: with a thread for each, QEMU may execute kernel text that another processor is patching, which
# ends in "Oops: int3" once in some dozens of boots. Two guests side by side still keep two host processors busy. `mttcg`
# has a thread for each processor, for kernels that do not patch their text: those that are built here. `icount` emulates
# with a clock of instructions: one takes a nanosecond, and idle time is skipped.
set_machine() {
	machine=(qemu-system-x86_64 -no-user-config -nodefaults -display none -no-reboot -M q35)
	case $1 in
	kvm) machine+=(-accel kvm -cpu host) ;;
	tcg) machine+=(-accel "tcg,thread=single" -cpu "qemu64,+rdrand") ;;
	mttcg) machine+=(-accel "tcg,thread=multi" -cpu "qemu64,+rdrand") ;;
	icount) machine+=(-accel "tcg,thread=single" -cpu "qemu64,+rdrand" -icount "shift=0,sleep=off") ;;
	esac
	# An emulated processor needs more time to stop and restart its tick when idle than to keep it running.
	[[ $1 != *tcg ]] || kernel_arguments+=" nohz=off"
	machine+=(-object "rng-random,id=rng,filename=/dev/urandom" -device "virtio-rng-pci,rng=rng")
}

# Each line of the log starts with its level ("<4>"), for klog_faults. A panic ends the guest. Without address space
# randomisation QEMU can reuse its translations of a program, which saves a third of the time of each start.
# shellcheck disable=SC2034 # read by those who source this
kernel_arguments="console=ttyS0 ignore_loglevel console_msg_format=syslog log_buf_len=4M printk.devkmsg=on \
panic=-1 oops=panic mitigations=off nokaslr norandmaps"
