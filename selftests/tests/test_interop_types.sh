#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Packets with protocol types that are no EtherType (IS-IS over GRE has 0x00fe), and frames, cross a tunnel in mode ip
# both ways, as they cross tunnels of the stock kinds; ERSPAN does not. Packets redirected by WCCP are delivered as the
# stock kind delivers them. Topology: that of interop.sh.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/interop.sh
. "$LIB/interop.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
need root module:gre2890 python3 ethtool

types="00fe 0004 0600 05ff 88b5 2001 6558"

# crossed FROM TO DEVICE TYPE...    prints the types that cross the tunnel from one gateway to the other
crossed() {
	python3 -SE "$LIB/packet_type.py" "$PFX-$1" "$3" "$PFX-$2" "$3" "${@:4}"
}

need module:ip_gre module:ip6_gre
inject_topology
interop_pair 1 gre "key 1"
interop_pair 2 ip6gre "key 2"
interop_pair 3 gre "key 3 seq"
interop_pair 4 gre ""
interop_pair 5 gretap ""
interop_up

for n in 1 2 3; do
	# shellcheck disable=SC2086 # words
	equal "t$n: all types reach the stock kind" "$(crossed gw1 gw2 t$n $types)" "$types 0800"
	# shellcheck disable=SC2086
	equal "t$n: all types arrive from the stock kind" "$(crossed gw2 gw1 t$n $types)" "$types 0800"
	for type in 88be 22eb; do
		reason_rises "t$n: type $type, ERSPAN, is counted as dropped" gw1 t$n tx_drop_payload_type crossed gw1 gw2 t$n $type
		equal "t$n: type $type is not sent" "$(crossed gw1 gw2 t$n $type)" "0800"
	done
done

# ---- WCCP -----------------------------------------------------------------------------------------------

# Describe a packet by type and size. Ignore IPv6, which sends packets by itself.
let_be "describe = lambda proto, data: None if proto == ETH_IP6 else f'{proto:04x}/{len(data)}'"
let_be "A = {n: (Tap('$PFX-gw1', 'u0'), Tap('$PFX-gw1', 't' + str(n))) for n in (1, 4)}"
let_be "B = {n: (Tap('$PFX-gw2', 'u0'), Tap('$PFX-gw2', 't' + str(n))) for n in (1, 4)}"
let_be "wccp = lambda fields, payload: (GRE, fields + payload)"
let_be "inner = ip4('10.4.0.9', '10.4.0.8', (253, b'redirected'))"
let_be "redirect = b'\1\2\3\4'"
let_be "plain, keyed = b'\0\0\x88\x3e', b'\x20\0\x88\x3e\0\0\0\1'"
let_be "end = {1: b'\x20\0\x88\xb5\0\0\0\1', 4: b'\0\0\x88\xb5'}"

# redirected N FIELDS PAYLOAD   prints what t<N> delivers at both ends, first at that of gre2890
redirected() {
	local far="'192.0.2.$((100 + $1))'" packet="wccp($2, $3)" last="wccp(end[$1], bytes(99))"
	inject "arrived(B[$1][0], A[$1][0], A[$1][1], [ip4($far, A4, $packet)], ip4($far, A4, $last), '88b5/99')"
	inject "arrived(A[$1][0], B[$1][0], B[$1][1], [ip4(A4, $far, $packet)], ip4(A4, $far, $last), '88b5/99')"
}

# same DESC WORD N FIELDS PAYLOAD      claims that both ends deliver WORD
same() {
	equal "$1" "$(redirected "${@:3}" | tr '\n' ' ')" "$2 $2 "
}

same "WCCP version 1: the IPv4 packet behind the GRE header is delivered" 0800/30 4 plain inner
same "WCCP version 2: the IPv4 packet behind the redirect header is delivered" 0800/30 4 plain "redirect + inner"
same "WCCP with a key is delivered as any other type" 883e/34 1 keyed "redirect + inner"
same "WCCP: a packet without a payload is not delivered" "" 4 plain "b''"
same "WCCP: a redirect header that lacks an octet is not delivered" "" 4 plain "redirect[:3]"
same "WCCP: a redirected packet that lacks an octet of its header is not delivered" "" 4 plain "redirect + inner[:19]"
for n in 0 3 4 23; do
	reason_rises "WCCP: a payload of $n octets is counted as too short" gw1 t4 rx_drop_payload_short \
		redirected 4 plain "(redirect + inner)[:$n]"
done
for payload in inner "redirect + inner"; do
	reason_rises "mode ether drops WCCP: $payload" gw1 t5 rx_drop_payload_type \
		inject "B[4][0].send(ip4('192.0.2.105', A4, wccp(plain, $payload)), A[4][0])"
done
