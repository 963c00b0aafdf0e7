#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# First process of a guest after ./init has mounted the host's file tree: runs the command, reports, powers off.
repo='' command=''
# shellcheck source=/dev/null
. /run/job.sh

# Print the device of a virtio port. Only sysfs has the names of the ports.
port() {
	local file
	for file in /sys/class/virtio-ports/*/name; do
		[[ $(<"$file") != "$1" ]] || echo "/dev/$(file=${file%/name} && echo "${file##*/}")"
	done
}

# User Mode Linux has a console for the output, which must not change it, and a file of the host for the status.
find_ports() {
	if [[ -d /sys/class/virtio-ports ]]; then
		output=$(port output) status=$(port status)
	else
		output=/dev/tty1 status=/run/job/status
		stty -F "$output" -opost
	fi
}

kill_leftovers() {
	local process
	for process in /proc/[0-9]*; do
		process=${process#/proc/}
		[[ $process == 1 || $process == "$1" ]] || kill -9 "$process"
	done 2>/dev/null
}

# The kernel counts the namespaces of root. With a limit of one, a new one is refused while another exists. TCP sockets whose
# far end is gone may keep theirs for up to 102 seconds.
namespaces_gone() {
	local end=$((SECONDS + 120))
	echo 1 >/proc/sys/user/max_net_namespaces
	until unshare --net true; do
		[[ $SECONDS -lt $end ]] || return
		sleep 0.5
	done 2>/dev/null
}

# A leaked reference keeps a namespace or the module forever. modprobe may wait forever, too.
unload() {
	[[ -z $(echo /run/netns/*) ]] || ip -all netns delete
	namespaces_gone || echo '<3>gre2890: a network namespace is left after the command' >/dev/kmsg
	[[ ! -d /sys/module/gre2890 ]] || read -r -t 30 < <(modprobe -r gre2890 && echo gone) ||
		echo '<3>gre2890: could not be unloaded after the command' >/dev/kmsg
}

# Write unreferenced objects to the kernel's log. kmemleak skips objects younger than five seconds. The second scan catches
# those whose pointer moved during the first.
scan_for_leaks() {
	local list=/sys/kernel/debug/kmemleak line
	[[ -w $list ]] || return 0
	sleep 6
	echo scan >$list
	echo scan >$list
	# Read through a pipe, or the kernel would restart the list for each line.
	cat $list | while read -r line; do
		echo "<6>$line" >/dev/kmsg
	done
	echo clear >$list
}

# The command writes into a pipe, because the port cannot be opened a second time, as with /dev/stderr.
run() {
	local result=0 copier output status
	find_ports
	echo started >"$status"
	cat /run/output >"$output" &
	copier=$!
	(cd "$repo" && eval "$command") </dev/null >/run/output 2>&1 || result=$?
	kill_leftovers "$copier"
	wait "$copier"
	scan_for_leaks
	unload
	scan_for_leaks
	sync -f /run/out
	echo "$result" >"$status"
}

shopt -s nullglob
export PATH=$repo/tools:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export HOME=/root LC_ALL=C.UTF-8 IP_LIB_DIR=$repo/tools OUT=/run/out TMPDIR=/run/tmp
echo guest >/proc/sys/kernel/hostname
run
echo o >/proc/sysrq-trigger
# Do not access files any more: devices are shut down first.
read -r -t 60 <>/run/output
