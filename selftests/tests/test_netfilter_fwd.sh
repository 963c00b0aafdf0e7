#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# nftables forwards a packet directly from the receiving device to a neighbour on another device (fwd; flowtables do the
# same). The packet has only the headroom of the first device, and the header of a tunnel without a remote needs more.
#
#   +-----------+      +----------------------------+      +----------------------------+
#   | tenant v0 |------| v1  gw1    192.0.2.1/24 u0 |------| u0 192.0.2.2/24        gw2 |
#   |           |      |         2001:db8::1/64     |      |    2001:db8::2/64          |
#   +-----------+      |  n4, n6, without a remote  |      |  t4 10.4.0.2, t6 fd06::2   |
#                      +----------------------------+      +----------------------------+
# shellcheck source=selftests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
need root module:gre2890 python3 nft module:nft_fwd_netdev

inject_topology
ns_add tenant
ip link add name v0 netns "$PFX-tenant" type veth peer name v1 netns "$PFX-gw1"
ns tenant ip link set v0 up
ns gw1 ip -batch - <<-END
	link set v1 up
	link add n4 type gre2890 local 192.0.2.1 key 4
	link add n6 type gre2890 local 2001:db8::1 key 6
	link set n4 up
	link set n6 up
	neigh add 10.4.0.2 dev n4 lladdr 192.0.2.2
	neigh add fd06::2 dev n6 lladdr 20:01:0d:b8:00:00:00:00:00:00:00:00:00:00:00:02
END
tunnel_end 2 t4 192.0.2. 10.4.0. key 4
tunnel_end 2 t6 2001:db8:: fd06:: key 6
ns gw1 nft -f - <<-END
	table netdev gateway {
		chain ingress {
			type filter hook ingress device v1 priority 0
			ip daddr 10.4.0.2 fwd ip to 10.4.0.2 device n4
			ip daddr 10.4.0.9 fwd ip to 10.4.0.9 device n4
			ip6 daddr fd06::2 fwd ip6 to fd06::2 device n6
			ip6 daddr fd06::9 fwd ip6 to fd06::9 device n6
		}
	}
END
let_be "src = Tap('$PFX-tenant', 'v0'); dst = Tap('$PFX-gw1', 'v1')"

# forwards FAMILY NET           makes the claims
forwards() {
	let_be "place = Udp('$PFX-gw2', '${2}2')"
	let_be "to = lambda host, text: ip('${2}1', '$2' + host, udp(text, '${2}1', '$2' + host))"
	equal "IPv$1: a packet forwarded to a neighbour arrives" \
		"$(inject "arrived(src, dst, place, to('2', 'first'), to('2', 'last'))")" first
	reason_rises "IPv$1: a packet forwarded to an address without a neighbour entry is dropped" gw1 "n$1" tx_drop_no_remote \
		inject "src.send(to('9', 'none'), dst)"
}

forwards 4 10.4.0.
forwards 6 fd06::
