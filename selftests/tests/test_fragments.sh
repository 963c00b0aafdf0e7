#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Fragments of outer packets, over both underlays: a tunnel gets complete packets only, and fragments of other protocols
# reach their destination.
#
# Topology: gw_topology; the tunnels t4 and t6 are in gw2 only, gw1 sends frames.
# shellcheck source=selftests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
need module:gre2890 python3 nft

inject_topology
tunnel_end 2 t4 192.0.2. "" key 7
tunnel_end 2 t6 2001:db8:: "" key 7
let_be 'text = "a-text-that-is-longer-than-a-few-fragments"'
text=$(inject text)

# both RANGES WORDS DESC        claims that GRE in these fragments arrives as WORDS, over both underlays
both() {
	local n addrs
	for n in 4 6; do
		addrs="A$n, B$n"
		let_be "place = Tap('$PFX-gw2', 't$n'); last = ip($addrs, gre('last', 7))"
		arrive "IPv$n: $3" "$2" "fragments($addrs, $1, gre(text, 7))"
	done
}

udp() {
	local n addrs
	for n in 4 6; do
		addrs="A$n, B$n"
		let_be "place = Udp('$PFX-gw2', B$n); last = ip($addrs, udp('last', $addrs))"
		arrive "IPv$n: UDP $1" "$text" "fragments($addrs, [(0, 16), (16, None)], udp(text, $addrs))"
		arrive "IPv$n: UDP $1, the last one first" "$text" \
			"fragments($addrs, [(16, None), (0, 16)], udp(text, $addrs))"
		let_be 'place.sock.close()'
	done
}

both '[(0, 16), (16, None)]' "$text" "two fragments in order"
both '[(16, None), (0, 16)]' "$text" "the last one first"
both '[(0, 8), (8, None)]' "$text" "the first ends with the GRE header"
both '[(24, None), (0, 8), (16, 24), (8, 16)]' "$text" "four in disorder"
both '[(0, 16), (0, 16), (16, None)]' "$text" "one of them twice"
both '[(0, 16), (24, None)]' '' "one is missing"
both '[(16, None)]' '' "the first is missing"
both '[(0, 24), (16, None)]' '' "overlapping ones"
both '[(16, None), (0, 24)]' '' "overlapping ones, the last one first"
udp "in fragments reaches its socket"

# ---- IPv6 with other extension headers ------------------------------------------------------------------

let_be "place = Tap('$PFX-gw2', 't6'); last = ip6(A6, B6, gre('last', 7))"
limit='dest(tlv(4, b"\4"))'
cut='[(0, 16), (16, None)]'
arrive "a whole packet with a fragment header is received" "$text" 'fragments(A6, B6, [(0, None)], gre(text, 7))'
arrive "destination options may be in the first fragment" "$text" "fragments(A6, B6, $cut, $limit, gre(text, 7))"
arrive "  also if the last fragment comes first" "$text" \
	"fragments(A6, B6, [(16, None), (0, 16)], $limit, gre(text, 7))"
arrive "destination options may be before each fragment header" "$text" \
	"fragments(A6, B6, $cut, gre(text, 7), before=[$limit])"
arrive "  also if the last fragment comes first, with destination options before each" "$text" \
	"fragments(A6, B6, [(16, None), (0, 16)], gre(text, 7), before=[$limit])"
arrive "a routing header may be before the fragment header, destination options behind it" "$text" \
	"fragments(A6, B6, $cut, $limit, gre(text, 7), before=[routing(0, 0, B6)])"
arrive "a packet with an unknown option in the first fragment is dropped" '' \
	"fragments(A6, B6, $cut, dest(tlv(0x5e)), gre(text, 7))"
arrive "a packet with an unknown option before each fragment header is dropped" '' \
	"fragments(A6, B6, $cut, gre(text, 7), before=[dest(tlv(0x5e))])"
# RFC 8200 4.5: the first fragment has to hold the headers up to the upper-layer one.
arrive "a packet with only destination options in the first fragment is dropped" '' \
	"fragments(A6, B6, [(0, 8), (8, None)], $limit, gre(text, 7))"
arrive "fragments of a packet with another key reach no tunnel" '' "fragments(A6, B6, $cut, $limit, gre(text, 8))"
let_be "place = Udp('$PFX-gw2', B6); last = ip6(A6, B6, udp('last', A6, B6))"
arrive "UDP behind destination options in fragments reaches its socket" "$text" \
	"fragments(A6, B6, $cut, $limit, udp(text, A6, B6))"
arrive "  also if the last fragment comes first, for UDP" "$text" "fragments(A6, B6, [(16, None), (0, 16)], $limit, udp(text, A6, B6))"
let_be 'place.sock.close()'

# ---- where connection tracking reassembles before us ----------------------------------------------------

ns gw2 nft -f - <<-END
	table inet filter {
		chain input {
			type filter hook input priority filter
			ct state new counter
		}
	}
END
both '[(0, 16), (16, None)]' "$text" "connection tracking and two fragments"
both '[(16, None), (0, 16)]' "$text" "connection tracking and the last one first"
both '[(0, 24), (16, None)]' '' "connection tracking and overlapping ones"
let_be "place = Tap('$PFX-gw2', 't6'); last = ip6(A6, B6, gre('last', 7))"
arrive "with connection tracking, destination options may be in the first fragment" "$text" \
	"fragments(A6, B6, $cut, $limit, gre(text, 7))"
udp "in fragments with connection tracking reaches its socket"
