#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A device with several queues, such as a network card, distributes packets by their inner flows, and the queues are not in
# order with each other. So packets with sequence numbers are one flow.
#
#   +------------------+             +------------------+
#   | gw1              |             |              gw2 |
#   | 192.0.3.1/24  u1 |--4 queues---| u1  192.0.3.2/24 |
#   | 2001:db8:3::1/64 |             | 2001:db8:3::2/64 |
#   |  s4 s6 p4 p6     |             |  s4 s6 p4 p6     |
#   +------------------+             +------------------+
#
# s4 and s6 send sequence numbers, p4 and p6 do not.
# shellcheck source=selftests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
need root module:gre2890 python3 tc jq

inject_topology
ip link add name u1 numtxqueues 4 netns "$PFX-gw1" type veth peer name u1 netns "$PFX-gw2"
for n in 1 2; do
	ns gw$n ip -batch - <<-END
		link set u1 up
		address add 192.0.3.$n/24 dev u1
		address add 2001:db8:3::$n/64 dev u1 nodad
	END
done
tunnel_pair s4 192.0.3. 10.1.0. key 1 seq
tunnel_pair p4 192.0.3. 10.2.0. key 2
tunnel_pair s6 2001:db8:3:: 10.3.0. key 3 seq
tunnel_pair p6 2001:db8:3:: 10.4.0. key 4
ns gw1 tc qdisc add dev u1 root mq
let_be "from flows import *"

# sent                          prints how many packets each queue has sent, one number a line
sent() {
	ns gw1 tc -s -j qdisc show dev u1 | jq '.[] | select(.kind != "mq").packets'
}

# queues NET                    sends sixteen flows of ten packets; prints how many queues sent at least ten packets
queues() {
	ns gw1 ping -n -q -c 1 -W 5 "10.$1.0.2" >/dev/null
	sent >"$WORK/before"
	let_be "flows = [Source('$PFX-gw1', '10.$1.0.2', 5000 + n) for n in range(16)]"
	let_be "for flow in flows * 10: flow.send(1)"
	sent | paste "$WORK/before" - | awk '$2 - $1 >= 10 { queues++ } END { print queues + 0 }'
}

# one_flow FAMILY NET-WITHOUT NET-WITH     makes the claims for inner networks without and with sequence numbers
one_flow() {
	check "IPv$1: flows without numbers are parted" test "$(queues "$2")" -gt 1
	equal "IPv$1: those with numbers are not" "$(queues "$3")" 1
}

one_flow 4 2 1
one_flow 6 4 3
ns gw1 sysctl -qw net.ipv6.auto_flowlabels=0
equal "IPv6: nor if they get no flow label" "$(queues 3)" 1
