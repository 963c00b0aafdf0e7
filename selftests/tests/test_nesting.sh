#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Tunnels inside tunnels, or inside themselves: finite nesting works, a loop is dropped under a reason, and the kernel
# reports nothing.
# Topology: gw_topology; the nested tunnels are between gw1 and gw2, each inside the one before.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
need root module:gre2890 ping python3

inject_topology
# The limit of tunnels that a packet may enter on transmission, which differs between kernels, is in this range.
LEAST=3 MOST=7

echo_to() {
	ns gw1 ping -n -q -c 1 -W "${2:-3}" "${@:3}" "$1"
}

# ---- into itself ----------------------------------------------------------------------------------------

tunnel_pair t4 192.0.2. "10.4.0. fd4::" key 7
tunnel_pair t6 2001:db8:: "10.6.0. fd6::" key 7
for family in 4 6; do
	remote=192.0.2.2 host=32
	[[ $family == 4 ]] || remote=2001:db8::2 host=128
	check "IPv$family: the tunnel works" poll 5 echo_to 10.$family.0.2
	ns gw1 ip route add $remote/$host dev t$family
	reason_rises "IPv$family: a tunnel routed into itself drops packets" gw1 t$family tx_drop_loop echo_to 10.$family.0.2 0.2
	reason_rises "IPv$family: it also drops packets to its remote" gw1 t$family tx_drop_loop echo_to $remote 0.2
	ns gw1 ip route del $remote/$host dev t$family
	check "IPv$family: it works again when the route is deleted" poll 5 echo_to 10.$family.0.2
done

# ---- into each other ------------------------------------------------------------------------------------

dropped_one_of() {
	[[ $(($(reason gw1 "$1" tx_drop_nesting) + $(reason gw1 "$2" tx_drop_nesting))) -gt 0 ]]
}

ns gw1 ip -batch - <<-END
	link add c1 type gre2890 local 192.0.2.1 remote 198.51.100.1
	link add c2 type gre2890 local 192.0.2.1 remote 198.51.100.2
	link add d1 type gre2890 local 2001:db8::1 remote 2001:db8:d::1
	link add d2 type gre2890 local 192.0.2.1 remote 198.51.100.4
	link set c1 up
	link set c2 up
	link set d1 up
	link set d2 up
	route add 198.51.100.1 dev c2
	route add 198.51.100.2 dev c1
	route add 2001:db8:d::1 dev d2
	route add 198.51.100.4 dev d1
	route add 203.0.113.1 dev c1
	route add 203.0.113.2 dev d1
END
echo_to 203.0.113.1 0.2 >/dev/null 2>&1 || true
check "two tunnels routed into each other drop packets" dropped_one_of c1 c2
echo_to 203.0.113.2 0.2 >/dev/null 2>&1 || true
check "two tunnels over different underlays routed into each other drop packets" dropped_one_of d1 d2
check "a tunnel beside them is not affected" echo_to 10.4.0.2
ns gw1 ip -batch - <<-END
	link del c1
	link del d2
END
check "one of these tunnels can be deleted" ns gw1 ip link del c2

# ---- a header that changes on receipt -------------------------------------------------------------------

# The kernel fills in the record route option of the innermost packet after the GRE checksum around it was verified. It
# must update the sum of the packet, or the kernel reports "hw csum failure". GRO, which would hide this, runs behind one
# tunnel only.
for key in 21 22 23; do
	ns gw2 ip -batch - <<-END
		link add r$key type gre2890 local 192.0.2.2 remote 192.0.2.1 key $key
		link set r$key up
	END
done
let_be "place = Tap('$PFX-gw2', 'r23'); last = ip4(A4, B4, gre('last', 23))"
let_be 'packet = ip4(A4, B4, gre("text" * 50, 23, csum=True), opts=bytes([7, 7, 4, 0, 0, 0, 0, 0]))'
let_be 'packet = ip4(A4, B4, gre(packet, 22, csum=True, proto=ETH_IP))'
arrive "a packet with a record route option in two tunnels is received" "$(inject '"text" * 50')" \
	"ip4(A4, B4, gre(packet, 21, proto=ETH_IP))"

# ---- deeper than anybody sends ----------------------------------------------------------------------------

# deepN(n): n GRE headers of key 21 around one of key 23, all for gw2
ns gw2 ip -batch - <<-END
	link add r6 type gre2890 local 2001:db8::2 remote 2001:db8::1 key 21
	link set r6 up
	link add r24 type gre2890 mode ether local 192.0.2.2 remote 192.0.2.1 key 24
	link set r24 up
	link add r25 type gre2890 local 192.0.2.2 remote 192.0.2.1
	link set r25 up
END
let_be "around = lambda packet: gre(packet, 21, proto=protocol(packet))"
let_be "deep4 = lambda n: ip4(A4, B4, around(deep4(n - 1)) if n else gre('text', 23))"
let_be "deep6 = lambda n: ip6(A6, B6, dest(), around(deep6(n - 1))) if n else deep4(0)"
let_be "wccp = lambda packet: ip4(A4, B4, (GRE, bytes.fromhex('0000883e00000000') + packet))"
let_be "nobody = '00:00:00:00:00:00'"
let_be "tagged = lambda packet: ip4(A4, B4, gre(ethernet(nobody, nobody, packet, vlans=[6, 7]), 24, proto=ETH_TEB))"
let_be "frame = lambda packet: ip4(A4, B4, gre(ethernet(nobody, nobody, packet), 24, proto=ETH_TEB))"

# too_deep DESC DEV PACKET REST         claims that DEV drops PACKET, and not REST, which has one header less
too_deep() {
	reason_rises "$1: 9 GRE headers inside another are too many" gw2 "$2" rx_drop_nesting inject "src.send($3, dst)"
	reason_stays "$1: 8 are not" gw2 "$2" rx_drop_nesting inject "arrived(src, dst, place, [$4], last)"
}

arrive "IPv4: 8 GRE headers inside another are received" text "deep4(8)"
arrive "IPv4: 9 GRE headers inside another are not received" "" "deep4(9)"
arrive "IPv6 with options: 8 GRE headers inside another are received" text "deep6(8)"
too_deep "IPv4" r21 "deep4(9)" "deep4(8)"
too_deep "IPv6 with options" r6 "deep6(9)" "deep6(8)"
too_deep "frames" r24 "frame(deep4(8))" "frame(deep4(7))"
too_deep "tagged frames" r24 "tagged(deep4(8))" "tagged(deep4(7))"
too_deep "redirected by WCCP" r25 "wccp(deep4(8))" "wccp(deep4(7))"

# ---- a nest ---------------------------------------------------------------------------------------------

# Nest tunnels over IPv4 and IPv6 in turn, one of them in mode ether. The MTU of the last still allows IPv6.
for n in 1 2; do
	ns gw$n ip link set u0 mtu 2000
done
ns gw1 ip link del t4
ns gw2 ip link del t4
tunnel_pair n1 192.0.2. "10.11.0. fd11::" key 7
tunnel_pair n2 fd11:: "10.12.0. fd12::" key 7
tunnel_pair n3 10.12.0. "10.13.0. fd13::" key 7 mode ether
tunnel_pair n4 fd13:: "10.14.0. fd14::" key 7
tunnel_pair n5 10.14.0. "10.15.0. fd15::" key 7
tunnel_pair n6 fd15:: "10.16.0. fd16::" key 7
tunnel_pair n7 10.16.0. "10.17.0. fd17::" key 7
drops() {
	local n sum=0
	for ((n = 1; n <= MOST; n++)); do
		((sum += $(reason gw1 n$n tx_drop_nesting))) || true
	done
	echo "$sum"
}

# A packet is delivered or counted.
echo_or_drop() {
	local before
	before=$(drops)
	echo_to "$1" 1 || [[ $(drops) -gt $before ]]
}

for ((n = 1; n <= LEAST; n++)); do
	check "$n nested tunnels: a packet passes" poll 6 echo_to 10.1$n.0.2 1
done
check "$LEAST nested tunnels: a large packet passes" echo_to 10.1$LEAST.0.2 3 -s 4000
for ((n = LEAST + 1; n < MOST; n++)); do
	check "$n nested tunnels: a packet passes or is counted as dropped" poll 6 echo_or_drop 10.1$n.0.2
done
before=$(drops)
check_fail "$MOST nested tunnels: no packet passes" echo_to 10.1$MOST.0.2 1
check "$MOST nested tunnels: one of them counts the packet as dropped" test "$(drops)" -gt "$before"
check "the inner ones of these tunnels still work" echo_to 10.1$LEAST.0.2
check "the kernel reports no dead loop" bash -c '! dmesg | grep "Dead loop on virtual device"'
