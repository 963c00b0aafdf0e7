#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Packs the files that a guest opens often. The guest keeps them in memory, because each open of a host's file takes several
# requests to the host: commands take a quarter less time.
#
#   resident.sh FOLDER >ARCHIVE    commands, their libraries, all links on the way to them, and the programs in FOLDER
set -euo pipefail

# The same as in guest.sh
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
commands=(
	awk bash bridge cat cut ethtool grep head ip jq mktemp modprobe nft nsenter ping rm sed seq sh sleep sort sysctl tc
	tcpdump timeout
)

# links FILE            prints FILE, and if it is a link its target, and so on
links() {
	local file
	file=$(realpath "${1%/*}")/${1##*/}
	echo "$file"
	[[ ! -L $file ]] || links "$(cd "${file%/*}" && realpath -s "$(readlink "$file")")"
}

# libraries COMMAND     prints the libraries of a program, none for a script
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
	# Those of these that exist
	find /bin /sbin /lib /lib64 -maxdepth 0 -type l 2>/dev/null || true
	find /etc/ld.so.cache /etc/iproute2 /usr/lib/locale/C.utf8 -type f 2>/dev/null || true
	find "$1" -maxdepth 1 -type f -executable
}

list "$1" | sort -u | cut -c 2- | tar -C / -cT -
