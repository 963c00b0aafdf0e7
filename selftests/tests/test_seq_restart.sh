#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A peer that is deleted and made again restarts its sequence numbers at 0. ip_gre drops everything until they have caught
# up. With gre2890 seq-resync decides, in every mode that checks numbers.
#
#   +---------------+                +---------------------+
#   | gw1           |                |                 gw2 |
#   |   t0 10.0.0.1 |                |   (gre) 10.0.0.2 t0 |
#   |  192.0.2.1 u0 |----------------| u0 192.0.2.2        |
#   +---------------+                +---------------------+
#
# gw2 sends sequence numbers to gw1, except in the last part.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
need root module:gre2890 module:ip_gre python3 python:yaml nft ping taskset ethtool jq

taskset -pc 0 $$ >/dev/null
inject_topology
let_be "from flows import *"
let_be "from events import Events"
let_be "sink = None"
silence gw1 gw2
poll 10 ns gw1 ping -q -c 1 -W 1 192.0.2.2

# peer [OPTION...]              makes gw2's end again
peer() {
	ns gw2 ip link del t0 2>/dev/null || true
	ns gw2 ip -batch - <<-END
		link add t0 type gre local 192.0.2.2 remote 192.0.2.1 key 7 ${*:-oseq}
		link set t0 up
		address add 10.0.0.2/24 dev t0
	END
}

# hear NS ADDRESS               sets where datagrams are expected
hear() {
	let_be "sink = sink and sink.sock.close(); sink = Sink('$PFX-$1', '$2')"
}

# ours OPTION...                makes gw1's end again
ours() {
	ns gw1 ip link del t0 2>/dev/null || true
	tunnel_end 1 t0 192.0.2. 10.0.0. key 7 "$@"
	hear gw1 10.0.0.1
}

# send N                        sends N datagrams; prints which of them arrive, by their position
# Datagrams arrive at most a moment after they were sent.
send() {
	inject "passing($1, Source('$PFX-gw2', '10.0.0.1'), sink)"
}

count() {
	reason gw1 t0 "rx_$1"
}

# mode OPTION...                makes the claims for a seq-mode
mode() {
	local how="$*" wait=''
	[[ $how != reorder* ]] || wait="reorder-timeout 10000"
	how=${how%% *}

	peer
	# shellcheck disable=SC2086 # words
	ours seq-mode "$@" $wait
	equal "$how: a flow of 30 packets is delivered" "$(send 30)" "0-29"
	peer
	equal "$how, never: packets of a peer that has restarted are dropped" "$(send 20)" "none"
	equal "$how, never: they are counted as old" "$(count drop_seq_old)" 20
	equal "$how, never: they are delivered when the numbers have caught up" "$(send 12)" "10-11"
	equal "$how, never: there was no resynchronisation" "$(count seq_resyncs)" 0

	ns gw1 ip link change t0 type gre2890 seq-resync packets 5
	peer
	equal "$how, packets 5: the fifth packet is delivered, and all after it" "$(send 9)" "4-8"
	equal "$how, packets 5: the resynchronisation is counted" "$(count seq_resyncs)" 1
	peer
	equal "$how, packets 5: four packets are too few" "$(send 4)" "none"
	equal "$how, packets 5: one more is enough" "$(send 1)" "0"
	equal "$how, packets 5: the resynchronisation is counted" "$(count seq_resyncs)" 2
	equal "$how, packets 5: the tunnel works" "$(send 30)" "0-29"

	# An hour has not passed.
	ns gw1 ip link change t0 type gre2890 seq-resync idle 3600000
	send 1 >/dev/null
	peer
	equal "$how, idle: packets are dropped before the time is over" "$(send 20)" "none"
	equal "$how, idle: there was no resynchronisation" "$(count seq_resyncs)" 2
	ns gw1 ip link change t0 type gre2890 seq-resync idle 500
	sleep 0.6
	equal "$how, idle 500: after this time the next packet is delivered, and all after it" "$(send 5)" "0-4"
	equal "$how, idle 500: the resynchronisation is counted" "$(count seq_resyncs)" 3

	ns gw1 ip link change t0 type gre2890 seq-resync never
	peer
	equal "$how, never again: packets of a peer that has restarted are dropped" "$(send 5)" "none"
}

# The window is smaller than the numbers sent so far: in a larger one the new numbers would be duplicates.
mode strict
mode window seq-window 4
mode reorder

# ---- idle since when ------------------------------------------------------------------------------------

# Longer than this part of the test, and shorter than the uptime of the machine
up_for() {
	[[ $(cut -d. -f1 /proc/uptime) -gt $1 ]]
}

poll 30 up_for 12
peer
ours seq-mode strict seq-resync idle 10000
send 30 >/dev/null
peer
equal "idle: the time counts from the last packet" "$(send 2)" "none"
peer
ours seq-mode strict
send 30 >/dev/null
ns gw1 ip link change t0 type gre2890 seq-resync idle 10000
peer
equal "idle, set during a flow: the time counts from the last packet, not from the boot" "$(send 2)" "none"

# ---- in the buffer --------------------------------------------------------------------------------------

ours seq-mode reorder reorder-timeout 10000 seq-resync packets 3
let_be "back, there = Tap('$PFX-gw2', 'u0'), Tap('$PFX-gw1', 'u0')"
let_be "place = Tap('$PFX-gw1', 't0')"
let_be "def say(*pairs): [back.send(ip4(B4, A4, gre(text, 7, number)), there) for text, number in pairs]"
let_be "say(('a', 1000), ('c', 1002), ('x', 0), ('y', 1), ('z', 2), ('last', 3))"
equal "reorder: waiting packets are delivered before those with the peer's new numbers" "$(inject "heard(place, 5, 'last')")" "a c z"
equal "reorder: the missing packets are counted as lost" "$(count seq_lost)" 1

# ---- events ---------------------------------------------------------------------------------------------

ns_add tenant
ours seq-mode strict seq-resync packets 1
let_be "events, elsewhere = Events('$PFX-gw1'), Events('$PFX-gw2')"
let_be "say(('a', 5000), ('b', 7))"
equal "an event has the device, the last number, the new one and the count" \
	"$(inject "events.read()")" "[Event(dev='t0', last=5000, number=7, count=1)]"
equal "  and other namespaces get no event" "$(inject "elsewhere.read()")" "[]"

sleep 1.1
let_be "start = time.monotonic()"
let_be "for n in range(500): say((str(n), 1000 - n))"
let_be "told = events.read(); seconds = time.monotonic() - start"
equal "500 resynchronisations are counted" "$(count seq_resyncs)" 500
equal "  the first of them causes an event" "$(inject "(told[0].last, told[0].number, told[0].count)")" "(1000, 999, 2)"
equal "  and there is at most one event a second" "$(inject "len(told) <= seconds + 1")" True
sleep 1.1
let_be "say(('a', 1))"
equal "the next event has the count" "$(inject "events.read()")" \
	"[Event(dev='t0', last=501, number=1, count=501)]"

ns gw1 ip link set t0 netns "$PFX-tenant"
ns tenant ip link set t0 name tt up
let_be "inside = Events('$PFX-tenant')"
sleep 1.1
let_be "say(('a', 0))"
equal "the event is sent in the namespace of the device" "$(inject "[event[:3] for event in inside.read()]")" "[('tt', 1, 0)]"
equal "  and not in that of the underlay" "$(inject "events.read()")" "[]"
ns tenant ip link del tt

# ---- a restart of gre2890 -----------------------------------------------------------------------------------

# The known behaviour of a stock peer that checks numbers, which is the reason for seq-resync
peer seq
ours seq
# to_stock N                    the same as send, to the stock peer
to_stock() {
	hear gw2 10.0.0.2
	inject "passing($1, Source('$PFX-gw1', '10.0.0.2'), sink)"
}
stock_errors() {
	ns gw2 ip -s -s -j link show t0 | jq '.[0].stats64.rx.fifo_errors'
}
equal "to ip_gre: a flow of 30 packets is delivered" "$(to_stock 30)" "0-29"
ours seq
equal "to ip_gre: packets of a gre2890 tunnel that was added again are dropped" "$(to_stock 20)" "none"
equal "to ip_gre: it counts them as errors" "$(stock_errors)" 20
equal "to ip_gre: they are delivered when the numbers have caught up" "$(to_stock 12)" "10-11"
