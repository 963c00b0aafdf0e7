# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# The machine that guests run on; sourced by run.sh and accel.sh.

# Sets the array `machine` for an accelerator. Of the emulated processors, the plainest moves the most packets.
# They take turns in one thread: with a thread each, QEMU may execute kernel text that another is just patching, which
# ends in "Oops: int3" once in some dozens of boots. Two guests side by side keep two host processors busy all the same.
# `mttcg`, a thread each, is for kernels that never patch their text as they run: those that are built here.
# `icount` is emulation whose clock counts: a nanosecond of the guest is an instruction, and idle time is skipped.
set_machine() {
	machine=(qemu-system-x86_64 -no-user-config -nodefaults -display none -no-reboot -M q35)
	case $1 in
	kvm) machine+=(-accel kvm -cpu host) ;;
	tcg) machine+=(-accel "tcg,thread=single" -cpu "qemu64,+rdrand") ;;
	mttcg) machine+=(-accel "tcg,thread=multi" -cpu "qemu64,+rdrand") ;;
	icount) machine+=(-accel "tcg,thread=single" -cpu "qemu64,+rdrand" -icount "shift=0,sleep=off") ;;
	esac
	# An emulated processor takes longer to stop its tick and start it again, each time it is idle, than to keep it.
	[[ $1 != *tcg ]] || kernel_arguments+=" nohz=off"
	machine+=(-object "rng-random,id=rng,filename=/dev/urandom" -device "virtio-rng-pci,rng=rng")
}

# Every line with its level in front ("<4>"), so that the log can be judged by level; a panic ends the guest.
# Without random addresses QEMU finds its translations of a program again: a third less time for each start.
# shellcheck disable=SC2034 # read by those who source this
kernel_arguments="console=ttyS0 ignore_loglevel console_msg_format=syslog log_buf_len=4M printk.devkmsg=on \
panic=-1 oops=panic mitigations=off nokaslr norandmaps"
