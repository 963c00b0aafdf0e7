# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Detects large packets, and sets the offloads that make and segment them. Sourced after lib.sh.

# large_counter NS DEV          starts to count the packets of more than 2000 octets that DEV receives
large_counter() {
	ns "$1" nft -f - <<-END
		table netdev large_$2 {
			chain ingress {
				type filter hook ingress device $2 priority 0
				meta length > 2000 counter
			}
		}
	END
}

# large NS DEV          prints whether DEV received such packets since the last call
large() {
	ns "$1" nft list table netdev "large_$2" |
		awk '/counter/ { for (i = 1; i < NF; i++) if ($i == "packets") print $(i + 1) ? "large" : "none" }'
	ns "$1" nft delete table netdev "large_$2"
	large_counter "$1" "$2"
}

# offloads NS DEV WORD...       sets offloads as `ethtool -K` does
offloads() {
	local space=$1
	shift
	ns "$space" ethtool -K "$@" >/dev/null
}
