#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Tunnels with the same addresses and key over several uplinks: a packet belongs to the tunnel whose dev is the device that
# it arrives on, else to the one without dev, else to any of them. The first and the last rule are those of type gre, and
# are tested beside it.
#
#   +----------------------------+              +------------------------------------+
#   | gw1                     u0 |--------------| u0                             gw2 |
#   |                         u1 |--------------| u1                                 |
#   |                         u2 |--------------| u2                                 |
#   |                         ua |--------------| ua, ub (in VRF va)                 |
#   |                            |              | u0: 192.0.2.2/24, 2001:db8::2/64   |
#   +----------------------------+              +------------------------------------+
#
# Tunnels in gw2; n is the family of the underlay, K is the kind: s gre (stock), t gre2890
#   K0n, K1n: key 10, dev u0 and u1      Kno: key 11, no dev; K2n: key 11, dev u1
# shellcheck source=selftests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
need module:gre2890 module:vrf module:dummy python3

inject_topology
for dev in u1 u2 ua ub; do
	ip link add name $dev netns "$PFX-gw1" type veth peer name $dev netns "$PFX-gw2"
	ns gw1 ip link set $dev up
	ns gw2 sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.$dev.rp_filter=0
	ns gw2 ip link set $dev up
done
ns gw2 sysctl -qw net.ipv4.conf.u0.rp_filter=0
pair[4]="local 192.0.2.2 remote 192.0.2.1"
pair[6]="local 2001:db8::2 remote 2001:db8::1"

# tunnels K KIND FAMILY WORDS...
tunnels() {
	local k=$1 kind=$2 f=$3
	ns gw2 ip -batch - <<-END
		link add ${k}0$f type $kind ${pair[$f]} key 10 dev u0
		link add ${k}1$f type $kind ${pair[$f]} key 10 dev u1
		link add ${k}no$f type $kind ${pair[$f]} key 11
		link add ${k}2$f type $kind ${pair[$f]} key 11 dev u1
		link set ${k}0$f up
		link set ${k}1$f up
		link set ${k}no$f up
		link set ${k}2$f up
	END
}
let_be "place = Tunnels('$PFX-gw2')"
for dev in u0 u1 u2 ua ub; do
	let_be "$dev = Tap('$PFX-gw1', '$dev'), Tap('$PFX-gw2', '$dev')"
done

# gets DESC DEV WORDS KEY       claims that a packet with this key that arrives on DEV reaches the tunnels in WORDS,
#                               each as DEVICE:first
gets() {
	local addrs="A$f, B$f"
	let_be "src, dst = $2"
	equal "$1" "$(inject "arrived(src, dst, place, ip($addrs, gre('first', $4)), ip($addrs, gre('last', 99)), \
		'l$f:last')")" "$3"
}

for f in 4 6; do
	read -ra ends <<<"${pair[$f]}"
	ns gw2 ip link add l$f type gre2890 "${ends[@]}" key 99
	ns gw2 ip link set l$f up
done

# by_uplink K DESC              makes the claims that hold for both kinds
by_uplink() {
	gets "$2: a packet on one uplink reaches the tunnel with this dev" u0 "${1}0$f:first" 10
	gets "$2: a packet on the other uplink reaches the tunnel with that dev" u1 "${1}1$f:first" 10
	gets "$2: a tunnel with dev is preferred to one without" u1 "${1}2$f:first" 11
	ns gw2 ip link del "${1}1$f"
	gets "$2: without a better one a tunnel with dev gets packets from any device" u2 "${1}0$f:first" 10
}

module[4]=ip_gre
module[6]=ip6_gre
stock=()
for f in 4 6; do
	kind=gre
	[[ $f == 4 ]] || kind=ip6gre
	if lib_has "module:${module[$f]}" 2>/dev/null; then
		tunnels s $kind $f
		by_uplink s "type $kind"
		for t in 0 no 2; do
			stock+=("s$t$f")
		done
	else
		skip "type $kind by uplink" "the kernel has no such kind"
	fi
done
for t in "${stock[@]}"; do
	ns gw2 ip link del "$t"
done

for f in 4 6; do
	read -ra ends <<<"${pair[$f]}"
	tunnels t gre2890 $f
	refused "IPv$f: a second tunnel with the same dev is refused" "t0$f has this local, remote and key" \
		ns gw2 ip link add x type gre2890 "${ends[@]}" key 10 dev u0
	refused "IPv$f: a second tunnel without dev is refused" "tno$f has this local, remote and key" \
		ns gw2 ip link add x type gre2890 "${ends[@]}" key 11
	ns gw2 ip link add x$f type gre2890 "${ends[@]}" key 10
	refused "IPv$f: a change to a dev that another tunnel has is refused" "t1$f has this local, remote and key" \
		ns gw2 ip link set x$f type gre2890 dev u1
	ns gw2 ip link set x$f up
	gets "IPv$f: a tunnel without dev gets packets from other devices" u2 x$f:first 10
	check "IPv$f: this tunnel gets a dev by a change" ns gw2 ip link set x$f type gre2890 dev u2
	gets "IPv$f: and gets packets from this device" u2 x$f:first 10
	ns gw2 ip link del x$f
	gets "IPv$f: without this tunnel packets from this device reach another one" u2 t0$f:first 10
	by_uplink t "IPv$f"
	gets "IPv$f: packets from another device reach the tunnel without dev" u0 tno$f:first 11
	ns gw2 ip link set t0$f type gre2890 ttl 9
	gets "IPv$f: a change of another option does not change who gets packets" u0 t0$f:first 10
done

# ---- a device in a VRF stands for the VRF ---------------------------------------------------------------

f=4
read -ra ends <<<"${pair[4]}"
ns gw2 ip -batch - <<-END
	link add va type vrf table 100
	link set va up
	link set ua master va
	link set ub master va
	address add 192.0.2.2/24 dev ua
	link add va4 type gre2890 ${pair[4]} key 12 dev ua
	link add l4a type gre2890 ${pair[4]} key 99 dev va
	link set va4 up
	link set l4a up
END
refused "in a VRF the same identity with another port as dev is refused" "va4 has this local, remote and key" \
	ns gw2 ip link add x type gre2890 "${ends[@]}" key 12 dev ub
let_be "src, dst = ub"
equal "in a VRF a tunnel with one port as dev gets packets from another port" \
	"$(inject "arrived(src, dst, place, ip(A4, B4, gre('first', 12)), ip(A4, B4, gre('last', 99)), 'l4a:last')")" va4:first

# ---- as many as there may be ----------------------------------------------------------------------------

{
	for n in {1..65}; do
		echo "link add e$n type dummy"
	done
	for n in {1..64}; do
		echo "link add g$n type gre2890 ${pair[4]} key 13 dev e$n"
	done
} | ns gw2 ip -batch -
refused "65 tunnels that differ in dev only are too many" "Too many tunnels" \
	ns gw2 ip link add g65 type gre2890 "${ends[@]}" key 13 dev e65
ns gw2 ip link del g7
check "with one tunnel less there is room" ns gw2 ip link add g65 type gre2890 "${ends[@]}" key 13 dev e65
