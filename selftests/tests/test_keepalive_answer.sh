#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Loop-back requests of every vendor are answered octet for octet, whatever the namespace of the device forwards or
# refuses, and nothing else is answered.
#
# Topology: answers_topology. The tunnels, over each family U, are between the gateways' addresses:
#
#   pU: no key, fd74:U::138 and 172.22.U.138    kU: key 7      cU: key 8 csum     sU: key 9 seq
#   rU: key 10 seq-mode reorder                 eU: key 11 mode ether             oU: ikey 12 okey 13
#   qU: key 14 nokeepalive-answer               dU: key 15 local-dev u0           zU: key 16, not up
#   hU: key 17, in gw2                          vU: key 7 dev va                  xU: no key, ocsum oseq, in VRF va
#   wlU: key 20 without remote                  wrU: key 21 without local         waU: key 22 without both
#   gU: key 23, remote is a group
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/answers.sh
. "$LIB/answers.sh"
need root module:gre2890 module:vrf python3 gre2890 jq nft

near=([4]=192.0.2.1 [6]=2001:db8::1) far=([4]=192.0.2.2 [6]=2001:db8::2)
tunnels() {
	local ends="local ${far[$1]} remote ${near[$1]}" any=([4]=0.0.0.0 [6]=::) group=([4]=239.1.1.1 [6]=ff05::1)
	in_ten "p$1" "$ends"
	in_ten "k$1" "$ends" key 7
	in_ten "c$1" "$ends" key 8 csum
	in_ten "s$1" "$ends" key 9 seq
	in_ten "r$1" "$ends" key 10 seq seq-mode reorder
	in_ten "e$1" "$ends" key 11 mode ether
	in_ten "o$1" "$ends" ikey 12 okey 13
	in_ten "q$1" "$ends" key 14 nokeepalive-answer
	in_ten "d$1" local-dev u0 remote "${near[$1]}" key 15
	in_ten "z$1" "$ends" key 16
	echo "link add h$1 type gre2890 $ends key 17"
	in_ten "v$1" "$ends" key 7 dev va
	in_ten "x$1" "$ends" ocsum oseq dev va
	in_ten "wl$1" local "${far[$1]}" key 20
	in_ten "wr$1" remote "${near[$1]}" key 21
	in_ten "wa$1" local "${any[$1]}" key 22
	in_ten "g$1" local "${far[$1]}" remote "${group[$1]}" key 23 dev u0
}

answers_topology
{ tunnels 4; tunnels 6; } | ns gw2 ip -batch -
ns gw2 ip -batch - <<-END
	link set h4 up
	link set h6 up
END
ns ten sysctl -qw net.ipv6.conf.{p,o,x,q}{4,6}.disable_ipv6=0
for u in 4 6; do
	printf "link set %s$u up\n" p k c s r e o q d v x wl wr wa g
	printf "address add %s/24 dev p$u\n" 172.22.$u.138
	printf "address add %s/64 dev p$u nodad\n" fd74:$u::138
	echo "address add 172.23.$u.138/24 dev o$u"
	echo "address add 172.24.$u.138/24 dev q$u"
	echo "address add 172.25.$u.138/24 dev x$u"
done | ns ten ip -batch -

# ---- the vendors' requests, octet for octet -------------------------------------------------------------

# returns DESC REQUEST ANSWER   claims the answer; spaces in REQUEST and ANSWER separate the headers
returns() {
	equal "$1: the answer" "$(inject "fates.octets('${2//[[:space:]]/}')")" "${3//[[:space:]]/}"
}

returns "Cisco, 48 octets" \
	"4500003000000000ff2f379bc0000201c0000202 00000800 4500001800000000ff2f37b3c0000202c0000201 00000000" \
	"4500001800000000fe2f38b3c0000202c0000201 00000000"
returns "Cisco, 52 octets, with a key outside" \
	"4500003400000000ff2f3797c0000201c0000202 2000080000000007 4500001800000000ff2f37b3c0000202c0000201 00000000" \
	"4500001800000000fe2f38b3c0000202c0000201 00000000"
returns "MikroTik, IPv4" \
	"4500003000004000ff2ff79ac0000201c0000202 00000800 4500001800004000ff2ff7b2c0000202c0000201 00000000" \
	"4500001800004000fe2ff8b2c0000202c0000201 00000000"
returns "MikroTik, IPv6" \
	"6000000000302f4020010db800000000000000000000000120010db8000000000000000000000002 000086dd
	 6000000000042fff20010db800000000000000000000000220010db8000000000000000000000001 000086dd" \
	"6000000000042ffe20010db800000000000000000000000220010db8000000000000000000000001 000086dd"
returns "OpenBSD, IPv4" \
	"4500004800000000ff2f3783c0000201c0000202 2000080000000007
	 4500002c00000000402ff69fc0000202c0000201 2000000000000007 00012345deadbeef0123456789abcdef" \
	"4500002c000000003f2ff79fc0000202c0000201 2000000000000007 00012345deadbeef0123456789abcdef"
returns "OpenBSD, IPv6" \
	"6000000000482f4020010db800000000000000000000000120010db8000000000000000000000002 200086dd00000007
	 6000000000182f4020010db800000000000000000000000220010db8000000000000000000000001 2000000000000007
	 00012345deadbeef0123456789abcdef" \
	"6000000000182f3f20010db800000000000000000000000220010db8000000000000000000000001 2000000000000007
	 00012345deadbeef0123456789abcdef"

# ---- through every kind of tunnel -----------------------------------------------------------------------

for u in 4 6; do
	answered "IPv$u: no key" p$u "through($u, loop($u))"
	answered "IPv$u: a key outside" k$u "through($u, loop($u), key=7)"
	answered "IPv$u: a key on both sides" k$u "through($u, loop($u, key=7), key=7)"
	answered "IPv$u: another key inside" k$u "through($u, loop($u, key=70), key=7)"
	answered "IPv$u: checksums" c$u "through($u, loop($u, csum=True), key=8, csum=True)"
	becomes "IPv$u: a tunnel that requires checksums gets one without" "c$u rx_drop_no_checksum" "through($u, loop($u), key=8)"
	becomes "IPv$u: sequence numbers" "answer, s$u rx_seq_in_order, s$u keepalive_answered" \
		"through($u, loop($u, seq=3), key=9, seq=1)"
	becomes "  an old one" "s$u rx_drop_seq_duplicate" "through($u, loop($u, seq=3), key=9, seq=1)"
	becomes "  none" "s$u rx_drop_no_seq" "through($u, loop($u, seq=4), key=9)"
	becomes "IPv$u: seq-mode reorder" "answer, r$u rx_seq_in_order, r$u keepalive_answered" \
		"through($u, loop($u, key=10), key=10, seq=1)"
	answered "IPv$u: mode ether" e$u "through($u, loop($u, key=11), key=11)"
	becomes "  which gets no other packet without an Ethernet header" "e$u rx_drop_payload_type" \
		"through($u, loop($u, key=11, proto=1), key=11)"
	answered "IPv$u: different keys for both directions" o$u "through($u, loop($u), key=12)"
	answered "IPv$u: local-dev" d$u "through($u, loop($u), key=15)"
	becomes "IPv$u: a device that is down" "z$u rx_drop_down" "through($u, loop($u), key=16)"
	answered "IPv$u: a device in the underlay's namespace" h$u "through($u, loop($u), key=17)"
	becomes "IPv$u: nokeepalive-answer: payload" q$u "through($u, loop($u), key=14)"
	becomes "IPv$u: no remote: payload" wl$u "through($u, loop($u), key=20)"
	becomes "IPv$u: no local: payload" wr$u "through($u, loop($u), key=21)"
	becomes "IPv$u: no addresses: payload" wa$u "through($u, loop($u), key=22)"
	becomes "IPv$u: a VRF: the answer leaves there" "answer by ua, v$u keepalive_answered" \
		"through($u, loop($u, key=7), key=7), 'ua'"
done
becomes "IPv4: a group: payload" g4 "through(4, loop(4, dst='239.1.1.1'), dst='239.1.1.1', key=23)"
becomes "IPv6: a group: payload" g6 "through(6, loop(6, dst='ff05::1'), dst='ff05::1', key=23)"
ns ten ip link set q4 type gre2890 keepalive-answer
ns ten ip link set k4 type gre2890 nokeepalive-answer
answered "after a change to keepalive-answer there are answers" q4 "through(4, loop(4), key=14)"
becomes "  and none after a change to nokeepalive-answer" k4 "through(4, loop(4), key=7)"
ns ten ip link set k4 type gre2890 keepalive-answer
ns ten ip link set q4 type gre2890 nokeepalive-answer

# ---- what a request is ----------------------------------------------------------------------------------

for u in 4 6; do
	own=$([[ $u == 4 ]] && echo 0x0800 || echo 0x86dd)
	answered "IPv$u: C, K and S inside" p$u "through($u, loop($u, key=1, seq=2, csum=True))"
	answered "IPv$u: C, K and S on both sides" p$u "through($u, loop($u, key=1, seq=2, csum=True), seq=9, csum=True)"
	answered "IPv$u: type 0x0800 without payload" p$u "through($u, loop($u, proto=0x0800))"
	answered "IPv$u: type 0x86dd without payload" p$u "through($u, loop($u, proto=0x86dd))"
	answered "IPv$u: type $own without payload, with C, K and S" p$u \
		"through($u, loop($u, key=1, seq=2, csum=True, proto=$own))"
	for size in 1 16 1400; do
		answered "IPv$u: type 0 with $size octets of payload" p$u "through($u, loop($u, b'p' * $size))"
	done
	answered "IPv$u: TOS 0xb9" p$u "through($u, loop($u, tos=0xb9))"
	answered "IPv$u: TTL 2" p$u "through($u, loop($u, ttl=2))"
	becomes "  TTL 1" "p$u rx_drop_answer_ttl" "through($u, loop($u, ttl=1))"
	becomes "  TTL 0" "p$u rx_drop_answer_ttl" "through($u, loop($u, ttl=0))"

	becomes "IPv$u: type 0x0800 with payload: not answered" p$u "through($u, loop($u, b'p', proto=0x0800))"
	becomes "IPv$u: type 0x86dd with payload: not answered" p$u "through($u, loop($u, b'p', proto=0x86dd))"
	becomes "IPv$u: type 0x6558: not answered" p$u "through($u, loop($u, proto=0x6558))"
	becomes "IPv$u: version 1: not answered" p$u "through($u, loop($u, flags=1))"
	becomes "IPv$u: a reserved bit: not answered" p$u "through($u, loop($u, flags=0x0400))"
	becomes "IPv$u: bit 1 (routing): not answered" p$u "through($u, loop($u, flags=0x4000))"
	becomes "IPv$u: no GRE header: not answered" p$u "through($u, ip('${far[$u]}', '${near[$u]}', (GRE, b'')))"
	becomes "IPv$u: half a GRE header: not answered" p$u "through($u, ip('${far[$u]}', '${near[$u]}', (GRE, bytes(2))))"
	becomes "IPv$u: a GRE header without the fields that it announces: not answered" p$u \
		"through($u, ip('${far[$u]}', '${near[$u]}', (GRE, b'\xb0\0\0\0\0\0\0\0')))"
	becomes "IPv$u: no GRE: not answered" p$u "through($u, ip('${far[$u]}', '${near[$u]}', (253, bytes(4))))"
	becomes "IPv$u: from another address: not answered" p$u "through($u, loop($u, src='${far[$u]}3'))"
	becomes "IPv$u: to another address than the peer's, as behind NAT: the answer takes the tunnel" \
		"inside ${far[$u]} > ${near[$u]}, p$u keepalive_answered" "through($u, loop($u, dst='${near[$u]}3'))"
	becomes "IPv$u: to the tunnel's local address: not answered" p$u \
		"through($u, loop($u, src='${near[$u]}', dst='${far[$u]}'))"
	becomes "IPv$u: to its own source: not answered" p$u "through($u, loop($u, dst='${far[$u]}'))"
	becomes "IPv$u: longer than the packet: not answered" p$u \
		"through($u, changed(loop($u), $((u == 4 ? 2 : 4)), bytes([0, 100])))"
done
answered "IPv4: identification and DF stay" p4 "through(4, loop(4, ident=0x1234, offset=8 * 0x4000))"
becomes "IPv4: a wrong header checksum: not answered" p4 "through(4, changed(loop(4), 10, bytes(2)))"
becomes "IPv4: options: not answered" p4 "through(4, loop(4, opts=bytes([1, 1, 1, 0])))"
becomes "IPv4: a first fragment: not answered" p4 "through(4, loop(4, bytes(16), more=True))"
becomes "IPv4: a last fragment: not answered" p4 "through(4, loop(4, bytes(16), offset=8))"
becomes "IPv6: destination options: not answered" p6 "through(6, ip6(B6, A6, dest(), gre(b'', proto=0)))"
becomes "IPv6: a fragment: not answered" p6 "through(6, *fragments(B6, A6, [(0, 8)], gre(bytes(12), proto=0)))"

# ---- the inside addresses: through the tunnel -----------------------------------------------------------

for u in 4 6; do
	back="inside ${far[$u]} > ${near[$u]}"
	inside4="src='172.22.$u.138', dst='172.22.$u.137'" inside6="src='fd74:$u::138', dst='fd74:$u::137'"
	becomes "IPv$u: Zscaler and Velocloud: the answer takes the tunnel" "$back, p$u keepalive_answered" \
		"through($u, loop(4, $inside4))"
	becomes "IPv$u: the same with IPv6 inside" "$back, p$u keepalive_answered" "through($u, loop(6, $inside6))"
	becomes "  with payload" "$back, p$u keepalive_answered" "through($u, loop(6, b'p' * 16, key=5, $inside6))"
	becomes "  with TTL 1" "p$u rx_drop_answer_ttl" "through($u, loop(6, ttl=1, $inside6))"
	becomes "IPv$u: it has the key for sending" "$back key 13, o$u keepalive_answered" \
		"through($u, loop(4, src='172.23.$u.138', dst='172.23.$u.137'), key=12)"
	becomes "IPv$u: from an address of another device of the namespace" "$back, p$u keepalive_answered" \
		"through($u, loop(4, src='172.23.$u.138', dst='172.22.$u.137'))"
	becomes "IPv$u: to an address of the namespace: not answered" p$u \
		"through($u, loop(4, src='172.22.$u.138', dst='172.23.$u.138'))"
	becomes "IPv$u: from an address that it does not have: not answered" p$u \
		"through($u, loop(4, src='172.22.$u.139', dst='172.22.$u.137'))"
	becomes "IPv$u: nokeepalive-answer: not answered" q$u \
		"through($u, loop(4, src='172.24.$u.138', dst='172.24.$u.137'), key=14)"
	becomes "IPv$u: no remote: not answered" wl$u "through($u, loop(4, $inside4), key=20)"
done

# ---- limits ---------------------------------------------------------------------------------------------

request="through(4, loop(4))" keyed="through(4, loop(4), key=7)"

# counted                       prints how many requests through p4 and k4 were answered or refused by a rate
counted() {
	echo $(($(reason ten p4 keepalive_answered) + $(reason ten p4 rx_drop_answer_rate) +
		$(reason ten k4 keepalive_answered) + $(reason ten k4 rx_drop_answer_rate)))
}

ns gw2 gre2890 netns answer-rate-tunnel 20
before=$(counted)
equal "a storm of requests gets some answers, as many as answer-rate-tunnel permits" \
	"$(inject "fates.storm(20, 400, $request)")" some
equal "  each request is counted as answered or refused" $(($(counted) - before)) 400
answered "  another tunnel has answers left" k4 "$keyed"
ns gw2 gre2890 netns answer-rate-tunnel 0
becomes "answer-rate-tunnel 0: none is answered" "k4 rx_drop_answer_rate" "$keyed"
becomes "  nor through the tunnel" "p4 rx_drop_answer_rate" \
	"through(4, loop(4, src='172.22.4.138', dst='172.22.4.137'))"
ns gw2 gre2890 netns answer-rate-tunnel 1000
answered "answer-rate-tunnel 1000: they are answered again" k4 "$keyed"

ns gw2 gre2890 netns answer-rate 20
before=$(counted)
equal "a storm of requests through two tunnels gets some answers, as many as answer-rate permits" \
	"$(inject "fates.storm(20, 400, $request, $keyed)")" some
equal "  each request is counted as answered or refused" $(($(counted) - before)) 400
ns gw2 gre2890 netns answer-rate 0
becomes "answer-rate 0: none is answered" "h4 rx_drop_answer_rate" "through(4, loop(4), key=17)"
ns gw2 gre2890 netns answer-rate 10000
answered "answer-rate 10000: they are answered again" h4 "through(4, loop(4), key=17)"

# ---- routes and rules of the underlay -------------------------------------------------------------------

for u in 4 6; do
	host=$([[ $u == 4 ]] && echo 32 || echo 128)
	ns gw2 ip route add unreachable "${near[$u]}/$host"
	becomes "IPv$u: no route: no answer" "k$u rx_drop_answer_route" "through($u, loop($u), key=7)"
	becomes "  but in the VRF" "answer by ua, v$u keepalive_answered" "through($u, loop($u), key=7), 'ua'"
	ns gw2 ip route del unreachable "${near[$u]}/$host"
	ns gw2 ip route add "${near[$u]}/$host" dev h$u
	becomes "IPv$u: a route into the tunnel itself: no answer" "h$u rx_drop_answer_route" "through($u, loop($u), key=17)"
	ns gw2 ip route del "${near[$u]}/$host" dev h$u
	answered "IPv$u: with its old route it is answered again" h$u "through($u, loop($u), key=17)"
	ns gw2 nft add table inet rules
	ns gw2 nft add chain inet rules output '{ type filter hook output priority 0; }'
	ns gw2 nft add rule inet rules output "$([[ $u == 4 ]] && echo ip ttl || echo ip6 hoplimit)" 254 drop
	becomes "IPv$u: a rule for the underlay's output may drop the answer" "k$u keepalive_answered" \
		"through($u, loop($u), key=7)"
	ns gw2 nft delete table inet rules
done
