#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Packets that GRO can merge leave a tunnel merged. Others do not wait for it. Both stay in order.
# Topology: gw_topology, with single segments on the wire; t4 (mode ip) and t6 (mode ether, over IPv6) between gw1 and
# gw2.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
# shellcheck source=selftests/lib/offload.sh
. "$LIB/offload.sh"
need root module:gre2890 python3 nft ethtool taskset

inject_topology
tunnel_pair t4 192.0.2. "10.4.0. fd04::" key 4
tunnel_pair t6 2001:db8:: "10.6.0. fd06::" key 6 mode ether
offloads gw1 u0 tso off gso off tx-udp-segmentation off
let_be "from flows import *"
for dev in t4 t6; do
	large_counter gw2 $dev
done

# tcp ADDRESS...        sends TCP from gw1 to these addresses, all at once
tcp() {
	printf "$PFX-gw1 $PFX-gw2 %s $((1 << 20))\n" "$@" |
		taskset -c 0 /usr/bin/python3 -SE "$LIB/transfer.py" | xargs
}

# udp ADDRESS [GRO]     sends datagrams from gw1 in bursts; prints whether all arrived in order
udp() {
	let_be "sink = Sink('$PFX-gw2', '$1', gro=${2:-0}); source = Source('$PFX-gw1', '$1')"
	let_be "for n in range(10): source.send_large(30)"
	inject "sink.many(300) == list(range(300))"
	let_be "sink.sock.close()"
}

for dev in t4 t6; do
	net=${dev#t}
	equal "$dev: TCP arrives whole" "$(tcp "10.$net.0.2" "fd0$net::2")" "same same"
	equal "$dev: TCP is merged" "$(large gw2 $dev)" large
	for to in "10.$net.0.2" "fd0$net::2"; do
		equal "$dev: datagrams to $to arrive in order" "$(udp "$to")" True
		equal "$dev: they are not merged for a socket without UDP_GRO" "$(large gw2 $dev)" none
	done
	for to in "10.$net.0.2" "fd0$net::2"; do
		equal "$dev: datagrams to $to for a socket with UDP_GRO arrive in order" "$(udp "$to" 1000)" True
		equal "$dev: they are merged" "$(large gw2 $dev)" large
	done
	offloads gw2 $dev rx-udp-gro-forwarding on
	equal "$dev, rx-udp-gro-forwarding: datagrams arrive in order" "$(udp "10.$net.0.2")" True
	equal "$dev, rx-udp-gro-forwarding: datagrams are merged" "$(large gw2 $dev)" large
	offloads gw2 $dev rx-udp-gro-forwarding off gro off
	equal "$dev without GRO: TCP arrives whole" "$(tcp "10.$net.0.2" "fd0$net::2")" "same same"
	equal "$dev without GRO: TCP is not merged" "$(large gw2 $dev)" none
	offloads gw2 $dev gro on
done
