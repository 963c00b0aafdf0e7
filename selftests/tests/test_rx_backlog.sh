#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Packets that do not fit in the queue to the stack (net.core.netdev_max_backlog) are dropped and counted.
#
#   +---------------+                                   +---------------+
#   | gw1           |                                   |           gw2 |
#   |  d0 = 30 x t0 |                                   | t0            |
#   |  d1 = t1 + t2 |                                   | t1, t2        |
#   |        x1, x2 |                                   |               |
#   |            u0 |-----------------------------------| u0, by NAPI   |
#   +---------------+                                   +---------------+
#
# A packet to d0 is mirrored through t0 30 times before gw2 runs: a burst. GRO holds packets of protocol 253. t1 and t2
# send sequence numbers, and gw2 reorders their packets. x1 and x2 send packets of t1 and t2 with other sequence numbers.
# shellcheck source=selftests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
need root module:gre2890 module:act_mirred module:cls_matchall python3 nft jq ethtool

count=30 buffer=4096

# once ADDR                     sends one packet
once() {
	ns gw1 python3 - "$1" <<-END
		import socket, sys
		socket.socket(socket.AF_INET, socket.SOCK_RAW, 253).sendto(b"payload", (sys.argv[1], 0))
	END
}

# numbered DEV COUNT            sends datagrams
numbered() {
	ns gw1 python3 - "$@" <<-END
		import socket, sys
		UDP_SEGMENT = 103
		sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, sys.argv[1].encode())
		sock.setsockopt(socket.IPPROTO_UDP, UDP_SEGMENT, 1)
		left = int(sys.argv[2])
		while left:
		    left -= sock.sendto(bytes(min(left, 64)), ("10.0.1.2", 9))
	END
}

# burst                         sends a burst; prints how many of its packets were delivered and how many were dropped
burst() {
	local before dropped
	ns gw2 nft reset counters >/dev/null
	before=$(reason gw2 t0 rx_drop_backlog)
	once 10.0.0.2
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

# numbers_there COUNT           have COUNT packets of t1 and t2 been delivered or dropped?
numbers_there() {
	[[ $(($(delivered) + $(reason gw2 t1 rx_drop_backlog) + $(reason gw2 t2 rx_drop_backlog))) -eq $1 ]]
}

gw_topology
for n in 1 2; do
	# Only this test may send through the tunnels.
	ns gw$n sysctl -qw net.ipv6.conf.default.disable_ipv6=1
done
tunnel_pair t0 192.0.2. 10.0.0.
for n in 1 2; do
	tunnel_pair t$n 192.0.2. "" key $n oseq / key $n seq-mode reorder reorder-buffer "$buffer" reorder-timeout 10000
done
ns gw2 nft -f - <<-END
	table inet count {
		counter delivered {}
		chain prerouting {
			type filter hook prerouting priority 0
			iifname { t0, t1, t2 } ip protocol { 17, 253 } counter name delivered drop
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
	link add d1 type dummy
	link set d1 up
	route add 10.0.1.2 dev d1 src 10.0.0.1
END
ns gw1 tc qdisc add dev d0 clsact
ns gw1 tc filter add dev d0 egress matchall "${mirrors[@]}"
ns gw1 tc qdisc add dev d1 clsact
ns gw1 tc filter add dev d1 egress matchall action mirred egress mirror dev t1 action mirred egress mirror dev t2
# The queue of a device without NAPI, which comes before that of gre2890, has the same limit.
ns gw1 ethtool -K u0 tso off tx-gre-segmentation off
ns gw2 ethtool -K u0 gro on
ns gw1 ping -q -c 1 -W 5 192.0.2.2 >/dev/null

equal "a burst that fits is delivered" "$(burst)" "$count 0"
# Before 6.9 modules cannot read the sysctl, and the limit is its default.
if ! grep -qw net_hotdata /proc/kallsyms; then
	skip "of a burst that does not fit, some packets are dropped and counted" "the limit is 1000 packets on this kernel"
	exit
fi
defer sysctl -qw "net.core.netdev_max_backlog=$(sysctl -n net.core.netdev_max_backlog)"
sysctl -qw net.core.netdev_max_backlog=5
read -r passed dropped <<<"$(burst)"
check "of a burst that does not fit, some packets are dropped" test "$dropped" -gt 0
check "  and some are delivered" test "$passed" -gt 0
equal "  and each packet is delivered or counted" $((passed + dropped)) $count

# Send number 0 of both tunnels, no number 1, then as many as t1 can hold, and some of t2. Then x1 and x2, whose number 0 is
# old, send number 1 of both in one burst, which releases all.
ns gw1 ip -batch - <<-END
	link add x1 type gre2890 local 192.0.2.1 remote 192.0.2.2 ikey 11 okey 1 oseq
	link add x2 type gre2890 local 192.0.2.1 remote 192.0.2.2 ikey 12 okey 2 oseq
	link set x1 up
	link set x2 up
END
ns gw2 nft reset counters >/dev/null
numbered x1 1
numbered x2 1
ns gw1 nft -f - <<-END
	table inet lose {
		chain output {
			type filter hook output priority 0
			ip protocol gre drop
		}
	}
END
numbered x1 1 || true
numbered x2 1 || true
ns gw1 nft delete table inet lose
once 10.0.1.2
numbered x1 $buffer
numbered x2 100
equal "no packet is delivered before the missing one" "$(delivered)" 2
once 10.0.1.2
check "each packet that waited is delivered or counted" poll 20 numbers_there $((buffer + 100 + 4))
equal "all packets that waited in one buffer are delivered, whatever the limit of the queue" "$(reason gw2 t1 rx_drop_backlog)" 0
# Packets that waited are dropped too, not only number 1 itself.
check "the limit of the queue holds for packets that waited in several buffers" test "$(reason gw2 t2 rx_drop_backlog)" -gt 50
