#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Each seq-mode on an underlay that reorders, duplicates and loses packets. The payload of each datagram is the sequence
# number of its GRE header. A capture at gw2's u0 shows which packets arrive in which order. A model of the mode computes
# from this, by RFC 2890, the packets that the tunnel must deliver, and every counter.
#
#   +---------------+                                   +---------------+
#   | gw1           |                                   |           gw2 |
#   |   t0 10.0.0.1 |                                   | 10.0.0.2 t0   |
#   |     192.0.2.1 |                                   | 192.0.2.2     |
#   |            u0 |--------- netem, from gw1 ---------| u0            |
#   | 2001:db8::1   |                                   |   2001:db8::2 |
#   +---------------+                                   +---------------+
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
need root module:gre2890 module:sch_netem python3 nft gre2890 jq taskset ping

count=600
# Use one processor, so that packets reach the tunnel in the order in which they reach gw2.
taskset -pc 0 $$ >/dev/null
inject_topology
let_be "from flows import *"
let_be "came = Capture('$PFX-gw2', 'u0', out=False)"
silence gw1 gw2

for n in 192.0.2.2 2001:db8::2; do
	poll 10 ns gw1 ping -q -c 1 -W 1 $n
done

# tunnel 4|6 OPTION...          makes t0 again at both ends, at gw2 with these options
tunnel() {
	local n far=192.0.2.
	[[ $1 == 4 ]] || far=2001:db8::
	shift
	for n in 1 2; do
		ns gw$n ip link del t0 2>/dev/null || true
	done
	tunnel_pair t0 $far 10.0.0. oseq / "$@"
	remote=${far}2
	let_be "source, sink, due = Source('$PFX-gw1', '10.0.0.2'), Sink('$PFX-gw2', '10.0.0.2'), []"
	let_be "before = came.take('$remote')"
}

# weather NETEM...              sets the faults of the underlay; none without arguments
weather() {
	[[ $# -eq 0 ]] || ns gw1 tc qdisc replace dev u0 root netem limit 100000 "$@"
	[[ $# -ne 0 ]] || ns gw1 tc qdisc del dev u0 root
}

netem() {
	ns gw1 tc -s -j qdisc show dev u0 | jq ".[0].$1"
}

netem_empty() {
	[[ $(netem backlog) == 0 ]]
}

none_waits() {
	[[ $(ns gw2 gre2890 -j stats | jq .netns.reorder_used) == 0 ]]
}

# through NETEM...              sends datagrams through an underlay with faults. The first one passes without faults, to start
# the flow, and so do some at the end, so that every gap is resolved
through() {
	let_be "source.send(1)"
	weather "$@"
	let_be "source.send($count)"
	poll 20 netem_empty
	lost=$(netem drops)
	weather
	let_be "source.send(5)"
	poll 20 none_waits
	let_be "came_now = came.numbers('$remote')"
	let_be "got = sink.until(source.next - 1)"
	let_be "sink.sock.close()"
}

# counters                      prints the counters of t0 at gw2 that are not 0
counters() {
	local all
	all=$(ns gw2 ethtool -S t0)
	awk -v order="drop_backlog drop_seq_old drop_seq_duplicate seq_in_order seq_gaps seq_late seq_reordered seq_lost \
		seq_timeouts seq_overflows seq_limits seq_resyncs" '
		$2 && sub(/^rx_/, "", $1) { value[$1] = $2 }
		END { n = split(order, names); for (i = 1; i <= n; i++) if (names[i] ":" in value) print names[i] ": " value[names[i] ":"] }' \
		<<<"$all" | xargs
}

# as_modelled HOW MODE WINDOW   claims that deliveries and counters are those of the model
as_modelled() {
	equal "$1: the datagrams of the model are delivered, in its order" \
		"$(inject "difference(got, model(came_now, '$2', $3)[0])")" same
	equal "$1: all counters are those of the model" "$(counters)" "$(inject "model(came_now, '$2', $3)[1]")"
}

claim() {
	equal "$1" "$(inject "$2")" True
}

rough="delay 3ms 2ms loss 5% duplicate 5%"
shuffled="delay 3ms 2ms"

# ---- each mode in rough weather -------------------------------------------------------------------------

# each_mode HOW 4|6             makes the claims for each mode
each_mode() {
	local how=$1 family=$2

	tunnel "$family" seq-mode off
	# shellcheck disable=SC2086 # words
	through $rough
	claim "$how: off: some packets arrive late, some twice, and some are lost" "rough(came_now, $count + 6)"
	claim "$how: off: every packet is delivered as it arrives" "got == came_now"
	equal "$how: off: no sequence number is counted" "$(counters)" ""

	tunnel "$family" seq-mode strict
	# shellcheck disable=SC2086
	through $rough
	claim "$how: strict: some packets arrive late, some twice" "rough(came_now, $count + 6)"
	claim "$how: strict: no packet is delivered after a later one, and none twice" "got == sorted(set(got)) and got != []"
	claim "$how: strict: the last packet is delivered" "got[-1] == $count + 5"
	as_modelled "$how: strict" strict 0

	tunnel "$family" seq-mode window seq-window 1024
	# shellcheck disable=SC2086
	through $rough
	claim "$how: window: some packets arrive late, some twice" "rough(came_now, $count + 6)"
	claim "$how: window: each packet that arrives is delivered once" "sorted(got) == sorted(set(came_now))"
	claim "$how: window: late packets are delivered, too" "got != sorted(got)"
	as_modelled "$how: window" window 1024

	tunnel "$family" seq-mode window seq-window 4
	# shellcheck disable=SC2086
	through $rough
	claim "$how: a small window: no packet is delivered twice" "len(got) == len(set(got))"
	claim "$how: a small window: some packets are too late" "len(got) < len(set(came_now))"
	as_modelled "$how: a small window" window 4

	tunnel "$family" seq-mode reorder reorder-buffer 4096 reorder-timeout 10000
	# shellcheck disable=SC2086
	through $shuffled duplicate 5%
	claim "$how: reorder: some packets arrive late, some twice" "rough(came_now, $count + 6, lost=False)"
	claim "$how: reorder: all packets are delivered in order, and once" "got == list(range($count + 6))"
	as_modelled "$how: reorder" reorder 0
}

each_mode "IPv4" 4
each_mode "IPv6" 6

# ---- what ends a wait -----------------------------------------------------------------------------------

tunnel 4 seq-mode reorder reorder-buffer 4096 reorder-timeout 100
through loss 10%
claim "loss: some were lost" "$lost > 0 and len(came_now) == $count + 6 - $lost"
claim "loss: the packets that arrive are delivered in order" "got == came_now"
equal "loss: the packets that netem drops are counted as lost" "$(reason gw2 t0 rx_seq_lost)" "$lost"
check "loss: the timer has released packets" lib_above gw2 t0 rx_seq_timeouts 0
equal "loss: the limit of the buffer has not" "$(reason gw2 t0 rx_seq_overflows)" 0
equal "loss: no packet is dropped" "$(reason gw2 t0 rx_drop_seq_old)" 0

tunnel 4 seq-mode reorder reorder-buffer 8 reorder-timeout 10000
# The first packet starts the flow. If it were lost, the model could not know the first number.
let_be "source.send()"
weather loss 10%
let_be "source.send($count)"
lost=$(netem drops)
weather
# Without faults these fill the buffer behind any gap.
let_be "source.send(9)"
check "a small buffer: no packet waits when the buffer was filled behind the last gap" poll 5 none_waits
let_be "came_now, got = came.numbers('$remote'), sink.until(source.next - 1)"
let_be "sink.sock.close()"
claim "a small buffer: some were lost" "$lost > 0 and len(came_now) == $count + 10 - $lost"
claim "a small buffer: the packets that arrive are delivered in order" "got == came_now"
equal "a small buffer: what netem dropped is counted as lost" "$(reason gw2 t0 rx_seq_lost)" "$lost"
check "a small buffer: it has ended waits" lib_above gw2 t0 rx_seq_overflows 0
equal "a small buffer: the timer has not" "$(reason gw2 t0 rx_seq_timeouts)" 0

tunnel 4 seq-mode reorder reorder-buffer 8 reorder-timeout 10000
let_be "source.send($count)"
poll 5 none_waits
let_be "got = sink.many($count)"
claim "fair weather: all pass in order" "got == list(range($count))"
equal "fair weather: all are in order, and nothing else is counted" "$(counters)" "seq_in_order: $count"
let_be "sink.sock.close()"

# ---- as many as can wait --------------------------------------------------------------------------------

tunnel 4 seq-mode reorder reorder-buffer 4096 reorder-timeout 10000
let_be "place = Tap('$PFX-gw2', 't0'); ears(place.sock)"
let_be "late = lambda number: ip4(A4, B4, gre(str(number), seq=number))"
let_be "for number in [0, *range(2, 3001)]: src.send(late(number), dst)"
equal "of 3001, the first passes, while one is missing" "$(inject "heard(place, 5, '0')")" ""
equal "and the others when it has come: none is lost, all are in order" \
	"$(inject "(src.send(late(1), dst), difference(heard(place, 5, '3000').split(), [str(n) for n in range(1, 3000)]))[1]")" same
equal "and none dropped" "$(counters)" "seq_in_order: 2999 seq_gaps: 1 seq_reordered: 1"
