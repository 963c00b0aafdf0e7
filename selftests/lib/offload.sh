# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Large packets: where there are any, and switches for what makes and segments them. Sourced after lib.sh.

# large_counter NS DEV          counts what comes in by DEV in packets of more than 2000 octets
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

# large NS DEV          prints whether there were any since the last time
large() {
	ns "$1" nft list table netdev "large_$2" |
		awk '/counter/ { for (i = 1; i < NF; i++) if ($i == "packets") print $(i + 1) ? "large" : "none" }'
	ns "$1" nft delete table netdev "large_$2"
	large_counter "$1" "$2"
}

# offloads NS DEV WORD...       on or off
offloads() {
	local space=$1
	shift
	ns "$space" ethtool -K "$@" >/dev/null
}
