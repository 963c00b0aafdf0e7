#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A network card sees one flow in all packets of a tunnel. Receive packet steering sees the inner flows, on the underlay
# device as well as on the tunnel's.
# Topology: gw_topology; t4 between gw1 and gw2. The first processor sends and receives.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
need root module:gre2890 python3
[[ $(nproc) -gt 1 ]] || skip_all "there is one processor only"

inject_topology
tunnel_pair t4 192.0.2. 10.4.0. key 4
[[ -e /sys/class/net/lo/queues/rx-0/rps_cpus ]] || skip_all "this kernel steers no packets"
let_be "from flows import *"
flows=32 each=20

# steer DEV MASK        steers the packets of DEV to these processors
steer() {
	ns gw2 tee "/sys/class/net/$1/queues/rx-0/rps_cpus" <<<"$2" >/dev/null
}

# taken         prints how many packets the second processor has passed to the stack
taken() {
	printf '%d\n' "0x$(sed -n '2s/ .*//p' /proc/net/softnet_stat)"
}

# burst         sends packets of all flows; prints whether each flow arrived in order, and how many packets the second
#               processor handled for each hundred sent
burst() {
	local before order
	let_be "ends = [(Sink('$PFX-gw2', '10.4.0.2', port), Source('$PFX-gw1', '10.4.0.2', port))
		for port in range(5000, 5000 + $flows)]"
	before=$(taken)
	let_be "for sink, source in ends * $each: source.send(1)"
	order=$(inject "all(sink.many($each) == list(range($each)) for sink, source in ends)")
	echo "$order $((($(taken) - before) * 100 / (flows * each)))"
	let_be "for sink, source in ends: sink.sock.close()"
}

between() {
	[[ $1 -ge $2 && $1 -le $3 ]]
}

# steered DESC LEAST MOST     claims that the latter is between LEAST and MOST
steered() {
	local order share
	read -r order share < <(burst)
	equal "$1: each flow arrives in order" "$order" True
	check "$1: the second processor handles $2 to $3 packets of 100 ($share)" between "$share" "$2" "$3"
}

steered "without steering" 0 15
steer t4 2
steered "with steering of the tunnel to the second processor" 100 130
steer t4 3
steered "with steering of the tunnel to both processors" 20 85
steer t4 0
# Here a packet counts twice, as an outer and as an inner packet.
steer u0 3
steered "with steering of the underlay device to both processors" 40 170
