#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Packs what a guest opens again and again. It has this in memory, as each open of a file among the host's asks the host
# some questions: a command of the host's takes a quarter less time.
#
#   resident.sh FOLDER >ARCHIVE    commands, their libraries, all links on the way to them, and the programs in FOLDER
set -euo pipefail

# The guest's (guest.sh)
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
commands=(
	awk bash bridge cat cut ethtool grep head ip jq mktemp modprobe nft nsenter ping rm sed seq sh sleep sort sysctl tc
	tcpdump timeout
)

# links FILE            FILE, where it leads to if it is a link, and so on
links() {
	local file
	file=$(realpath "${1%/*}")/${1##*/}
	echo "$file"
	[[ ! -L $file ]] || links "$(cd "${file%/*}" && realpath -s "$(readlink "$file")")"
}

# libraries COMMAND     none if that is not a program
libraries() {
	{ ldd "$1" 2>/dev/null || true; } | sed -nE 's/^[^/]*(\/[^ ]+) \(.*/\1/p'
}

list() {
	local command file
	for command in "${commands[@]}"; do
		command=$(command -v "$command") || continue
		echo "$command"
		libraries "$command"
	done | sort -u | while read -r file; do
		links "$file"
	done
	# What there is of these
	find /bin /sbin /lib /lib64 -maxdepth 0 -type l 2>/dev/null || true
	find /etc/ld.so.cache /etc/iproute2 /usr/lib/locale/C.utf8 -type f 2>/dev/null || true
	find "$1" -maxdepth 1 -type f -executable
}

list "$1" | sort -u | cut -c 2- | tar -C / -cT -
