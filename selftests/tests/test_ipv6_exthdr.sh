#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# IPv6 extension headers before GRE are processed as the kernel does for its own protocols (RFC 7676 4.1). Packets of
# other protocols are not affected.
#
# Topology: gw_topology; the tunnel t0 is in gw2 only, gw1 sends frames.
# shellcheck source=selftests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
need module:gre2890 python3

inject_topology
tunnel_end 2 t0 2001:db8:: ""

# ---- what leads to GRE ----------------------------------------------------------------------------------

let_be "place = Tap('$PFX-gw2', 't0')"
let_be 'last = ip6(A6, B6, gre("last"))'
arrive "GRE without extension headers is received" one 'ip6(A6, B6, gre("one"))'
arrive "GRE behind a tunnel encapsulation limit is received" one 'ip6(A6, B6, dest(tlv(4, b"\4")), gre("one"))'
arrive "GRE behind destination options with padding only is received" one 'ip6(A6, B6, dest(), gre("one"))'
arrive "GRE behind two headers of destination options is received" one 'ip6(A6, B6, dest(), dest(tlv(4, b"\4")), gre("one"))'
arrive "GRE behind long destination options is received" one 'ip6(A6, B6, dest(tlv(0x1e, bytes(200))), gre("one"))'
arrive "GRE behind hop-by-hop options is received" one 'ip6(A6, B6, hop(), gre("one"))'
arrive "GRE behind hop-by-hop and destination options is received" one 'ip6(A6, B6, hop(), dest(tlv(4, b"\4")), gre("one"))'
arrive "GRE behind a routing header at its end is received" one 'ip6(A6, B6, routing(0, 0, B6), gre("one"))'
arrive "GRE behind a routing header and destination options is received" one 'ip6(A6, B6, dest(), routing(0, 0, B6), dest(), gre("one"))'
arrive "GRE behind a routing header with segments left is not received" '' 'ip6(A6, B6, routing(0, 1, B6), gre("one"))'
arrive "another key behind destination options does not reach the tunnel" '' 'ip6(A6, B6, dest(), gre("one", 0))'
arrive "another source behind destination options does not reach the tunnel" '' \
	'ip6("2001:db8::3", B6, dest(), gre("one"))'

# RFC 8200 4.2: the two highest bits of an unknown option's type are the action.
arrive "GRE behind an unknown option that may be skipped is received" one 'ip6(A6, B6, dest(tlv(0x1e)), gre("one"))'
for kind in 0x5e 0x9e 0xde; do
	arrive "GRE behind an unknown destination option of type $kind is dropped" '' \
		"ip6(A6, B6, dest(tlv($kind)), gre('one'))"
	arrive "GRE behind an unknown hop-by-hop option of type $kind is dropped" '' \
		"ip6(A6, B6, hop(tlv($kind)), gre('one'))"
done
arrive "GRE behind an unknown option in the second header is dropped" '' 'ip6(A6, B6, dest(), dest(tlv(0x5e)), gre("one"))'

# The length of the options header exceeds the packet.
arrive "GRE behind a header longer than the packet is dropped" '' \
	'ip6(A6, B6, (DEST, bytes([GRE, 9, 1, 4, 0, 0, 0, 0]) + gre("one")[1]))'
arrive "GRE behind a header with only one octet is dropped" '' 'ip6(A6, B6, (DEST, bytes([GRE])))'
arrive "a packet that ends after an options header is dropped" '' 'ip6(A6, B6, (DEST, bytes([GRE, 0, 1, 4, 0, 0, 0, 0])))'

# ---- what the sender is told ----------------------------------------------------------------------------

ns gw2 sysctl -qw net.ipv6.icmp.ratelimit=0
let_be 'place = src; last = ip6(A6, B6, echo(A6, B6))'
arrived="arrived(src, dst, place, ip6(A6, B6, dest(tlv(0x9e)), gre('one')), last, 'icmp-129/0')"
equal "an unknown option of type 0x9e is answered by an error" "$(inject "$arrived")" icmp-4/2
arrived=${arrived/0x9e/0x5e}
equal "an unknown option of type 0x5e is not answered" "$(inject "$arrived")" ''

# ---- what leads to something else -----------------------------------------------------------------------

let_be "place = Udp('$PFX-gw2', B6)"
let_be 'last = ip6(A6, B6, udp("last", A6, B6))'
arrive "UDP behind destination options reaches its socket" one 'ip6(A6, B6, dest(), udp("one", A6, B6))'
arrive "UDP behind a routing header and destination options reaches its socket" one \
	'ip6(A6, B6, routing(0, 0, B6), dest(), udp("one", A6, B6))'
arrive "UDP behind an unknown destination option is dropped" '' 'ip6(A6, B6, dest(tlv(0x5e)), udp("one", A6, B6))'
let_be "place = Raw('$PFX-gw2', socket.AF_INET6, 253)"
let_be 'last = ip6(A6, B6, (253, b"12"))'
equal "an unknown protocol behind destination options reaches its raw socket" \
	"$(inject 'arrived(src, dst, place, ip6(A6, B6, dest(), (253, b"1")), last, "raw-2")')" raw-1

# ---- the kernel's own ip6gre ----------------------------------------------------------------------------

if lib_has module:ip6_gre; then
	for n in 1 2; do
		kind=$([[ $n -eq 1 ]] && echo ip6gre || echo gre2890)
		ns gw$n ip -batch - <<-END
			link add s0 type $kind local 2001:db8::$n remote 2001:db8::$((3 - n)) key 5
			link set s0 up
			address add 10.0.0.$n/24 dev s0
		END
	done
	let_be "place = Tap('$PFX-gw2', 'u0')"
	check "gre2890 and ip6gre with its encapsulation limit reach each other" \
		ns gw1 ping -c 1 -W 5 10.0.0.2
	equal "ip6gre has sent destination options" "$(inject 'heard(place)' | grep -o proto-60-47)" proto-60-47
else
	skip "gre2890 and ip6gre with its encapsulation limit reach each other" "module ip6_gre is missing"
fi
