#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A tunnel whose device is in another namespace than its underlay carries traffic. It is deleted with the first of its two
# namespaces to go, also under traffic, without a leak.
#
#   +-----------------+     +------------------------+                +------------------------+
#   | tenant          |     | gw1                    |                |                    gw2 |
#   |     10.F.0.1 tF |.....|        192.0.2.1/24 u0 |----------------| u0 192.0.2.2/24        |
#   |                 |     |     2001:db8::1/64     |                |    2001:db8::2/64   tF |
#   +-----------------+     +------------------------+                +---------------10.F.0.2-+
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/traffic.sh
. "$LIB/traffic.sh"
need root module:gre2890 ping

max_namespaces=$(</proc/sys/user/max_net_namespaces)
defer bash -c "echo $max_namespaces >/proc/sys/user/max_net_namespaces"

# room_for N                    are there fewer than N namespaces?
room_for() {
	local status=0
	echo "$1" >/proc/sys/user/max_net_namespaces
	unshare -n true 2>/dev/null || status=$?
	echo "$max_namespaces" >/proc/sys/user/max_net_namespaces
	return "$status"
}

none_left() {
	room_for $((base + 1))
}

# build                         makes all namespaces, and tunnels whose device was moved (t4) or made in the tenant's (t6)
build() {
	gw_topology
	ns_add tenant
	ns gw1 ip link add t4 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 4
	ns gw1 ip link set t4 netns "$PFX-tenant"
	ns tenant ip link add t6 link-netns "$PFX-gw1" type gre2890 local 2001:db8::1 remote 2001:db8::2 key 6
	ns gw2 ip -batch - <<-END
		link add t4 type gre2890 local 192.0.2.2 remote 192.0.2.1 key 4
		link add t6 type gre2890 local 2001:db8::2 remote 2001:db8::1 key 6
	END
	local n=1 space family
	for space in tenant gw2; do
		for family in 4 6; do
			ns $space ip -batch - <<-END
				link set t$family up
				address add 10.$family.0.$n/24 dev t$family
			END
		done
		n=2
	done
}

run_traffic() {
	for family in 4 6; do
		traffic "t$family" tenant 10.$family.0.2
		traffic "b$family" gw2 10.$family.0.1
		check "$1: t$family carries traffic" traffic_flows "t$family"
	done
}

gone() {
	! ns "$1" ip link show dev "$2"
}

base=0
until none_left; do
	((++base))
done

# ---- the underlay's goes --------------------------------------------------------------------------------

build
ns tenant ip link add name keep type dummy
run_traffic "moved to a tenant"
check "both tunnels belong to the namespace of their underlay" \
	bash -c "ip -n '$PFX-tenant' link show dev t4 | grep -q link-netns"
refused "their identity is taken in the underlay, not in the tenant's" 'File exists|has this' \
	ns gw1 ip link add x4 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 4
check "  it is free in the tenant's namespace as underlay" ns tenant ip link add x4 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 4
ns_del gw1
check "deleting the namespace of the underlay under traffic deletes t4" poll 20 gone tenant t4
check "  and t6" poll 20 gone tenant t6
check "  a tunnel with another underlay stays" ns tenant ip link show dev x4
traffic_stop t4 t6 b4 b6
ns_del gw2 tenant
check "no namespace is leaked" poll 30 none_left

# ---- the tenant's goes ----------------------------------------------------------------------------------

build
check_fail "existing namespaces are counted" none_left
run_traffic "again"
ns_del tenant
traffic_stop t4 t6      # they run in the namespace and would keep it
identity_free() {
	ns gw1 ip link add t4 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 4 &&
		ns gw1 ip link add t6 type gre2890 local 2001:db8::1 remote 2001:db8::2 key 6
}
check "deleting the tenant's namespace under traffic frees the identities" poll 20 identity_free
traffic_stop b4 b6
ns gw1 ip -batch - <<-END
	link set t4 up
	address add 10.4.0.1/24 dev t4
END
check "a new tunnel in the place of the old works" poll 10 ns gw1 ping -n -c 1 -W 1 10.4.0.2
ns_del gw1 gw2
check "no namespace is leaked" poll 30 none_left

# ---- both at once ---------------------------------------------------------------------------------------

build
run_traffic "once more"
ip -batch - <<-END
	netns del $PFX-tenant
	netns del $PFX-gw1
	netns del $PFX-gw2
END
traffic_stop t4 t6 b4 b6
check "all namespaces can be deleted at once, and none is leaked" poll 30 none_left
check "the kernel has not waited for a device" bash -c '! dmesg | grep "unregister_netdevice: waiting"'
