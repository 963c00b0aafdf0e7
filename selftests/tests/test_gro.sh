#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What GRO can merge comes out of a tunnel merged; what it can't is not held up for it; either way in its order.
# Topology: as gw_topology draws it, with single segments on the wire; t4 (mode ip) and t6 (mode ether, over IPv6)
# between gw1 and gw2.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
# shellcheck source=selftests/lib/offload.sh
. "$LIB/offload.sh"
need root module:gre2890 python3 nft ethtool taskset

inject_topology
for n in 1 2; do
	ns gw$n ip -batch - <<-END
		link add t4 type gre2890 local 192.0.2.$n remote 192.0.2.$((3 - n)) key 4
		link add t6 type gre2890 mode ether local 2001:db8::$n remote 2001:db8::$((3 - n)) key 6
		link set t4 up
		link set t6 up
		address add 10.4.0.$n/24 dev t4
		address add fd04::$n/64 dev t4 nodad
		address add 10.6.0.$n/24 dev t6
		address add fd06::$n/64 dev t6 nodad
	END
done
offloads gw1 u0 tso off gso off tx-udp-segmentation off
let_be "from flows import *"
for dev in t4 t6; do
	large_counter gw2 $dev
done

# tcp ADDRESS...        TCP from gw1 to these, all at once
tcp() {
	printf "$PFX-gw1 $PFX-gw2 %s $((1 << 20))\n" "$@" |
		taskset -c 0 /usr/bin/python3 -SE "$LIB/transfer.py" | xargs
}

# udp ADDRESS [GRO]     datagrams from gw1 in bursts; prints whether all arrived, in order
udp() {
	let_be "sink = Sink('$PFX-gw2', '$1', gro=${2:-0}); source = Source('$PFX-gw1', '$1')"
	let_be "for n in range(10): source.send_large(30)"
	inject "sink.many(300) == list(range(300))"
	let_be "sink.sock.close()"
}

for dev in t4 t6; do
	net=${dev#t}
	equal "$dev: TCP arrives whole" "$(tcp "10.$net.0.2" "fd0$net::2")" "same same"
	equal "$dev: and was merged" "$(large gw2 $dev)" large
	for to in "10.$net.0.2" "fd0$net::2"; do
		equal "$dev: datagrams to $to arrive in order" "$(udp "$to")" True
		equal "$dev: nobody asked to have them merged" "$(large gw2 $dev)" none
	done
	for to in "10.$net.0.2" "fd0$net::2"; do
		equal "$dev: datagrams to $to for a socket with UDP_GRO arrive in order" "$(udp "$to" 1000)" True
		equal "$dev: merged, as it asked" "$(large gw2 $dev)" large
	done
	offloads gw2 $dev rx-udp-gro-forwarding on
	equal "$dev, rx-udp-gro-forwarding: datagrams arrive in order" "$(udp "10.$net.0.2")" True
	equal "$dev, rx-udp-gro-forwarding: merged" "$(large gw2 $dev)" large
	offloads gw2 $dev rx-udp-gro-forwarding off gro off
	equal "$dev without GRO: TCP arrives whole" "$(tcp "10.$net.0.2" "fd0$net::2")" "same same"
	equal "$dev without GRO: nothing was merged" "$(large gw2 $dev)" none
	offloads gw2 $dev gro on
done
