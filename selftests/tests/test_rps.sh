#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A network card sees one flow in all that comes through a tunnel. Receive packet steering sees those inside, on the
# underlay's device as well as on the tunnel's.
# Topology: as gw_topology draws it; t4 between gw1 and gw2. What is sent from the first processor arrives there.
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

# steer DEV MASK        to these processors
steer() {
	ns gw2 tee "/sys/class/net/$1/queues/rx-0/rps_cpus" <<<"$2" >/dev/null
}

# Packets that the second processor has taken into the stack
taken() {
	printf '%d\n' "0x$(sed -n '2s/ .*//p' /proc/net/softnet_stat)"
}

# burst         each flow sends in its turn; prints whether all of each arrived in order, and how many of a hundred
# packets the second processor took
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

# steered DESC LEAST MOST
steered() {
	local order share
	read -r order share < <(burst)
	equal "$1: each flow arrives in order" "$order" True
	check "$1: the second processor takes $2 to $3 of 100 ($share)" between "$share" "$2" "$3"
}

steered "no steering" 0 15
steer t4 2
steered "the tunnel, to the second" 100 130
steer t4 3
steered "the tunnel, to both" 20 85
steer t4 0
# There a packet counts twice, in its outer header and without.
steer u0 3
steered "the underlay, to both" 40 170
