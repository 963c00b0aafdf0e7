#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Packet sockets on tunnels of every kind: they report the link layer address of the packet or none, never stale memory. If
# the socket leaves the protocol to the kernel, the packet is sent with the right one.
#
#   +---------------------+          +---------------------+
#   | gw1                 |          | gw2                 |   p4, p6: with a remote, key 1
#   |                  u0 |----------| u0                  |   n4, n6: without (gw2),  no key
#   | p4, p6, n4, n6,     |          | p4, p6, n4, n6,     |   e4, e6: mode ether,    key 3
#   | e4, e6              |          | e4, e6              |
#   +---------------------+          +---------------------+
#
# Addresses of u0 are those of gw_topology.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
need root module:gre2890 python3

inject_topology
addr=([4]=192.0.2. [6]=2001:db8::)
# Only these claims may send through the tunnels.
ns gw1 sysctl -qw net.ipv6.conf.default.disable_ipv6=1
ns gw2 sysctl -qw net.ipv6.conf.default.disable_ipv6=1
# links N                       makes the tunnels of gwN
links() {
	local f n=$1 ends remote
	for f in 4 6; do
		ends="local ${addr[f]}$n remote ${addr[f]}$((3 - n))"
		remote=$([[ $n == 1 ]] && echo "$ends" || echo "local ${addr[f]}$n")
		cat <<-END
			link add p$f type gre2890 $ends key 1
			link add n$f type gre2890 $remote
			link add e$f type gre2890 mode ether $ends key 3
			link set p$f up
			link set n$f up
			link set e$f up
		END
	done | ns "gw$n" ip -batch -
}
links 1
links 2
let_be 'from packet_sockets import *'

# ---- what is received -----------------------------------------------------------------------------------

# hears DEV KIND OUTER-PACKET   prints the first word that a socket of this kind receives
hears() {
	let_be "ear = Ear('$PFX-gw2', '$1', '$2')"
	let_be "src.send($3, dst)"
	inject 'word(ear)'
}

for kind in dgram raw ring-dgram ring-raw; do
	for f in 4 6; do
		head=74
		equal "$kind, IPv$f: a tunnel with a remote has no link layer address" \
			"$(hears p$f $kind "ip(A$f, B$f, gre('text', 1))")" none:74:text
		[[ $kind == *dgram ]] || head=ff
		equal "$kind, IPv$f: a frame has the sender's address" \
			"$(hears e$f $kind "ip(A$f, B$f, frame('text', 3))")" 0200000000aa:$head:text
	done
	heads=(74 74)
	[[ $kind == *dgram ]] || heads=(45 60)
	equal "$kind, IPv4: without a remote the address is the outer source" \
		"$(hears n4 $kind "ip(A4, B4, gre('text'))")" "c0000201:${heads[0]}:text"
	equal "$kind, IPv6: without a remote no address is reported, and the packet is complete" \
		"$(hears n6 $kind "ip(A6, B6, gre('text'))")" "none:${heads[1]}:text"
done

# ---- what is sent ---------------------------------------------------------------------------------------

# sends KIND DEV FRAME [PROTO]  prints what sockets on the device and at the far end receive
sends() {
	let_be "mouth = Mouth('$PFX-gw2', '$2', '$1', ${4:-0})"
	let_be "tap = Ear('$PFX-gw2', '$2', 'dgram', True); far = Ear('$PFX-gw1', '$2')"
	let_be "mouth.send($3)"
	inject "word(tap) + ' ' + word(far)"
}

text='(60 * " " + "text")'
ip4="ip4('10.0.0.1', '10.0.0.2', udp($text, '10.0.0.1', '10.0.0.2'))"
ip6="ip6('fd00::1', 'fd00::2', udp($text, 'fd00::1', 'fd00::2'))"
for f in 4 6; do
	header="link_layer(B$f, A$f)"
	seen=$([[ $f == 4 ]] && echo c0000202 || echo none)
	equal "IPv$f: a protocol given by the socket is used" \
		"$(sends raw n$f "$header + $text.encode()" ETH_TEXT)" "$seen:20:text none:20:text"
	equal "IPv$f: the protocol of an IPv4 packet need not be given" "$(sends raw n$f "$header + $ip4")" "$seen:0800 none:0800"
	equal "IPv$f: nor that of an IPv6 packet" "$(sends raw n$f "$header + $ip6")" "$seen:86dd none:86dd"
	equal "IPv$f: nor that of a packet in a ring" "$(sends ring-raw n$f "$header + $ip4")" "$seen:0800 none:0800"
	equal "IPv$f: nor that of a packet so short that a socket on the device sees no payload" \
		"$(sends raw n$f "$header + ip4('10.0.0.1', '10.0.0.2', udp('', '10.0.0.1', '10.0.0.2'))")" \
		"none:0800 none:0800"
	equal "IPv$f, with a remote: the protocol of an IPv4 packet need not be given" "$(sends raw p$f "$ip4" | cut -d ' ' -f 2)" none:0800
	equal "IPv$f, with a remote: nor that of an IPv6 packet" "$(sends raw p$f "$ip6" | cut -d ' ' -f 2)" none:86dd
	equal "IPv$f, with a remote: nor that of a packet in a ring, which is in page fragments" \
		"$(sends ring-raw p$f "$ip6" | cut -d ' ' -f 2)" none:86dd
	equal "IPv$f, with a remote: nor if the given protocol is ETH_P_ALL" "$(sends raw p$f "$ip4" 3 | cut -d ' ' -f 2)" none:0800
	let_be "far = Ear('$PFX-gw1', 'p$f')"
	let_be "mouth = Mouth('$PFX-gw2', 'p$f'); mouth.send(b'\x45' + bytes(18))"
	equal "IPv$f: an incomplete IP header gives no protocol" "$(inject 'word(far)')" none:0000
done

# ---- packets with another device's link layer, or none --------------------------------------------------

redirected() {
	local dev kind head
	for dev in p4 p6 e4; do
		ns gw2 tc qdisc add dev $dev clsact
		ns gw2 tc filter add dev $dev ingress matchall action mirred ingress redirect dev n4
	done
	for kind in dgram raw; do
		head=74
		equal "$kind: a packet redirected from a device without link layer, shorter than a header, has no address" \
			"$(hears n4 $kind "ip(A4, B4, gre('text', 1))")" none:74:text
		equal "$kind: a packet redirected from a tunnel of the other family has none" "$(hears n4 $kind "ip(A6, B6, gre('text', 1))")" none:74:text
		equal "$kind: a redirected packet longer than a header has none" "$(hears n4 $kind "ip(A4, B4, gre(64 * ' ' + 'text', 1))")" none:20:text
		[[ $kind == dgram ]] || head=ff
		equal "$kind: a packet redirected from a device with a shorter link layer has none" \
			"$(hears n4 $kind "ip(A4, B4, frame('text', 3))")" "none:$head:text"
		equal "$kind: the tunnel's own packets still have their address" \
			"$(hears n4 $kind "ip(A4, B4, gre('text'))" | cut -d : -f 1,3)" c0000201:text
	done
}

if lib_has module:act_mirred 2>/dev/null && lib_has module:cls_matchall 2>/dev/null; then
	redirected
else
	skip "redirected packets" "this kernel can't redirect"
fi

# ---- tunnels that are ports of a bond, which asks them for the link layer --------------------------------

if ! lib_has module:bonding 2>/dev/null; then
	skip "bonding" "this kernel has no bonding"
	exit
fi
ns gw2 ip link add name b0 type bond mode active-backup fail_over_mac active
ns gw2 ip link set n4 down
ns gw2 ip link set n4 master b0
ns gw2 ip link set b0 up
equal "a bond reports the outer source" "$(hears b0 dgram "ip(A4, B4, gre('text'))")" c0000201:74:text
let_be "far = Ear('$PFX-gw1', 'n4'); mouth = packet_socket('$PFX-gw2', 'dgram')"
let_be "_ = mouth.sendto(b'text', ('b0', ETH_TEXT, 0, 0, packed(A4)))"
equal "  and sends to the address given" "$(inject 'word(far)')" none:74:text
ns gw2 ip link set n4 nomaster
ns gw2 ip link del b0
ns gw2 ip link set n4 up
equal "the tunnel works after it" "$(hears n4 dgram "ip(A4, B4, gre('text'))")" c0000201:74:text

ns gw2 ip link add name b0 type bond mode active-backup fail_over_mac active
ns gw2 ip link set n6 down
ns gw2 ip link set n6 master b0
ns gw2 ip link set b0 up
equal "IPv6: a bond reports no address" "$(hears b0 dgram "ip(A6, B6, gre('text'))")" none:74:text
let_be "far = Ear('$PFX-gw1', 'n6'); mouth = Mouth('$PFX-gw2', 'b0', proto=ETH_TEXT)"
let_be "mouth.send(link_layer(B6, A6) + $text.encode())"
equal "IPv6: and sends to the address in the frame" "$(inject 'word(far)')" none:20:text
