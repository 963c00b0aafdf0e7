#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The sequence numbers that a tunnel sends, beside those of ip_gre: all processors share one sequence, which starts at 0
# and has no gap or duplicate. Some changes restart it.
#
#   +---------------------+                +---------------------+
#   | gw1                 |                |                 gw2 |
#   |  t0: 10.0.0.1       |                |        10.0.0.2 :t0 |
#   |  s0: 10.9.0.1 (gre) |                |  (gre) 10.9.0.2 :s0 |
#   |        192.0.2.1 u0 |----------------| u0 192.0.2.2        |
#   |                     |                |    192.0.2.3, .4    |
#   +---------------------+                +---------------------+
#
# Capture packets as they leave gw1. One processor sends for the tunnel, and a packet socket on the device sees them in
# this order. On arrival they have passed the queues of several processors.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
need root module:gre2890 module:ip_gre python3 nft ping jq

inject_topology
let_be "from flows import *"
let_be "sent = Capture('$PFX-gw1', 'u0')"
silence gw1
ns gw2 ip -batch - <<END
address add 192.0.2.3/24 dev u0
address add 192.0.2.4/24 dev u0
END
tunnel_end 2 t0 192.0.2. 10.0.0. key 1
# Resolve neighbours first: packets that wait for an address are reordered or lost.
for n in 192.0.2.2 192.0.2.3 192.0.2.4 2001:db8::2; do
	poll 10 ns gw1 ping -q -c 1 -W 1 $n
done

# ---- several processors ---------------------------------------------------------------------------------

cpus=$(nproc)
# concurrent HOW LOCAL REMOTE OPTION...   claims about four senders on each of at least two processors, with 2000 packets each
concurrent() {
	local how=$1 local=$2 remote=$3
	shift 3
	ns gw1 ip -batch - <<-END
		link add c0 type gre2890 local $local remote $remote oseq $*
		link set c0 up
		address add 10.1.0.1/24 dev c0
		neigh replace 10.1.0.2 lladdr 02:00:00:00:00:02 dev c0
	END
	let_be "streams = [Source('$PFX-gw1', '10.1.0.2') for n in range(4 * $cpus)]"
	let_be "together(streams, 2000)"
	let_be "got = sent.numbers('$remote')"
	equal "$how: there are as many sequence numbers as packets that were not dropped" \
		"$(inject "len(got) + $(reason gw1 c0 tx_drop_backlog) - 4 * $cpus * 2000")" 0
	equal "$how: each number occurs once, and none is missing" "$(inject "sorted(got) == list(range(len(got)))")" True
	equal "$how: the numbers are in ascending order" "$(inject "got == sorted(got)")" True
	ns gw1 ip link del c0
}

if [[ $cpus -gt 1 ]]; then
	concurrent "$cpus processors" 192.0.2.1 192.0.2.2
	concurrent "$cpus processors, frames over IPv6" 2001:db8::1 2001:db8::2 mode ether csum key 9
	# Large packets are segmented while the next ones wait.
	ns gw1 ethtool -K u0 tx-gre-segmentation off tx-gre-csum-segmentation off >/dev/null
	ns gw1 ip -batch - <<-END
		link add c0 type gre2890 local 192.0.2.1 remote 192.0.2.2 oseq
		link set c0 up
		address add 10.1.0.1/24 dev c0
	END
	let_be "streams = [Source('$PFX-gw1', '10.1.0.2') for n in range(2 * $cpus)]"
	let_be "together(streams, 60, large=20)"
	let_be "got = sent.numbers('192.0.2.2')"
	equal "$cpus processors, large packets: each segment has its own number" \
		"$(inject "len(got) + 20 * $(reason gw1 c0 tx_drop_backlog) - 2 * $cpus * 60 * 20")" 0
	equal "$cpus processors, large packets: the numbers are in ascending order, and none is missing" \
		"$(inject "got == list(range(len(got)))")" True
	ns gw1 ip link del c0

	# Packets wait for another processor in a short queue.
	backlog=$(</proc/sys/net/core/netdev_max_backlog)
	defer sh -c "echo $backlog >/proc/sys/net/core/netdev_max_backlog"
	echo 1 >/proc/sys/net/core/netdev_max_backlog
	concurrent "$cpus processors, a short queue" 192.0.2.1 192.0.2.2
	echo "$backlog" >/proc/sys/net/core/netdev_max_backlog

	# Two tunnels inside each other: a packet queued for another processor must keep its nesting depth.
	ns gw1 ip -batch - <<-END
		link add p1 type gre2890 local 192.0.2.1 remote 198.51.100.1 oseq
		link add p2 type gre2890 local 192.0.2.1 remote 198.51.100.2 oseq
		link set p1 up
		link set p2 up
		route add 198.51.100.1 dev p2
		route add 198.51.100.2 dev p1
		route add 203.0.113.1 dev p1
		route add 203.0.113.2 dev p2
	END
	let_be "streams = [Source('$PFX-gw1', f'203.0.113.{n % 2 + 1}') for n in range(2 * $cpus)]"
	let_be "together(streams, 1000)"
	passed() { ns gw1 ip -s -j link show p1 | jq '.[0].stats64.tx.packets'; }
	rests() { local before; before=$(passed) && sleep 0.3 && [[ $(passed) -eq $before ]]; }
	check "two tunnels in each other: the module has no packet left in the loop" poll 20 rests
	equal "two tunnels in each other: each packet is counted once as dropped" "$(($(reason gw1 p1 tx_drop_nesting) +
		$(reason gw1 p2 tx_drop_nesting) + $(reason gw1 p1 tx_drop_backlog) +
		$(reason gw1 p2 tx_drop_backlog)))" $((2 * cpus * 1000))
	ns gw1 ip link del p1
	ns gw1 ip link del p2
else
	skip "several processors" "there is only one"
fi

# ---- where numbers begin --------------------------------------------------------------------------------

ns gw1 ip -batch - <<END
link add t0 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 1 oseq
link add s0 type gre local 192.0.2.1 remote 192.0.2.3 key 2 oseq
link set t0 up
link set s0 up
address add 10.0.0.1/24 dev t0
address add 10.9.0.1/24 dev s0
END
let_be "ours, stock = Source('$PFX-gw1', '10.0.0.2'), Source('$PFX-gw1', '10.9.0.2')"

# three NAME REMOTE             prints the sequence numbers of three packets
three() {
	inject "($1.send(3), sent.numbers('$2'))[1]"
}

# both DESC NUMBERS             claims which numbers the next three packets of both kinds have
both() {
	equal "$1: type gre2890" "$(three ours 192.0.2.2)" "$2"
	equal "$1: type gre does the same" "$(three stock 192.0.2.3)" "$2"
}

both "a new tunnel starts with sequence number 0" "[0, 1, 2]"
for n in t0 s0; do
	ns gw1 ip link set $n down
	ns gw1 ip link set $n up
done
both "setting the device down and up continues the sequence" "[3, 4, 5]"

# after DESC NUMBERS REMOTE OPTION...    claims which numbers the next three packets have after a change
after() {
	ns gw1 ip link change t0 type gre2890 "${@:4}"
	equal "$1" "$(three ours "$3")" "$2"
}

after "another ttl continues the sequence" "[6, 7, 8]" 192.0.2.2 ttl 9
after "csum continues the sequence" "[9, 10, 11]" 192.0.2.2 csum
after "another ikey continues the sequence" "[12, 13, 14]" 192.0.2.2 ikey 5
after "another seq-mode continues the sequence" "[15, 16, 17]" 192.0.2.2 seq-mode reorder
after "another okey restarts at 0" "[0, 1, 2]" 192.0.2.2 okey 3
after "the same okey continues the sequence" "[3, 4, 5]" 192.0.2.2 okey 3
after "another remote restarts at 0" "[0, 1, 2]" 192.0.2.4 remote 192.0.2.4
after "the same remote continues the sequence" "[3, 4, 5]" 192.0.2.4 remote 192.0.2.4
after "nooseq sends no sequence numbers" "[None, None, None]" 192.0.2.4 nooseq
after "oseq again restarts at 0" "[0, 1, 2]" 192.0.2.4 oseq
refused "a change that is refused" "mode can't be changed" \
	ns gw1 ip link change t0 type gre2890 okey 4 mode ether
equal "a refused change continues the sequence" "$(three ours 192.0.2.4)" "[3, 4, 5]"
ns gw1 ip link change s0 type gre local 192.0.2.1 remote 192.0.2.3 key 2 oseq ttl 9
equal "type gre continues the sequence after another ttl, too" "$(three stock 192.0.2.3)" "[6, 7, 8]"
ns gw1 ip -batch - <<END
link del t0
link add t0 type gre2890 local 192.0.2.1 remote 192.0.2.4 key 1 oseq
link set t0 up
address add 10.0.0.1/24 dev t0
END
equal "a tunnel that is deleted and added again starts with 0" "$(three ours 192.0.2.4)" "[0, 1, 2]"
