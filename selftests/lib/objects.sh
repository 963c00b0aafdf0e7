# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# What the kernel keeps in memory, for claims that it keeps nothing; sourced after lib.sh.

# Objects in use, of the caches that our allocations come from.  A page that a processor has for itself counts as in use
# whole, with 512 objects of 8 octets: shrinking the cache takes it back.
objects() {
	local cache
	awk '$1 ~ /^(kmalloc|skbuff|ip_dst|ip6_dst|net_namespace|rhash)/ { print $1 }' /proc/slabinfo >"$WORK/caches"
	while read -r cache; do
		echo 1 >"/sys/kernel/slab/$cache/shrink"
	done <"$WORK/caches"
	awk 'FNR == NR { ours[$1]; next } $1 in ours { print $1, $2 }' "$WORK/caches" /proc/slabinfo
}

# grown MOST OLD-FILE NEW-FILE  fails if one cache has that many objects more
grown() {
	join <(sort "$2") <(sort "$3") | awk -v most="$1" '$3 - $2 >= most { print; bad = 1 } END { exit bad }'
}
