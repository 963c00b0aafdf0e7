# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Claims about packets that a peer sends through a tunnel to test it, and about their answers. Sourced after lib.sh.
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"

#   +------------------------+                +-------------------------+           +-------------------------+
#   | gw1                    |                |                     gw2 |           |                     ten |
#   |        192.0.2.1/24 u0 |----------------| u0 192.0.2.2/24         |           |                         |
#   |     2001:db8::1/64     |                |    2001:db8::2/64       | - - - - - | mark 10.99.0.2/24       |
#   |                     ua |----------------| ua the same, in VRF va  |           |                         |
#   +------------------------+                +-------------------------+           +-------------------------+
#
# gw1 only sends packets, and answers none. The tunnels have their underlay in gw2, and most devices are in ten, which
# forwards nothing and refuses its own addresses as sources. The last digit of a tunnel's name is the family of its
# underlay. After each packet gw1 sends one to the device mark, and waits for its answer; the tunnel of mark is between
# 192.0.2.11 and 192.0.2.22, so that no route of the others concerns it.
answers_topology() {
	inject_topology
	ns_add ten
	# Only these claims may send.
	ns ten sysctl -qw net.ipv4.ip_forward=0 net.ipv4.conf.all.accept_local=0 net.ipv4.conf.default.accept_local=0 \
		net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.default.rp_filter=1 net.ipv6.conf.default.disable_ipv6=1
	# Requests must arrive without a route back, too.
	ns gw2 sysctl -qw net.ipv4.ip_forward=0 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.u0.rp_filter=0
	ip link add name ua netns "$PFX-gw1" type veth peer name ua netns "$PFX-gw2"
	ns gw1 sysctl -qw net.ipv6.conf.ua.disable_ipv6=1
	ns gw1 ip link set ua up
	ns gw1 nft -f - <<-END
		table inet silence {
			chain prerouting {
				type filter hook prerouting priority -300
				drop
			}
		}
	END
	silence gw2 ten
	ns gw2 nft add rule inet silence output ip protocol igmp drop
	answers_neighbours
	ns gw2 ip link add mark netns "$PFX-ten" type gre2890 local 192.0.2.22 remote 192.0.2.11 key 99
	ns ten ip -batch - <<-END
		route add blackhole ::/0
		link set mark up
		address add 10.99.0.2/24 dev mark
	END
	let_be "from answers import *"
	let_be "fates = Fates('$PFX-gw1', '$PFX-gw2', '$PFX-ten', '$PFX-gw2')"
}

answers_neighbours() {
	local dev mac
	ns gw2 ip -batch - <<-END
		link add va type vrf table 100
		link set va up
		link set ua master va
		link set ua up
		address add 192.0.2.22/24 dev u0
		address add 192.0.2.2/24 dev ua
		address add 2001:db8::2/64 dev ua nodad
	END
	for dev in u0 ua; do
		mac=$(ns gw1 ip -j link show $dev | jq -r '.[0].address')
		printf "neigh replace %s dev $dev lladdr $mac nud permanent\n" 192.0.2.{1,11} 2001:db8::1
	done | ns gw2 ip -batch -
}

# in_ten NAME OPTION...         prints the command that makes a device in ten
in_ten() {
	echo "link add $1 netns $PFX-ten type gre2890 ${*:2}"
}

# becomes DESC FATE PACKET      claims the fate of a packet that gw1 sends: all of these, joined by ", ", or "nothing"
#   answer                         gw1 gets the inner packet, with a TTL one lower
#   answer by DEV                  likewise, not by u0
#   inside A > B [key N] [csum] [seq]    likewise, in GRE between these addresses, with these fields
#   DEV                            DEV receives the inner packet unchanged
#   DEV COUNTER                    a counter of the device rose by one
becomes() {
	equal "$1" "$(inject "fates.of($3)")" "$2"
}

# answered DESC DEV PACKET      claims that a request through the tunnel of DEV gets an answer
answered() {
	becomes "$1" "answer, $2 keepalive_answered" "$3"
}
