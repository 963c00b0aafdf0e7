#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Echo replies by which Cloudflare tests a tunnel go back as `reflect` says: through the tunnel or by the underlay's
# routes, octet for octet. Nothing else does.
#
# Topology: answers_topology. Beyond gw1 there are 198.51.100.9 and 2001:db8:c::9, which gw2 has routes to, outside and
# in VRF va. The tunnels, over each family U, are between the gateways' addresses; each of ten's has 10.5.0.2, fd05::2,
# which gw2 has too, and 10.5.0.3, fd05::3, which gw2 does not have:
#
#   fU: key 1, reflect off          iU: key 2, reflect inside       nU: key 3, reflect outside
#   hU: key 5, reflect inside, in gw2                               gU: key 6, reflect outside, in gw2
#   vU: key 3, reflect outside, dev va                              oU: ikey 7 okey 8, reflect inside
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/answers.sh
. "$LIB/answers.sh"
need root module:gre2890 module:vrf python3 gre2890 jq nft

near=([4]=192.0.2.1 [6]=2001:db8::1) far=([4]=192.0.2.2 [6]=2001:db8::2)
ours=([4]=10.5.0.2 [6]=fd05::2) beyond=([4]=198.51.100.9 [6]=2001:db8:c::9)
tunnels() {
	local ends="local ${far[$1]} remote ${near[$1]}"
	in_ten "f$1" "$ends" key 1
	in_ten "i$1" "$ends" key 2 reflect inside
	in_ten "n$1" "$ends" key 3 reflect outside
	echo "link add h$1 type gre2890 $ends key 5 reflect inside"
	echo "link add g$1 type gre2890 $ends key 6 reflect outside"
	in_ten "v$1" "$ends" key 3 reflect outside dev va
	in_ten "o$1" "$ends" ikey 7 okey 8 reflect inside
	echo "link set h$1 up"
	echo "link set g$1 up"
}

answers_topology
{
	tunnels 4
	tunnels 6
	echo "address add 10.5.0.2/32 dev lo"
	echo "address add fd05::2/128 dev lo nodad"
	echo "address add 2001:db8::22/64 dev u0 nodad"
	echo "address add 192.0.2.22/24 dev ua"
	echo "address add 2001:db8::22/64 dev ua nodad"
	echo "route add 198.51.100.0/24 via 192.0.2.1"
	echo "route add 2001:db8:c::/64 via 2001:db8::1"
	echo "route add vrf va 198.51.100.0/24 via 192.0.2.1"
	echo "route add vrf va 2001:db8:c::/64 via 2001:db8::1"
} | ns gw2 ip -batch -
ns ten sysctl -qw net.ipv6.conf.{f,i,n,o}{4,6}.disable_ipv6=0 net.ipv6.conf.v{4,6}.disable_ipv6=0
for dev in {f,i,n,v,o}{4,6}; do
	echo "link set $dev up"
	echo "address add 10.5.0.2/24 dev $dev"
	echo "address add 10.5.0.3/24 dev $dev"
	echo "address add fd05::2/64 dev $dev nodad"
	echo "address add fd05::3/64 dev $dev nodad"
done | ns ten ip -batch -

# reply FAMILY [MORE]           prints the expression for an echo reply of this family from our address to one beyond
reply() {
	echo "echo_reply('${ours[$1]}', '${beyond[$1]}'${2:+, $2})"
}

# ---- what goes back -------------------------------------------------------------------------------------

for u in 4 6; do
	back="inside ${far[$u]} > ${near[$u]}"
	for i in 4 6; do
		is="IPv$i in IPv$u"
		becomes "$is: off: payload" f$u "through($u, $(reply $i), key=1)"
		becomes "$is: inside: through the tunnel" "$back key 2, i$u keepalive_reflected" "through($u, $(reply $i), key=2)"
		becomes "$is: outside: without GRE" "answer, n$u keepalive_reflected" "through($u, $(reply $i), key=3)"
		becomes "$is: outside, in a VRF" "answer by ua, v$u keepalive_reflected" "through($u, $(reply $i), key=3), 'ua'"
		becomes "$is: inside, with the key for sending" "$back key 8, o$u keepalive_reflected" \
			"through($u, $(reply $i), key=7)"
		becomes "$is: a long one" "$back key 2, i$u keepalive_reflected" \
			"through($u, $(reply $i "payload=b'p' * 1300"), key=2)"
		becomes "$is: to one beyond the peer's address: outside" "answer, n$u keepalive_reflected" \
			"through($u, echo_reply('${ours[$i]}', '${near[$i]}'), key=3)"
		becomes "  from an address that the underlay does not have" "n$u rx_drop_answer_route" \
			"through($u, echo_reply('${ours[$i]%2}3', '${beyond[$i]}'), key=3)"
		becomes "  inside it goes" "$back key 2, i$u keepalive_reflected" \
			"through($u, echo_reply('${ours[$i]%2}3', '${beyond[$i]}'), key=2)"
		becomes "$is: TTL 2" "answer, n$u keepalive_reflected" "through($u, $(reply $i ttl=2), key=3)"
		becomes "  TTL 1, outside" "n$u rx_drop_answer_ttl" "through($u, $(reply $i ttl=1), key=3)"
		becomes "  TTL 1, inside" "i$u rx_drop_answer_ttl" "through($u, $(reply $i ttl=1), key=2)"

		becomes "$is: an echo request: payload" i$u "through($u, $(reply $i "$((i == 4 ? 8 : 128))"), key=2)"
		becomes "$is: an ICMP error: payload" i$u \
			"through($u, $(reply $i "$((i == 4 ? 3 : 1)), payload=bytes(48)"), key=2)"
		becomes "$is: the other family's number of a reply: payload" i$u \
			"through($u, $(reply $i "$((i == 4 ? 129 : 0))"), key=2)"
		becomes "$is: a reply to us: payload" i$u "through($u, echo_reply('${beyond[$i]}', '${ours[$i]}'), key=2)"
		becomes "$is: a reply from us to us: payload" i$u "through($u, echo_reply('${ours[$i]}', '${ours[$i]}'), key=2)"
		becomes "$is: a reply between others: payload" i$u \
			"through($u, echo_reply('${ours[$i]}2', '${beyond[$i]}'), key=2)"
		becomes "$is: UDP: payload" i$u "through($u, ip('${ours[$i]}', '${beyond[$i]}', udp(b'')), key=2)"
	done
	for key in 2 5; do
		dev=$([[ $key == 2 ]] && echo i$u || echo h$u)
		becomes "IPv$u: from the tunnel's local address, inside, $dev" "$back key $key, $dev keepalive_reflected" \
			"through($u, echo_reply('${far[$u]}', '${beyond[$u]}'), key=$key)"
	done
	for key in 3 6; do
		dev=$([[ $key == 3 ]] && echo n$u || echo g$u)
		becomes "IPv$u: from the tunnel's local address, outside, $dev" "answer, $dev keepalive_reflected" \
			"through($u, echo_reply('${far[$u]}', '${beyond[$u]}'), key=$key)"
	done
	other=$((10 - u))
	becomes "IPv$u: from an address that only the underlay has: payload" i$u \
		"through($u, echo_reply('${far[$other]}', '${beyond[$other]}'), key=2)"
	becomes "IPv$u: a loop-back request is answered as ever" "answer, i$u keepalive_answered" \
		"through($u, loop($u, key=2), key=2)"
	becomes "IPv4 in IPv$u: a first fragment: payload" i$u "through($u, $(reply 4 more=True), key=2)"
	becomes "IPv4 in IPv$u: a last fragment: payload" i$u "through($u, $(reply 4 offset=8), key=2)"
	becomes "IPv4 in IPv$u: options: payload" i$u "through($u, $(reply 4 "opts=bytes([1, 1, 1, 0])"), key=2)"
	becomes "IPv4 in IPv$u: a wrong header checksum: payload" i$u \
		"through($u, changed($(reply 4), 10, bytes(2)), key=2)"
	becomes "IPv4 in IPv$u: cut off in the ICMP header: payload" i$u \
		"through($u, ip('${ours[4]}', '${beyond[4]}', (ICMP, bytes(4))), key=2)"
	becomes "IPv6 in IPv$u: a fragment: payload" i$u \
		"through($u, *fragments('${ours[6]}', '${beyond[6]}', [(0, 16)], (ICMP6, b'\x81' + bytes(23))), key=2)"
done

# ---- addresses of the underlay ---------------------------------------------------------------------------

for u in 4 6; do
	becomes "IPv4 in IPv$u: outside: not to an address of the underlay" "n$u rx_drop_answer_route" \
		"through($u, echo_reply('${ours[4]}', '192.0.2.22'), key=3)"
	becomes "IPv4 in IPv$u: outside: not to a broadcast address of the underlay" "n$u rx_drop_answer_route" \
		"through($u, echo_reply('${ours[4]}', '192.0.2.255'), key=3)"
	becomes "IPv6 in IPv$u: outside: not to an address of the underlay" "n$u rx_drop_answer_route" \
		"through($u, echo_reply('${ours[6]}', '2001:db8::22'), key=3)"
	becomes "IPv$u in IPv$u: outside: nor of the VRF" "v$u rx_drop_answer_route" \
		"through($u, echo_reply('${ours[$u]}', '${far[$u]}2'), key=3), 'ua'"
	becomes "IPv4 in IPv$u: to the loopback address: payload" n$u \
		"through($u, echo_reply('${ours[4]}', '127.0.0.1'), key=3)"
	becomes "IPv6 in IPv$u: to the loopback address: payload" n$u \
		"through($u, echo_reply('${ours[6]}', '::1'), key=3)"
done

# ---- limits, routes, changes ----------------------------------------------------------------------------

ns gw2 gre2890 netns answer-rate-tunnel 20
equal "a storm of replies gets some back, as many as answer-rate-tunnel permits" \
	"$(inject "fates.storm(20, 400, through(4, $(reply 4), key=2))")" some
ns gw2 gre2890 netns answer-rate-tunnel 0
becomes "answer-rate-tunnel 0: none goes back, inside" "i4 rx_drop_answer_rate" "through(4, $(reply 4), key=2)"
becomes "  outside" "n4 rx_drop_answer_rate" "through(4, $(reply 4), key=3)"
ns gw2 gre2890 netns answer-rate-tunnel 1000 answer-rate 0
becomes "answer-rate 0: none goes back" "i4 rx_drop_answer_rate" "through(4, $(reply 4), key=2)"
ns gw2 gre2890 netns answer-rate 10000

for u in 4 6; do
	ns gw2 ip route del "$([[ $u == 4 ]] && echo 198.51.100.0/24 || echo 2001:db8:c::/64)"
	becomes "IPv$u: no route: nothing goes outside" "n$u rx_drop_answer_route" "through($u, $(reply $u), key=3)"
	becomes "  but inside" "inside ${far[$u]} > ${near[$u]} key 2, i$u keepalive_reflected" \
		"through($u, $(reply $u), key=2)"
	ns ten ip link set i$u type gre2890 reflect off
	becomes "IPv$u: after a change to off: payload" i$u "through($u, $(reply $u), key=2)"
done
for option in inside outside; do
	refused "reflect $option without remote is refused" "reflect needs local and remote" \
		ns gw2 ip link add x type gre2890 local 192.0.2.2 key 70 reflect $option
	refused "  without local" "reflect needs local and remote" \
		ns gw2 ip link add x type gre2890 remote 192.0.2.1 key 70 reflect $option
done
refused "reflect in mode ether is refused" "reflect is for mode ip" \
	ns gw2 ip link add x type gre2890 local 192.0.2.2 remote 192.0.2.1 key 70 mode ether reflect inside
check "local-dev counts as local" ns gw2 ip link add x type gre2890 local-dev u0 remote 192.0.2.1 key 70 reflect inside
refused "a change to no local is refused" "reflect needs local and remote" \
	ns ten ip link set n4 type gre2890 local any
