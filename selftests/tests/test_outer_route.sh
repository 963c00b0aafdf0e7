#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The route and the source of the outer packet: with fwmark, with dev, without local, with a remote that is unreachable or
# this host.
#
#   +----------------------------+                +----------------------------+
#   | gw1                        |                |                        gw2 |
#   |  192.0.2.1     2001:db8::1 |                | lo 203.0.113.2             |
#   |                         u0 |----------------| u0 2001:db8:f::2           |
#   |  198.51.100.1              |                |                            |
#   |  2001:db8:1::1          u1 |----------------| u1                         |
#   +----------------------------+                +----------------------------+
#
# The route from gw1's tunnels (t4, t6) to lo in gw2 is by u0, in table 100 by u1.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/path.sh
. "$LIB/path.sh"
need root module:gre2890 python:scapy ping

gw_topology
ip link add name u1 netns "$PFX-gw1" type veth peer name u1 netns "$PFX-gw2"
ns gw2 ip -batch - <<-END
	link set u1 up
	address add 198.51.100.2/24 dev u1
	address add 2001:db8:1::2/64 dev u1 nodad
	address add 203.0.113.2/32 dev lo
	address add 2001:db8:f::2/128 dev lo
END
ns gw1 ip -batch - <<-END
	link set u1 up
	address add 198.51.100.1/24 dev u1
	address add 2001:db8:1::1/64 dev u1 nodad
	route add 203.0.113.2 via 192.0.2.2 metric 10
	route add 203.0.113.2 via 198.51.100.2 metric 20
	route add 203.0.113.2 via 198.51.100.2 table 100
	route add 2001:db8:f::2 via 2001:db8::2 metric 10
	route add 2001:db8:f::2 via 2001:db8:1::2 metric 20
	route add 2001:db8:f::2 via 2001:db8:1::2 table 100
	rule add fwmark 100 lookup 100
	link add t4 type gre2890 remote 203.0.113.2 key 4
	link add t6 type gre2890 remote 2001:db8:f::2 key 6
	link set t4 up
	link set t6 up
	address add 10.4.0.1/24 dev t4
	address add 10.6.0.1/24 dev t6
END
ns gw1 ip -6 rule add fwmark 100 lookup 100
wire_open
for dev in u0 u1 lo; do
	wire listen $dev "$PFX-gw1" $dev
done

# goes DESC DEV FAMILY SOURCE     claims that the next packet of tFAMILY leaves by DEV with the source SOURCE
goes() {
	wire_seen "$1" "$2" "g.key == $3 and i.dst == '10.$3.0.2' and o.src == '$4'" \
		ns gw1 ping -n -c 1 -W 0.2 10."$3".0.2
}

# ways FAMILY SOURCE-ON-U0 SOURCE-ON-U1     makes the claims
ways() {
	local family=$1 by0=$2 by1=$3 dev=t$1 how="IPv$1"
	goes "$how: the best route is used, with its source" u0 "$family" "$by0"
	ns gw1 ip link change "$dev" type gre2890 local "$by1"
	goes "$how: a given local address is the source" u0 "$family" "$by1"
	ns gw1 ip link change "$dev" type gre2890 local any
	goes "$how: without it the source is that of the route again" u0 "$family" "$by0"
	ns gw1 ip link change "$dev" type gre2890 fwmark 100
	goes "$how: fwmark selects a route" u1 "$family" "$by1"
	ns gw1 ip link change "$dev" type gre2890 fwmark 101
	goes "$how: a mark without a rule does not" u0 "$family" "$by0"
	ns gw1 ip link change "$dev" type gre2890 fwmark 0 dev u1
	goes "$how: dev restricts the route to a device" u1 "$family" "$by1"
	ns gw1 ip link set u1 down
	reason_rises "$how: without this device there is no route" gw1 "$dev" tx_drop_no_route \
		ns gw1 ping -n -c 1 -W 0.2 10."$family".0.2
	ns gw1 ip -batch - <<-END
		link set u1 up
		link change "$dev" type gre2890 dev u0
	END
	goes "$how: a change to the other dev works" u0 "$family" "$by0"
}

ways 4 192.0.2.1 198.51.100.1
# Restore what u1 lost while it was down.
ns gw1 ip -batch - <<-END
	address replace 2001:db8:1::1/64 dev u1 nodad
	route replace 2001:db8:f::2 via 2001:db8:1::2 metric 20
	route replace 2001:db8:f::2 via 2001:db8:1::2 table 100
END
ways 6 2001:db8::1 2001:db8:1::1

# ---- no way ---------------------------------------------------------------------------------------------

send() {
	ns gw1 ping -n -c 1 -W 0.2 10."$1".0.2
}

ns gw1 ip link add n4 type gre2890 local 192.0.2.99 remote 192.0.2.2 key 14
ns gw1 ip link add n6 type gre2890 local 2001:db8::99 remote 2001:db8::2 key 16
ns gw1 ip -batch - <<-END
	link set n4 up
	link set n6 up
	address add 10.14.0.1/24 dev n4
	address add 10.16.0.1/24 dev n6
END
for family in 4 6; do
	how="IPv$family"
	reason_rises "$how: a local address that this host does not have is an error" gw1 n$family tx_drop_no_route send 1$family
	ns gw1 ip address add "$([[ $family == 4 ]] && echo 192.0.2.99/24 || echo 2001:db8::99/64)" dev u0 \
		"$([[ $family == 4 ]] && echo noprefixroute || echo nodad)"
	reason_stays "$how: it is none once the host has the address" gw1 n$family tx_drop_no_route send 1$family
	wire_seen "$how: the address is the source then" u0 "g.key == 1$family" send 1$family
	ns gw1 ip address del "$([[ $family == 4 ]] && echo 192.0.2.99/24 || echo 2001:db8::99/64)" dev u0
	reason_rises "$how: it is an error again without the address" gw1 n$family tx_drop_no_route send 1$family
done
ns gw1 ip -batch - <<-END
	route add unreachable 192.0.2.2
	route add unreachable 2001:db8::2
	address add 192.0.2.99/32 dev lo
	address add 2001:db8::99/128 dev lo
END
reason_rises "IPv4: an unreachable remote is an error" gw1 n4 tx_drop_no_route send 14
reason_rises "IPv6: an unreachable remote is an error" gw1 n6 tx_drop_no_route send 16
refused "a remote that is no address of one host or group" 'neither unicast nor' \
	ns gw1 ip link add n7 type gre2890 remote 255.255.255.255

# ---- a remote that is this host -------------------------------------------------------------------------

ns gw1 ip -batch - <<-END
	address add 2001:db8:a::1/128 dev lo
	link add l6 type gre2890 local 2001:db8::1 remote 2001:db8:a::1 key 26
	link set l6 up
	address add 10.26.0.1/24 dev l6
	address add 203.0.113.99/32 dev lo
	link add l4 type gre2890 local 192.0.2.1 remote 203.0.113.99 key 24
	link set l4 up
	address add 10.24.0.1/24 dev l4
END
reason_rises "IPv6: a remote of this host is refused" gw1 l6 tx_drop_local_remote send 26
ns gw1 ip link change l6 type gre2890 allow-localremote
reason_stays "IPv6: with allow-localremote it is not" gw1 l6 tx_drop_local_remote send 26
wire_seen "IPv6: the packet is sent to this host" lo 'g.key == 26' send 26
ns gw1 ip link change l6 type gre2890 noallow-localremote
reason_rises "IPv6: without allow-localremote it is refused again" gw1 l6 tx_drop_local_remote send 26
wire_seen "IPv4: a remote of this host is accepted, as with type gre" lo 'g.key == 24' send 24
