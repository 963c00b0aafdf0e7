#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Each flow inside a tunnel over IPv6 gets its own flow label, by which routers on the path can spread the load.
# Topology: gw_topology; t6 (mode ip), e6 (mode ether) and s6 (with sequence numbers) between gw1 and gw2.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
need root module:gre2890 python3

inject_topology
tunnel_pair t6 2001:db8:: "10.6.0. fd06::" key 6
tunnel_pair e6 2001:db8:: 10.7.0. key 7 mode ether
tunnel_pair s6 2001:db8:: 10.8.0. key 8 seq
let_be "from flows import *"
let_be "sent = Capture('$PFX-gw1', 'u0')"

# labels(AT): the labels of each of eight flows by destination port; AT is the offset of the port in the GRE payload
let_be "ports = [struct.pack('!H', 5000 + n) for n in range(8)]"
let_be "labels = lambda at: [{packet.label for packet in packets if packet.payload[at:at + 2] == port}
	for packets in [sent.take(B6)] for port in ports]"

# flows DEV ADDRESS AT EXPR     sends eight flows of three packets; prints whether EXPR holds for their labels
flows() {
	ns gw1 ping -q -c 1 -W 5 "$2" >/dev/null
	let_be "sent.take(B6); flows = [Source('$PFX-gw1', '$2', 5000 + n) for n in range(8)]"
	let_be "for flow in flows * 3: flow.send(1)"
	inject "(lambda found: $4)(labels($3))"
}

one="[len(labels) for labels in found] == [1] * 8"
many="len(set.union(*found)) > 6"
for how in "IPv4, t6 10.6.0.2 22" "IPv6, t6 fd06::2 42" "frames, e6 10.7.0.2 36"; do
	read -r what dev to at <<<"$how"
	equal "$what of one flow have one label" "$(flows "$dev" "$to" "$at" "$one")" True
	equal "$what of several flows have several labels" "$(flows "$dev" "$to" "$at" "$many")" True
done

equal "with sequence numbers all flows have one label, as they must stay in order" \
	"$(flows s6 10.8.0.2 22 "(len(set.union(*found)), 0 in set.union(*found))")" "(1, False)"

let_be "source = Source('$PFX-gw1', '10.6.0.2', 5000); sent.take(B6)"
let_be "source.send(1, 4000)"
equal "all fragments of a datagram have one label" \
	"$(inject "(lambda packets: (len(packets), len({packet.label for packet in packets})))(sent.take(B6))")" "(3, 1)"

ns gw1 sysctl -qw net.ipv6.auto_flowlabels=0
equal "with auto_flowlabels 0 no flow has a label" "$(flows t6 10.6.0.2 22 "set.union(*found)")" "{0}"
ns gw1 ip link change t6 type gre2890 flowlabel 0xabcde
equal "with flowlabel 0xabcde all flows have this label" "$(flows t6 10.6.0.2 22 "set.union(*found) == {0xabcde}")" True
