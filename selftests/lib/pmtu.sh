# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Claims about path MTU that hold for every underlay and mode. Sourced after path.sh; they need path_topology. The
# payload of a ping is 28 octets (IPv4) or 48 octets (IPv6) less than its packet.

# forget                        clears the path MTU of all routes
forget() {
	local n
	for n in h1 gw1; do
		ns $n ip -4 route flush cache
		ns $n ip -6 route flush cache
	done
}

# pmtu_learn HOW FAMILY NAME NET OVERHEAD     claims that the tunnel NAME, with 10.NET and fdNET inside, learns a path
# MTU of 1400 and reports it, less OVERHEAD, to a host behind it
pmtu_learn() {
	local how=$1 family=$2 name=$3 net=$4 mtu=$((1400 - $5)) far
	far=$(far "$family")
	forget
	path_mtu 1400

	reason_rises "$how: a too big error from the underlay is counted" gw1 "$name" icmp_too_big \
		ping_size h1 1400 -W 1 -Mdo "10.$net.0.2"
	check "$how: the route to the remote learns the path MTU" poll 2 route_mtu_is gw1 "$far" 1400
	reason_rises "$how: then a too large IPv4 packet with DF is counted" gw1 "$name" tx_drop_too_big \
		ping_size h1 1400 -W 1 -Mdo "10.$net.0.2"
	check "$how: its sender learns the MTU $mtu" poll 2 route_mtu_is h1 "10.$net.0.2" "$mtu"
	reason_rises "$how: a too large IPv6 packet is counted" gw1 "$name" tx_drop_too_big ping_size h1 1380 -W 1 "fd$net::2"
	check "$how: its sender learns the MTU $mtu" poll 2 route_mtu_is h1 "fd$net::2" "$mtu"

	check "$how: the largest IPv4 packet with DF that fits arrives" \
		ping_size h1 $((mtu - 28)) -Mdo "10.$net.0.3"
	reason_rises "$how: a packet with one octet more does not" gw1 "$name" tx_drop_too_big \
		ping_size h1 $((mtu - 27)) -W 1 -Mdo "10.$net.0.3"
	check "$how: the largest IPv6 packet that fits arrives" ping_size h1 $((mtu - 48)) "fd$net::3"
	reason_rises "$how: a packet with one octet more does not" gw1 "$name" tx_drop_too_big \
		ping_size h1 $((mtu - 47)) -W 1 "fd$net::3"
	refused "$how: a sender on the gateway itself learns the MTU $mtu" "mtu ?= ?$mtu" \
		ns gw1 ping -n -c 2 -i 0.2 -W 1 -Mdo -s 1400 "10.$net.0.2"
}

# pmtu_below_1280 FAMILY NAME NET OVERHEAD FRAGMENT     a path MTU of 1300 leaves less than 1280 inside. Claims that
# packets of 1280 octets cross nevertheless, in outer packets for which FRAGMENT holds
pmtu_below_1280() {
	local family=$1 name=$2 net=$3 mtu=$((1300 - $4)) fragment=$5
	path_mtu 1300
	forget
	reason_rises "an error about a smaller path MTU is counted" gw1 "$name" icmp_too_big \
		ping_size h1 1300 -W 1 -Mdo "10.$net.0.2"
	check "  and the path MTU is learned" poll 2 route_mtu_is gw1 "$(far "$family")" 1300
	reason_rises "an inner IPv6 packet of 1281 octets is too large" gw1 "$name" tx_drop_too_big \
		ping_size h1 1233 -W 1 "fd$net::2"
	check "  its sender learns the MTU 1280, not less" poll 2 route_mtu_is h1 "fd$net::2" 1280
	check "an inner IPv6 packet of 1280 octets arrives" ping_size h1 1232 "fd$net::2"
	wire_seen "  in fragments of the outer packet" b0 "$fragment" ping_size h1 1232 "fd$net::2"

	check "a large IPv4 packet without DF arrives" ping_size h1 1400 -Mdont "10.$net.0.4"
	reason_rises "a large IPv4 packet with DF is answered by an error" gw1 "$name" tx_drop_too_big \
		ping_size h1 $((mtu - 27)) -W 1 -Mdo "10.$net.0.3"
	check "  with the MTU $mtu" poll 2 route_mtu_is h1 "10.$net.0.3" "$mtu"

	forget
	check "TCP over IPv4 finds its size" bulk h1 gw2 "10.$net.0.2"
	forget
	check "TCP over IPv6 finds its size" bulk h1 gw2 "fd$net::2"
}

# pmtu_by_mark FAMILY NAME NET   claims that the path MTU is that of the route that the tunnel's fwmark selects
pmtu_by_mark() {
	local family=$1 name=$2 net=$3 via=192.0.2.254 far
	far=$(far "$family")
	[[ $family == 4 ]] || via=2001:db8::fe
	ns gw1 ip route add "$far" via "$via" table 100
	ns gw1 ip "-$family" rule add fwmark 5 lookup 100
	ns gw1 ip link change "$name" type gre2890 fwmark 5
	path_mtu 1400
	forget
	reason_rises "fwmark: a too big error from the underlay is counted" gw1 "$name" icmp_too_big \
		ping_size h1 1400 -W 1 -Mdo "10.$net.0.2"
	reason_rises "fwmark: the path MTU is learned for the route that the mark selects" gw1 "$name" tx_drop_too_big \
		ping_size h1 1400 -W 1 -Mdo "10.$net.0.2"
	ns gw1 ip link change "$name" type gre2890 fwmark 0
}

# pmtu_beside_gre FAMILY NAME NET OVERHEAD     makes the claims without ip_gre and ip6_gre, and with them: then the stack
# gives ICMP errors about GRE to these modules
pmtu_beside_gre() {
	modprobe -q -r ip_gre ip6_gre || true
	if [[ -d /sys/module/ip_gre || -d /sys/module/ip6_gre ]]; then
		skip "path MTU without ip_gre" "ip_gre or ip6_gre can't be removed"
	else
		pmtu_learn "without ip_gre" "$@"
	fi
	if modprobe -q ip_gre && modprobe -q ip6_gre; then
		pmtu_learn "with ip_gre" "$@"
	else
		skip "path MTU with ip_gre" "ip_gre or ip6_gre is missing"
	fi
}
