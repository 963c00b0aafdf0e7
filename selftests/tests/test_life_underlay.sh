#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The underlay device goes down and up, and is deleted, under traffic: the tunnel counts why it sends nothing, works again
# by itself, and keeps no reference to the device.
# Topology: gw_topology; between gw1 and gw2 t4, and t6, which is bound to u0.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/traffic.sh
. "$LIB/traffic.sh"
need root module:gre2890 module:sch_netem ping

gw_topology
tunnel_pair t4 192.0.2. 10.4.0. key 4
tunnel_pair t6 2001:db8:: 10.6.0. key 6 dev u0
sysctl_keep() {
	ns "$1" sysctl -qw net.ipv6.conf.u0.keep_addr_on_down=1
}
sysctl_keep gw1

for family in 4 6; do
	traffic t$family gw1 10.$family.0.2
done
for round in 1 2; do
	before4=$(reason gw1 t4 tx_drop_no_route)
	before6=$(reason gw1 t6 tx_drop_no_route)
	ns gw1 ip link set u0 down
	check "round $round: with the device down t4 counts packets without a route" \
		poll 5 lib_above gw1 t4 tx_drop_no_route "$before4"
	check "round $round: and so does t6" poll 5 lib_above gw1 t6 tx_drop_no_route "$before6"
	ns gw1 ip link set u0 up
	check "round $round: with the device up again t4 works" traffic_flows t4
	check "round $round: and so does t6" traffic_flows t6
done

# ---- while packets wait ---------------------------------------------------------------------------------

# Packets wait in a queue on the tunnel, in one below it, and for a neighbour that does not answer.
ns gw1 ip link add t8 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 8
ns gw1 ip link add t9 type gre2890 local 192.0.2.1 remote 192.0.2.77 key 9
ns gw1 ip -batch - <<-END
	link set t8 up
	link set t9 up
	address add 10.8.0.1/24 dev t8
	address add 10.9.0.1/24 dev t9
END
ns gw1 tc qdisc add dev t8 root netem delay 20s
ns gw1 ping -n -q -c 20 -i 0.01 -W 0.1 10.8.0.2 >/dev/null || true
waiting() {
	ns gw1 tc -s qdisc show dev "$1" | grep -qE 'backlog [0-9]+b [1-9]'
}
check "packets wait on a tunnel" poll 2 waiting t8
check "  the tunnel can be deleted nevertheless" timeout 15 ip -n "$PFX-gw1" link del t8
ns gw1 ping -n -q -c 5 -i 0.01 -W 0.1 10.9.0.2 >/dev/null || true
check "a tunnel whose packets wait for a neighbour can be deleted" timeout 15 ip -n "$PFX-gw1" link del t9
ns gw1 ip link add t8 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 8
ns gw1 ip -batch - <<-END
	link set t8 up
	address add 10.8.0.1/24 dev t8
END
ns gw1 tc qdisc add dev u0 root netem delay 20s
ns gw1 ping -n -q -c 20 -i 0.01 -W 0.1 10.8.0.2 >/dev/null || true
check "packets wait below a tunnel" poll 2 waiting u0
check "  the tunnel can be deleted nevertheless" timeout 15 ip -n "$PFX-gw1" link del t8
ns gw1 tc qdisc del dev u0 root

# ---- away -----------------------------------------------------------------------------------------------

check "the other tunnels still work" traffic_flows t4
before4=$(reason gw1 t4 tx_drop_no_route)
check "the underlay device can be deleted under traffic" timeout 15 ip -n "$PFX-gw1" link del u0
check "  then t4 counts packets without a route" poll 5 lib_above gw1 t4 tx_drop_no_route "$before4"
equal "  t6, which is bound to the device, has no carrier" "$(ns gw1 cat /sys/class/net/t6/carrier)" 0
ip link add name u0 netns "$PFX-gw1" type veth peer name u0 netns "$PFX-gw2"
for n in 1 2; do
	gw_addresses $n
done
check "with a new device of the same name t4 works by itself" traffic_flows t4
check "  and so does t6" traffic_flows t6
traffic_end t4 >/dev/null
traffic_end t6 >/dev/null
check "the kernel has not waited for a device" bash -c '! dmesg | grep "unregister_netdevice: waiting"'
