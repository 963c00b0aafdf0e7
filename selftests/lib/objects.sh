# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Counts the kernel's objects in memory, for claims that there is no leak. Sourced after lib.sh.

# Print the number of objects in use for each cache that the module allocates from. All objects of a page that a
# processor holds count as in use (512 of 8 octets). Shrinking the cache returns such pages.
objects() {
	local cache
	awk '$1 ~ /^(kmalloc|skbuff|ip_dst|ip6_dst|net_namespace|rhash)/ { print $1 }' /proc/slabinfo >"$WORK/caches"
	while read -r cache; do
		echo 1 >"/sys/kernel/slab/$cache/shrink"
	done <"$WORK/caches"
	awk 'FNR == NR { ours[$1]; next } $1 in ours { print $1, $2 }' "$WORK/caches" /proc/slabinfo
}

# grown LIMIT OLD-FILE NEW-FILE  fails if a cache has grown by LIMIT objects or more
grown() {
	join <(sort "$2") <(sort "$3") | awk -v most="$1" '$3 - $2 >= most { print; bad = 1 } END { exit bad }'
}
