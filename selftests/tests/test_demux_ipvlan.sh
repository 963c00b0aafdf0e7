#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The packets of an ipvlan in mode l3s pass the netfilter hooks in the namespace of its lower device. They belong to no
# tunnel there.
#
#   +------------------+             +------------------+     +-------------------+
#   | gw1              |             |              gw2 |     | tenant            |
#   | 192.0.2.1/24  u0 |-------------| u0  192.0.2.2/24 |-----| i0  192.0.2.66/24 |
#   | 2001:db8::1/64   |             | 2001:db8::2/64   |     | 2001:db8::66/64   |
#   +------------------+             +------------------+     +-------------------+
# shellcheck source=selftests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
need root module:gre2890 module:ipvlan python3

inject_topology
ns_add tenant
ip -n "$PFX-gw2" link add link u0 name i0 netns "$PFX-tenant" type ipvlan mode l3s
ns tenant ip -batch - <<-END
	link set i0 up
	address add 192.0.2.66/24 dev i0
	address add 2001:db8::66/64 dev i0 nodad
END
ns gw2 ip -batch - <<-END
	link add t4 type gre2890 remote 192.0.2.1 key 4
	link add t6 type gre2890 remote 2001:db8::1 key 6
	link set t4 up
	link set t6 up
END
let_be "C4, C6 = '192.0.2.66', '2001:db8::66'"

# gets DESC PLACE PACKET LAST-PACKET LAST-WORD WORDS     claims which words PACKET brings to PLACE
gets() {
	let_be "place = $2"
	equal "$1" "$(inject "arrived(src, dst, place, $3, $4, '$5')")" "$6"
}

# tenant FAMILY                 makes the claims
tenant() {
	local last="ip(A$1, B$1, gre('last', $1))"
	gets "IPv$1: the tenant receives its datagrams" "Udp('$PFX-tenant', C$1)" \
		"ip(A$1, C$1, udp('first', A$1, C$1))" "ip(A$1, C$1, udp('last', A$1, C$1))" last first
	gets "IPv$1: a tunnel of the host receives packets to the host" "Tunnels('$PFX-gw2')" \
		"ip(A$1, B$1, gre('host', $1))" "$last" "t$1:last" "t$1:host"
	gets "IPv$1: it does not receive packets to the tenant" "Tunnels('$PFX-gw2')" \
		"ip(A$1, C$1, gre('tenant', $1))" "$last" "t$1:last" ''
}

tenant 4
tenant 6
