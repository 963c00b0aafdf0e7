#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Path MTU and large frames of tunnels in mode ether, over both underlays: the sender of the frame gets an ICMP error,
# whether the frame was routed into the tunnel, came by a VLAN or a macvlan, or was bridged.
# Topology: path_topology; e4 and e6 between gw1 and gw2. For the bridged part:
#
#   +------+   +---------------+                +---------------+
#   | h1   |   | gw1           |                |           gw2 |
#   |   h0 |---| h0 [br0] e4/6 |--- the path ---| e4/6          |
#   +------+   +---------------+                +---------------+
#   10.1.0.1/24                                  10.1.0.4/6 and fd01::4/6
#
# The tenant has macvlans on e4 and e6 of gw1. For tagged frames h1 and gw2 have VLAN devices: 5, and 7 in the provider's
# VLAN 6.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/path.sh
. "$LIB/path.sh"
# shellcheck source=selftests/lib/pmtu.sh
. "$LIB/pmtu.sh"
need root module:gre2890 module:macvlan ping socat

path_topology
path_tunnel 4 e4 4 mode ether key 4
pmtu_beside_gre 4 e4 4 42
path_tunnel 6 e6 6 mode ether key 6
pmtu_learn "routed, IPv6 underlay" 6 e6 6 62

# told NS ADDRESS MTU PING...     pings with too large packets; does NS learn the path MTU to ADDRESS?
told() {
	local where=("$1" "$2" "$3")
	shift 3
	"$@" >/dev/null 2>&1 || true
	route_mtu_is "${where[@]}"
}

# ---- tagged ---------------------------------------------------------------------------------------------

# tagged FAMILY OVERHEAD        makes the claims for a VLAN on the tunnel; OVERHEAD includes the tag
tagged() {
	local mtu=$((1400 - $2)) name=e$1 net=5$1 how="VLAN, IPv$1 underlay" n
	for n in 1 2; do
		ns gw$n ip -batch - <<-END
			link add link $name name $name.5 type vlan id 5
			link set $name.5 up
			address add 10.$net.0.$n/24 dev $name.5
			address add fd$net::$n/64 dev $name.5 nodad
		END
	done
	path_mtu 1400
	for n in "10.$net.0.2 28" "fd$net::2 48"; do
		check "$how: frames to ${n% *} pass" poll 5 ns gw1 ping -n -q -c 1 -W 1 "${n% *}"
		forget
		poll 5 told gw1 "$(far "$1")" 1400 ns gw1 ping -n -q -c 1 -W 1 -Mdo -s 1400 "10.$1.0.2" || true
		reason_rises "$how: a frame with one octet too many for ${n% *} is counted" gw1 "$name" tx_drop_too_big \
			ns gw1 ping -n -c 1 -W 1 -Mdo -s $((mtu - ${n#* } + 1)) "${n% *}"
		check "$how: and answered" grep -qiE "(frag needed|too big).*mtu ?= ?$mtu" "$WORK/rises"
		check "$how: its sender learns the MTU $mtu" route_mtu_is gw1 "${n% *}" "$mtu"
		check "$how: the largest frame that fits arrives" ns gw1 ping -n -q -c 1 -W 3 -Mdo -s $((mtu - ${n#* })) "${n% *}"
		forget
		check "$how: TCP to ${n% *} finds its size" bulk gw1 gw2 "${n% *}"
	done
}

tagged 4 46
tagged 6 66
for n in 1 2; do
	ns gw$n ip link del e4.5
	ns gw$n ip link del e6.5
done

# ---- from another namespace -----------------------------------------------------------------------------

# answered                      prints how many "packet too big" errors the tenant has sent
answered() {
	ns tenant sed -n 's/^Icmp6OutPktTooBigs[[:space:]]*//p' /proc/net/snmp6
}

rises_over() {
	[[ $(answered) -gt $1 ]]
}

# tenant FAMILY OVERHEAD        makes the claims for a macvlan on the tunnel
tenant() {
	local mtu=$((1400 - $2)) name=e$1 net=6$1 how="tenant's macvlan, IPv$1 underlay" before
	ns gw1 ip link add link "$name" name "m$1" netns "$PFX-tenant" type macvlan
	ns tenant ip -batch - <<-END
		link set m$1 up
		address add fd$net::1/64 dev m$1 nodad
	END
	ns gw2 ip address add "fd$net::2/64" dev "$name" nodad
	path_mtu 1400
	check "$how: frames pass" poll 5 ns tenant ping -n -q -c 1 -W 1 "fd$net::2"
	forget
	poll 5 told gw1 "$(far "$1")" 1400 ns gw1 ping -n -q -c 1 -W 1 -Mdo -s 1400 "10.$1.0.2" || true
	before=$(answered)
	reason_rises "$how: a frame with one octet too many is counted" gw1 "$name" tx_drop_too_big \
		ns tenant ping -n -q -c 1 -W 1 -Mdo -s $((mtu - 47)) "fd$net::2"
	check "$how: the error is sent in the tenant's namespace" poll 2 rises_over "$before"
	check "$how: the tenant learns the MTU" route_mtu_is tenant "fd$net::2" "$mtu"
	ns tenant ip link del "m$1"
}

ns_add tenant
tenant 4 42
tenant 6 62

# ---- bridged --------------------------------------------------------------------------------------------

ns gw1 ip -batch - <<-END
	link add br0 type bridge
	link set h0 master br0
	link set br0 up
END

# vlans NS DEV                  makes the VLAN devices on DEV
vlans() {
	ns "$1" ip -batch - <<-END
		link set $2 mtu 1500
		link add link $2 name $2.5 type vlan id 5
		link add link $2 name $2.6 type vlan id 6 proto 802.1ad
		link add link $2.6 name $2.6.7 type vlan id 7
		link set $2.5 up
		link set $2.6 up
		link set $2.6.7 up
	END
}

# bridged FAMILY OVERHEAD HOW [TAG1 PORT TAG2]     makes the claims for a bridge; suffixes of h1's device, gw1's port and
# gw2's device. gw2 reaches h1 by the bridge alone: gw1 still has a stale neighbour entry from before h0 became a port.
bridged() {
	local family=$1 name=e$1 mtu=$((1400 - $2)) to4=10.1.0.$1 to6=fd01::$1 how="bridged${3:+ $3}, IPv$1 underlay"
	local near=h0${4-} port=$name${5-} far=$name${6-}
	ns gw1 ip link set "$port" mtu 1500 master br0 up
	ns gw2 ip -batch - <<-END
		route flush exact 10.1.0.0/24
		route flush exact fd01::/64
		address flush dev $name
		address add $to4/24 dev $far
		address add $to6/64 dev $far nodad
	END
	ns h1 ip -batch - <<-END
		address flush dev h0
		address add 10.1.0.1/24 dev $near
		address add fd01::1/64 dev $near nodad
	END
	forget
	path_mtu 1400
	check "$how: frames pass" poll 5 ping_size h1 100 -W 1 "$to4"
	reason_rises "$how: a too big error from the underlay is counted" gw1 "$name" icmp_too_big \
		ping_size h1 1400 -W 1 -Mdo "$to4"
	poll 2 route_mtu_is gw1 "$(far "$family")" 1400 || true
	reason_rises "$how: then a too large frame with DF is counted" gw1 "$name" tx_drop_too_big \
		ping_size h1 1400 -W 1 -Mdo "$to4"
	check "$how: its sender learns the MTU $mtu" poll 5 told h1 "$to4" "$mtu" ping_size h1 1400 -W 1 -Mdo "$to4"
	check "$how: an IPv6 sender learns the MTU $mtu" poll 5 told h1 "$to6" "$mtu" ping_size h1 1400 -W 1 "$to6"
	[[ $3 == by* ]] || bridged_traffic
	ns gw1 ip link set "$port" nomaster
	ns gw2 ip address flush dev "$far"
	ns h1 ip address flush dev "$near"
}

# bridged_traffic: further claims, with the variables of bridged
bridged_traffic() {
	check "$how: the largest frame that fits arrives" ping_size h1 $((mtu - 28)) -Mdo "$to4"
	ns h1 ip route flush cache
	check "$how: a large IPv4 packet without DF arrives" ns h1 ping -n -q -c 1 -W 3 -Mdont -s 1450 "$to4"
	forget
	check "$how: TCP over IPv4 finds its size" bulk h1 gw2 "$to4"
	forget
	check "$how: TCP over IPv6 finds its size" bulk h1 gw2 "$to6"
}

vlans h1 h0
for n in 4 6; do
	ns gw1 ip link set e$n mtu 1500
	vlans gw2 e$n
done
bridged 4 42 ""
bridged 6 62 ""
bridged 4 46 "with a tag" .5 "" .5
bridged 6 70 "with two tags" .6.7 "" .6.7
vlans gw1 e4
bridged 4 46 "by a VLAN device" "" .5 .5
ns gw1 ip -batch - <<-END
	link del e4.5
	link del e4.6
END
if ns gw1 ip link set br0 type bridge vlan_filtering 1 2>/dev/null; then
	ns gw1 bridge vlan add vid 5 dev h0
	ns gw1 ip link set e4 master br0
	ns gw1 bridge vlan add vid 5 dev e4
	bridged 4 46 "by a bridge with VLANs" .5 "" .5
else
	skip "by a bridge with VLANs" "the kernel's bridges know no VLANs"
fi
