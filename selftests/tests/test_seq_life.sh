#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A change of seq-mode does not disturb traffic. Packets that wait in a reorder buffer are released in whatever way their
# wait ends, and never exceed the memory limits.
#
#   +---------------+                +---------------+     +----------------+
#   | gw1           |                |           gw2 |     |         tenant |
#   |   t0 10.0.0.1 |                | t0 10.0.0.2   |     |                |
#   |  192.0.2.1 u0 |----------------| u0 192.0.2.2  |.....| t1             |
#   +---------------+                +---------------+     +----------------+
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
need root module:gre2890 module:sch_netem python3 nft gre2890 jq ping modprobe

inject_topology
let_be "from flows import *"
silence gw1 gw2
poll 10 ns gw1 ping -q -c 1 -W 1 192.0.2.2
# A permanent neighbour: netem must drop packets of the stream only.
ns gw1 ip neigh replace 192.0.2.2 lladdr "$(ns gw2 cat /sys/class/net/u0/address)" dev u0 nud permanent

# counter NAME                  prints a counter of t0 at gw2
counter() {
	reason gw2 t0 "rx_$1"
}

used() {
	ns gw2 gre2890 -j stats | jq .netns.reorder_used
}

used_up() {
	[[ $(used) -gt 0 ]]
}

none_used() {
	[[ $(used) == 0 ]]
}

# ---- under traffic --------------------------------------------------------------------------------------

# ends                          makes t0 again at both ends, and starts a stream of numbered datagrams from gw1 to gw2
ends() {
	local n
	for n in 1 2; do
		ns gw$n ip link del t0 2>/dev/null || true
	done
	tunnel_pair t0 192.0.2. 10.0.0. oseq /
	let_be "sink, source = Sink('$PFX-gw2', '10.0.0.2'), Source('$PFX-gw1', '10.0.0.2')"
	let_be "source.begin()"
}

# mode WORDS...                 sets the seq-mode; then the stream must go on, or wait in the buffer
mode() {
	ns gw2 ip link change t0 type gre2890 seq-mode "$@"
	if [[ $* == *reorder-buffer* ]]; then
		! poll 5 used_up || waited=$((waited + 1))
	else
		[[ $(inject "sink.more()") == True ]] || not_ok "seq-mode $*: traffic goes on"
	fi
}

# stop                          ends the stream and waits for its last packet
stop() {
	let_be "total = source.end(); source.send()"
	let_be "sink.kept += sink.until(total)"
	let_be "sink.sock.close()"
}

# changes ROUND MODE...         changes from each of these modes to each other
changes() {
	local round=$1 from to
	shift
	while ((round--)); do
		for from in "$@"; do
			for to in "$@"; do
				[[ $from != "$to" ]] || continue
				# shellcheck disable=SC2086 # a mode and its words
				mode $from && mode $to
			done
		done
	done
}

ends
changes 1 off strict window reorder auto
stop
equal "changes between all modes under traffic: each packet is delivered" "$(inject "sorted(set(sink.kept)) == list(range(total + 1))")" True
equal "changes between all modes under traffic: no packet is delivered twice" "$(inject "len(sink.kept) - total - 1")" 0

# With gaps, so that packets wait at the time of the change. No other packet may overtake them.
# Add netem before the stream starts, because a device loses packets while it gets a queue.
ns gw1 tc qdisc add dev u0 root netem limit 100000 loss 1%
ends
mode strict
waited=0
changes 2 strict window "reorder reorder-timeout 10000 reorder-buffer 900"
let_be "total = source.end()"
lost=$(ns gw1 tc -s -j qdisc show dev u0 | jq '.[0].drops')
ns gw1 tc qdisc del dev u0 root
ns gw2 ip link change t0 type gre2890 seq-mode window
let_be "source.send()"
let_be "sink.kept += sink.until(total)"
let_be "sink.sock.close()"
check "with gaps: packets were lost on the underlay" test "$lost" -gt 0
equal "with gaps: packets waited before each change from reorder" "$waited" 8
equal "with gaps: no other packet is lost" "$(inject "total + 1 - len(sink.kept)")" "$lost"
equal "with gaps: the tunnel drops nothing" \
	"$(ns gw2 ethtool -S t0 | awk '/rx_drop_/ && $2 { print $1, $2 }' | xargs)" ""
equal "with gaps: all packets are delivered in order, and once" "$(inject "sink.kept == sorted(set(sink.kept))")" True
check "with gaps: no packet waits in the end" poll 5 none_used
ns gw1 ip link del t0

# ---- each way out of the buffer -------------------------------------------------------------------------

# buffer                        makes t0 at gw2 again; the first number passes, and three packets wait for the second one
buffer() {
	ns gw2 ip link del t0 2>/dev/null || true
	ns gw2 ip link add t0 type gre2890 local 192.0.2.2 remote 192.0.2.1 seq-mode reorder reorder-timeout 10000
	ns gw2 ip link set t0 up
	let_be "place = Tap('$PFX-gw2', 't0')"
	send a 1000 c 1002 d 1003 e 1004
	let_be "first = heard(place, 5, 'a')"
}

# taps                          opens the sockets to send by again
taps() {
	let_be "src, dst = Tap('$PFX-gw1', 'u0'), Tap('$PFX-gw2', 'u0')"
}

# send TEXT NUMBER...           sends texts with sequence numbers
send() {
	while [[ $# -gt 0 ]]; do
		let_be "src.send(ip4(A4, B4, gre('$1', seq=$2)), dst)"
		shift 2
	done
}

# passes DESC TEXTS LAST        claims that TEXTS arrive in this order, and then LAST
passes() {
	equal "$1" "$(inject "heard(place, 5, '$3')")" "$2"
}

buffer
check "the memory of waiting packets is reported" poll 5 used_up
equal "  the packets behind the gap wait" "$(counter seq_gaps) $(counter seq_in_order)" "1 3"
equal "  no packet is delivered" "$(inject "heard(place, 0.1)")" ""
send b 1001 last 1005
passes "the missing packet releases them: all are delivered in order" "b c d e" last
check "  and the memory is freed" poll 5 none_used

for to in off strict window; do
	buffer
	check "reorder: packets wait" poll 5 used_up
	ns gw2 ip link change t0 type gre2890 seq-mode $to
	send last 1005
	passes "reorder to $to: the waiting packets are delivered" "c d e" last
	equal "reorder to $to: the gap is lost" "$(counter seq_lost)" 1
	check "reorder to $to: the memory is freed" poll 5 none_used
done

buffer
check "another key: packets wait" poll 5 used_up
ns gw2 ip link change t0 type gre2890 ikey 5
passes "another key: the waiting packets are delivered" "c d" e
check "another key: the memory is freed" poll 5 none_used

buffer
ns gw2 ip link change t0 type gre2890 reorder-timeout 50
passes "another timeout: the waiting packets are delivered" "c d" e
send g 1006
passes "another timeout: it holds for the next packets" "" g
equal "another timeout: the timer had not expired before" "$(counter seq_timeouts)" 1
check "another timeout: the memory is freed" poll 5 none_used

buffer
check "down: packets wait" poll 5 used_up
ns gw2 ip link set t0 down
equal "down: they are dropped and counted" "$(counter drop_down)" 3
equal "down: the memory is freed" "$(used)" 0
ns gw2 ip link set t0 up
let_be "place = Tap('$PFX-gw2', 't0')"
send b 1001 last 1005
passes "up again: none of them is delivered, and an older one is dropped" "" last
equal "up again: the older one is counted as old" "$(counter drop_seq_old)" 1

buffer
check "deleted: packets wait" poll 5 used_up
check "deleted: the link can be deleted" timeout 20 ip -n "$PFX-gw2" link del t0
check "deleted: the memory is freed" poll 5 none_used

# The device is in another namespace than the underlay.
elsewhere() {
	ns_add tenant
	ns gw2 ip link add t1 netns "$PFX-tenant" type gre2890 local 192.0.2.2 remote 192.0.2.1 key 1 \
		seq-mode reorder reorder-timeout 10000
	ns tenant ip link set t1 up
	let_be "place = Tap('$PFX-tenant', 't1')"
	let_be "for text, number in ('a', 0), ('c', 2), ('d', 3): src.send(ip4(A4, B4, gre(text, 1, number)), dst)"
	let_be "first = heard(place, 5, 'a'); place.sock.close()"
	check "$1: packets wait" poll 5 used_up
}

gone() {
	! ns "$1" ip link show dev "$2"
}

elsewhere "the device's namespace is deleted"
let_be "hang_up('$PFX-gw1')"
ns_del tenant
# They are released before the timer expires.
check "the device's namespace is deleted: the memory of the underlay is freed" poll 7 none_used
taps

# ---- memory ---------------------------------------------------------------------------------------------

grown() {
	[[ $(used) -gt $before ]]
}

buffer
before=$(used)
let_be "parts = [(n, n + 8) for n in range(0, 1400, 8)]"
let_be "for part in fragments(A4, B4, parts, gre('x' * 1392, seq=1010)): src.send(part, dst)"
check "a packet that arrives in small fragments waits" poll 5 grown
check "  and uses no more memory than a whole one" test $(($(used) - before)) -lt 10000
let_be "place.sock.close()"

refused "the limit is not for the root of a user namespace" "not permitted|CAP_NET_ADMIN" \
	unshare -Urn gre2890 netns reorder-memory 1000
check "only root of the machine may change the limit" ns gw2 gre2890 netns reorder-memory 1000
equal "it is told of" "$(ns gw2 gre2890 -j stats | jq .netns.reorder_memory)" 1000
equal "and is that namespace's alone" "$(ns gw1 gre2890 -j stats | jq .netns.reorder_memory)" $((16 << 20))
buffer
passes "a limit below a few packets: packets are delivered at once, in spite of a gap" "c d" e
equal "a limit below a few packets: this is counted" "$(counter seq_limits)" 1
equal "a limit below a few packets: no other limit is counted" "$(counter seq_timeouts) $(counter seq_overflows)" "0 0"
send b 1001 last 1005
passes "a limit below a few packets: the missing packet is too late" "" last
equal "a limit below a few packets: no packet waits" "$(used)" 0

ns gw2 gre2890 netns reorder-memory 64K
buffer
check "a limit of 64 KiB: a few packets wait" poll 5 used_up
equal "a limit of 64 KiB: they are not delivered" "$(inject "heard(place, 0.1)")" ""
let_be "for n in range(1, 200): src.send(ip4(A4, B4, gre('x' * 1000, seq=1004 + 2 * n)), dst)"
check "a limit of 64 KiB: it is reached with more packets" lib_above gw2 t0 rx_seq_limits 0
check "a limit of 64 KiB: it is not exceeded" test "$(used)" -le 65536
ns gw2 ip link del t0
equal "the memory is freed" "$(used)" 0

# Fill the memory of the namespace with small packets of another tunnel.
ns gw2 ip link add t2 type gre2890 local 192.0.2.2 remote 192.0.2.1 key 9 seq-mode reorder reorder-timeout 10000 \
	reorder-buffer 4096
ns gw2 ip link set t2 up
let_be "src.send(ip4(A4, B4, gre('x', 9, 0)), dst)"
let_be "src.send(ip4(A4, B4, gre('x', 9, 2)), dst)"
check "packets of another tunnel fill the memory" poll 5 used_up
let_be "for n in range(2, $((65536 / $(used))) + 1): src.send(ip4(A4, B4, gre('x', 9, 2 * n)), dst)"
buffer
equal "  packets of this tunnel can wait nevertheless" "$(inject "heard(place, 0.1)")" ""
send b 1001 last 1005
passes "  and are delivered in order" "b c d e" last
equal "  the limit releases packets of the tunnel that uses most memory" \
	"$(counter seq_limits) $([[ $(reason gw2 t2 rx_seq_limits) -gt 0 ]] && echo more)" "0 more"
ns gw2 ip link del t2
ns gw2 ip link del t0
equal "  and all memory is freed in the end" "$(used)" 0
ns gw2 gre2890 netns reorder-memory 16M

# ---- with everything ------------------------------------------------------------------------------------

elsewhere "the underlay's namespace is deleted"
let_be "hang_up('$PFX-gw1')"
ns_del gw2
check "the underlay's namespace is deleted, and the device with it" poll 20 gone tenant t1
ns_del tenant

ns_add gw2
ns gw1 ip link del u0 2>/dev/null || true
ip link add name u0 netns "$PFX-gw1" type veth peer name u0 netns "$PFX-gw2"
for n in 1 2; do
	ns gw$n ip link set u0 up
	ns gw$n ip address add 192.0.2.$n/24 dev u0
done
taps
buffer
elsewhere "the module is removed"
check "the module is removed: this succeeds while packets wait" timeout 60 modprobe -r gre2890
check_fail "the module is removed: it is gone" test -e /sys/module/gre2890
check "the module is removed: it can be loaded again" modprobe gre2890
buffer
check "then packets wait as before" poll 5 used_up
