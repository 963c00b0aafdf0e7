#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Thousands of tunnels are added and deleted. The traffic of another tunnel is not affected, and nothing leaks.
# Topology: gw_topology; t4 between gw1 and gw2. The other tunnels in gw1 have no far end.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/traffic.sh
. "$LIB/traffic.sh"
# shellcheck source=selftests/lib/objects.sh
. "$LIB/objects.sh"
need root module:gre2890 ping
MANY=1000

gw_topology
tunnel_pair t4 192.0.2. 10.4.0. key 4

# Every third tunnel has different keys by direction, every seventh has no remote, every fifth is in mode ether.
words() {
	local n=$1 to="remote 192.0.2.2" key="key $1" mode=ip
	((n % 3)) || key="ikey $n okey $((n + 5000))"
	((n % 5)) || mode=ether
	((n % 7)) || { to="" && mode=ip; }
	((n % 2)) || to=${to:+remote 2001:db8::2}
	local local=192.0.2.1
	[[ $to != *:* ]] || local=2001:db8::1
	echo "mode $mode local $local $to $key"
}
for ((n = 1; n <= MANY; n++)); do
	echo "link add name c$n group 77 type gre2890 $(words $((n + 100)))"
done >"$WORK/add"
sed -nE '1,100s/link add name (c[0-9]+) group 77 .*/link del \1/p' "$WORK/add" >"$WORK/del"
for ((n = 101; n <= MANY; n += 9)); do
	echo "link set c$n up"
done >"$WORK/up"

count() {
	ns gw1 ip -br link show type gre2890 | grep -c '^c' || true
}

churn() {
	ns gw1 ip -batch "$WORK/add"
	ns gw1 ip -batch "$WORK/up"
	made=$(count)
	ns gw1 ip -batch "$WORK/del"
	ns gw1 ip link del group 77
	left=$(count)
}

traffic t gw1 10.4.0.2
churn
equal "thousands of tunnels are added" "$made" "$MANY"
equal "  and deleted, one by one and as a group" "$left" 0
# Memory freed after a grace period shows late, and some caches keep a few objects.
settled() {
	objects >"$WORK/after"
	grown $((MANY / 2)) "$WORK/before" "$WORK/after"
}

# Other code allocates and frees objects, too. A leak of a tunnel repeats with every tunnel.
leaves_none() {
	for _ in 1 2 3; do
		objects >"$WORK/before"
		churn
		poll 20 settled && return
	done
	settled
}
check "no slab cache grows by half as many objects" leaves_none
equal "the identities are free again" "$made $left" "$MANY 0"
check "no ping of the other tunnel is lost" traffic_whole t
refused "a duplicate is refused" 'has this|exists' \
	ns gw1 ip link add t5 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 4
check "the other tunnel still works" ns gw1 ping -n -c 1 -W 3 10.4.0.2
ns gw2 ip link del t4
ns gw1 ip link del t4
equal "after the last tunnel is deleted the module has no users" "$(</sys/module/gre2890/refcnt)" 0
