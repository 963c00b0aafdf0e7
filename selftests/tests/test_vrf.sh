#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# VRFs: a tunnel receives only packets that arrive in the VRF that its dev is or belongs to, and without dev only those
# that arrive in no VRF. Each VRF may have a tunnel of the same identity.
#
#   +----------------------------+              +------------------------------------+
#   | gw1                     u0 |--------------| u0                             gw2 |
#   |                         ua |--------------| ua (in VRF va)                     |
#   |                         ub |--------------| ub (in VRF vb)                     |
#   | the same as gw2            |              | each 192.0.2.2/24, 2001:db8::2/64  |
#   +----------------------------+              +------------------------------------+
#
# In both gateways, for each family n: tn without dev, an with dev ua, bn with dev vb.
# shellcheck source=selftests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
need module:gre2890 module:vrf python3

tunnels() {
	local n=$1 f
	for f in 4 6; do
		echo "link add t$f type gre2890 key 7 ${pair[$f]}"
		echo "link add a$f type gre2890 key 7 ${pair[$f]} dev ua"
		echo "link add b$f type gre2890 key 7 ${pair[$f]} dev vb"
		echo "address add 10.0.$f.$n/24 dev t$f"
		echo "address add 10.1.$f.$n/24 dev a$f"
		echo "address add 10.2.$f.$n/24 dev b$f"
	done
}

inject_topology
for dev in ua ub; do
	ip link add name $dev netns "$PFX-gw1" type veth peer name $dev netns "$PFX-gw2"
done
for n in 1 2; do
	ns gw$n sysctl -qw net.ipv6.conf.default.keep_addr_on_down=1 net.ipv6.conf.u0.keep_addr_on_down=1
	pair[4]="local 192.0.2.$n remote 192.0.2.$((3 - n))"
	pair[6]="local 2001:db8::$n remote 2001:db8::$((3 - n))"
	{
		for vrf in a b; do
			cat <<-END
				link add v$vrf type vrf table 10$([[ $vrf == a ]]; echo $?)
				link set v$vrf up
				link set u$vrf master v$vrf
				link set u$vrf up
				address add 192.0.2.$n/24 dev u$vrf
				address add 2001:db8::$n/64 dev u$vrf nodad
			END
		done
		tunnels $n
	} >"$WORK/batch"
	ns gw$n ip -batch "$WORK/batch"
done
# Set the tunnels up when both ends exist: an ICMP error from the peer would be reported inside.
for n in 1 2; do
	printf 'link set %s up\n' t4 a4 b4 t6 a6 b6 | ns gw$n ip -batch -
done
let_be "place = Tunnels('$PFX-gw2')"
for dev in u0 ua ub; do
	let_be "$dev = Tap('$PFX-gw1', '$dev'), Tap('$PFX-gw2', '$dev')"
done

# by DEV TUNNEL                 makes DEV the device by which frames arrive; the last frame is for TUNNEL
by() {
	let_be "src, dst = $1; end = '$2:last'"
}

# gets DESC WORDS KEY           claims that a packet with this key reaches the devices in WORDS, each as DEVICE:one
gets() {
	local addrs="A$f, B$f"
	equal "IPv$f: $1" "$(inject "arrived(src, dst, place, ip($addrs, gre('one', $3)), \
		ip($addrs, gre('last', 7)), end)")" "$2"
}

# ---- the same identity in three domains -----------------------------------------------------------------

for f in 4 6; do
	by u0 t$f
	gets "a packet that arrives outside of VRFs reaches the tunnel without dev" "t$f:one" 7
	by ua a$f
	gets "a packet that arrives in a VRF reaches the tunnel with a dev in it" "a$f:one" 7
	by ub b$f
	gets "a packet that arrives in a VRF reaches the tunnel with the VRF as dev" "b$f:one" 7
	check "IPv$f: ping through the tunnel without dev" ns gw1 ping -c 1 -W 5 10.0.$f.2
	check "IPv$f: ping through the tunnel with a dev in a VRF" ns gw1 ping -c 1 -W 5 10.1.$f.2
	check "IPv$f: ping through the tunnel with a VRF as dev" ns gw1 ping -c 1 -W 5 10.2.$f.2

	read -ra pair_words <<<"${pair[$f]}"
	refused "IPv$f: a second tunnel in the same VRF is refused" "a$f" \
		ns gw2 ip link add x type gre2890 key 7 "${pair_words[@]}" dev va
	ns gw2 ip -batch - <<-END
		link add x$f type gre2890 key 8 ${pair[$f]} dev va
		link add y$f type gre2890 key 9 ${pair[$f]}
		link set x$f up
		link set y$f up
	END
	by ub b$f
	gets "a tunnel of one VRF gets nothing from another" '' 8
	gets "a tunnel without dev gets nothing from a VRF" '' 9
	by u0 t$f
	gets "a tunnel of a VRF gets nothing from outside" '' 8
	gets "  but a tunnel without dev does" "y$f:one" 9
	by ua a$f
	gets "a tunnel of a VRF gets packets from its VRF" "x$f:one" 8
	ns gw2 ip link set x$f type gre2890 dev ub
	gets "  but not after a change to a dev in another VRF" '' 8
	by ub b$f
	gets "  then it gets packets from the new VRF" "x$f:one" 8
done

# ---- the device enters and leaves a VRF -----------------------------------------------------------------

ns gw2 ip -batch - <<-END
	link add m4 type gre2890 key 10 ${pair[4]} dev u0
	link add m6 type gre2890 key 10 ${pair[6]} dev u0
	link add d4 type gre2890 key 11 ${pair[4]} dev u0
	link add e4 type gre2890 key 11 ${pair[4]} dev ua
	link set m4 up
	link set m6 up
	link set d4 up
	link set e4 up
END
f=4
by u0 t4
gets "a tunnel gets packets before its dev enters a VRF" m4:one 10
gets "of two tunnels with one identity that outside of VRFs gets packets" d4:one 11

ns gw2 ip link set u0 master va
for f in 4 6; do
	let_be "end = 'a$f:last'"
	gets "a tunnel follows its dev into a VRF" m$f:one 10
	gets "  one without dev does not" '' 9
done
f=4
let_be "end = 'a4:last'"
gets "  nor does one whose identity another tunnel has there" e4:one 11

ns gw2 ip link set u0 nomaster
for f in 4 6; do
	let_be "end = 't$f:last'"
	gets "a tunnel follows its dev out of the VRF" m$f:one 10
	gets "  the tunnel without dev works as before" y$f:one 9
done
f=4
let_be "end = 't4:last'"
gets "  and so does the one that could not follow" d4:one 11

ns gw2 ip -batch - <<-END
	link add vc type vrf table 103
	link set vc up
	link set u0 master vc
	link add c4 type gre2890 key 12 ${pair[4]} dev vc
	link set c4 up
END
ns gw2 ip link set t4 type gre2890 dev u0
gets "a tunnel that gets a dev in a VRF by a change gets packets from it" t4:one 7
gets "a tunnel with a new VRF as dev gets packets from it" c4:one 12
ns gw2 ip link del vc
gets "a tunnel gets packets from outside when its VRF is deleted" m4:one 10
gets "  and one with this VRF as dev gets none" '' 12

# ---- the tenant's side ----------------------------------------------------------------------------------

for n in 1 2; do
	ns gw$n ip -batch - <<-END
		link add vt type vrf table 104
		link set vt up
		link set a4 master vt
		link add name br0 type bridge
		link add e0 type gre2890 mode ether key 20 local 2001:db8::$n remote 2001:db8::$((3 - n)) dev vb
		link set e0 master br0 up
		link set br0 up
		address add 10.3.0.$n/24 dev br0
	END
done
check "a ping passes through a tunnel in a tenant's VRF" ns gw1 ping -I vt -c 1 -W 5 10.1.4.2
check_fail "  whose addresses are not reached from outside of it" ns gw1 ping -c 1 -W 1 10.1.4.2
by ua a4
gets "  its underlay is the same as before" a4:one 7
check "a ping passes through a tunnel in mode ether in a bridge" ns gw1 ping -c 1 -W 5 10.3.0.2

# ---- the address is a dummy's, and the way out another device's ------------------------------------------

for n in 1 2; do
	ns gw$n ip -batch - <<-END
		link add dv type dummy
		link set dv master va
		link set dv up
		address add 198.51.100.$n/32 dev dv
		address add 2001:db8:d::$n/128 dev dv nodad
		route add vrf va 198.51.100.$((3 - n))/32 via 192.0.2.$((3 - n))
		route add vrf va 2001:db8:d::$((3 - n))/128 via 2001:db8::$((3 - n))
		link add dv4 type gre2890 local 198.51.100.$n remote 198.51.100.$((3 - n)) dev dv key 30
		link add dv6 type gre2890 local 2001:db8:d::$n remote 2001:db8:d::$((3 - n)) dev dv key 30
		link add sv4 type gre2890 local-dev dv remote 198.51.100.$((3 - n)) dev dv key 31
		address add 10.4.4.$n/24 dev dv4
		address add 10.4.6.$n/24 dev dv6
		address add 10.4.5.$n/24 dev sv4
	END
done
for n in 1 2; do
	printf 'link set %s up\n' dv4 dv6 sv4 | ns gw$n ip -batch -
done
check "IPv4: dev is a dummy in the VRF: packets leave by the VRF's route" ns gw1 ping -c 1 -W 5 10.4.4.2
check "IPv6: dev is a dummy in the VRF: packets leave by the VRF's route" ns gw1 ping -c 1 -W 5 10.4.6.2
check "IPv4: local-dev is the dummy: its address is the local one" ns gw1 ping -c 1 -W 5 10.4.5.2
ns gw1 ip link add n4 type gre2890 local 198.51.100.1 remote 198.51.100.2 key 30
ns gw1 ip link set n4 up
ns gw1 ip address add 10.4.7.1/24 dev n4
reason_rises "IPv4: without dev the VRF's route is not used" gw1 n4 tx_drop_no_route \
	ns gw1 ping -c 1 -W 1 10.4.7.2

# ---- the device goes ------------------------------------------------------------------------------------

ns gw2 ip -batch - <<-END
	link add g4 type gre2890 key 13 ${pair[4]} dev ua
	link add w4 type gre2890 key 14 ${pair[4]} dev ub
	link set g4 up
	link set w4 up
	link del ua
	link set ub netns $PFX-gw1 name away
END
by u0 t4
gets "a tunnel whose dev is deleted does not come out of the VRF" '' 13
gets "  nor does one whose dev moves to another namespace" '' 14
