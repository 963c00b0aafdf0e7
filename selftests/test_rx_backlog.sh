#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What does not fit in the queue to the stack (net.core.netdev_max_backlog) is dropped, and counted.
#
#   +---------------+                                   +---------------+
#   | gw1           |                                   |           gw2 |
#   |  d0 = 30 x t0 |                                   | 10.0.0.2 t0   |
#   |            u0 |-----------------------------------| u0, by NAPI   |
#   +---------------+                                   +---------------+
#
# What is sent to d0 goes through t0 30 times, mirrored, before gw2 has its turn: a burst. Protocol 253 is such as
# GRO may know, and waits for it.
# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need root module:gre2890 module:act_mirred module:cls_matchall python3 nft jq ethtool

count=30

# burst                         prints how many packets of it were delivered, and how many were dropped
burst() {
	local before dropped
	ns gw2 nft reset counters >/dev/null
	before=$(reason gw2 t0 rx_drop_backlog)
	ns gw1 python3 - <<-END
		import socket
		socket.socket(socket.AF_INET, socket.SOCK_RAW, 253).sendto(b"payload", ("10.0.0.2", 0))
	END
	poll 10 all_there "$before" || true
	dropped=$(($(reason gw2 t0 rx_drop_backlog) - before))
	echo "$(delivered) $dropped"
}

delivered() {
	ns gw2 nft -j list counters | jq '.nftables[].counter.packets // empty'
}

all_there() {
	[[ $(($(delivered) + $(reason gw2 t0 rx_drop_backlog) - $1)) -eq $count ]]
}

gw_topology
for n in 1 2; do
	# Nobody but this test is to send through the tunnels.
	ns gw$n sysctl -qw net.ipv6.conf.default.disable_ipv6=1
	ns gw$n ip -batch - <<-END
		link add t0 type gre2890 local 192.0.2.$n remote 192.0.2.$((3 - n))
		link set t0 up
		address add 10.0.0.$n/24 dev t0
	END
done
ns gw2 nft -f - <<-END
	table inet count {
		counter delivered {}
		chain prerouting {
			type filter hook prerouting priority 0
			iifname t0 ip protocol 253 counter name delivered drop
		}
	}
END
mirrors=()
for ((n = 0; n < count; n++)); do
	mirrors+=(action mirred egress mirror dev t0)
done
ns gw1 ip -batch - <<-END
	link add d0 type dummy
	link set d0 up
	route add 10.0.0.2 dev d0 src 10.0.0.1
END
ns gw1 tc qdisc add dev d0 clsact
ns gw1 tc filter add dev d0 egress matchall "${mirrors[@]}"
# The queue in front of ours, of a device without NAPI, has the same limit.
ns gw1 ethtool -K u0 tso off
ns gw2 ethtool -K u0 gro on
ns gw1 ping -q -c 1 -W 5 192.0.2.2 >/dev/null

equal "a burst that fits is delivered" "$(burst)" "$count 0"
# Before 6.9 the kernel does not tell modules of the sysctl, and the limit is its default.
if ! grep -qw net_hotdata /proc/kallsyms; then
	skip "of one that does not, some is dropped, and counted" "the limit is 1000 packets on this kernel"
	exit
fi
defer sysctl -qw "net.core.netdev_max_backlog=$(sysctl -n net.core.netdev_max_backlog)"
sysctl -qw net.core.netdev_max_backlog=5
read -r passed dropped <<<"$(burst)"
check "of one that does not, some is dropped" test "$dropped" -gt 0
check "and some is not" test "$passed" -gt 0
equal "each packet is delivered or counted" $((passed + dropped)) $count
