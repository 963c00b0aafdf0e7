#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Root in a user namespace makes tunnels in its own network namespace, and has no rights over an underlay elsewhere.
#
#   +----------------------+    +------------------------+                +------------------------+
#   | tenant               |    | gw1                    |                |                    gw2 |
#   |  its own user and    |    |        192.0.2.1/24 u0 |----------------| u0 192.0.2.2/24        |
#   |  network namespace   |    |     2001:db8::1/64     |                |    2001:db8::2/64      |
#   |        g0, given by gw1    +------------------------+                +------------------------+
#   +----------------------+
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/config.sh
. "$LIB/config.sh"
need root module:gre2890 gre2890 unshare nsenter
unshare -Urn true 2>/dev/null || skip_all "this kernel lets nobody make user namespaces"
gw_topology

unshare -Urn sleep 1000 &
tenant=$!
poll 10 sh -c "[ \"\$(readlink /proc/$tenant/ns/net)\" != \"\$(readlink /proc/self/ns/net)\" ] && grep -q . /proc/$tenant/uid_map"

as_tenant() {
	nsenter -t "$tenant" -U -n --preserve-credentials "$@"
}

check "ip: root in a user namespace can add a link" as_tenant ip link add t0 type gre2890 local 127.0.0.1 remote 127.0.0.2 key 1
check "gre2890: root in a user namespace can add a link" as_tenant gre2890 add t1 local ::1 remote ::2 key 2
check "  and change it" as_tenant gre2890 set t0 key 3
check "and shown" grep -q "ikey 0.0.0.3" <(as_tenant gre2890 show t0)
equal "  and read the counters of the namespace" "$(as_tenant gre2890 stats | head -n 1 | cut -d ' ' -f -3)" "netns: tunnels 2"
check "  and delete it" as_tenant ip link del t0

ns gw1 ip link add g0 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 7
ns gw1 ip link set g0 netns "$tenant"
tenants_links() {
	as_tenant ip -d link show
}
tenants_links >"$WORK/before"

# not DESC TEXT CMD...          claims that CMD is refused with TEXT and changes nothing
not() {
	refused "$@"
	tenants_links >"$WORK/after"
	cmp -s "$WORK/before" "$WORK/after" || not_ok "$1: nothing is changed" "$(diff "$WORK/before" "$WORK/after")"
}

why="Needs CAP_NET_ADMIN in the underlay's namespace"
not "ip: a link over another's underlay can't be changed" "^Error: $why\.$" as_tenant ip link set g0 type gre2890 key 8
not "gre2890: a link over another's underlay can't be changed" "^gre2890: g0: $why$" as_tenant gre2890 set g0 ttl 5
not "gre2890: a change to the same value is refused, too" "$why" as_tenant gre2890 set g0 key 7
not "ip: no link can be added over another's underlay" "Operation not permitted" \
	as_tenant ip link add x0 link-netns "$PFX-gw1" type gre2890 remote 192.0.2.3
not "gre2890: no link can be added over another's underlay" "Operation not permitted" \
	as_tenant gre2890 add x0 remote 192.0.2.3 link-netns "$PFX-gw1"
not "ip: no link can be added to another's namespace" "Operation not permitted" \
	as_tenant ip link add x0 netns "$PFX-gw1" type gre2890 remote 192.0.2.3

check "the tenant may set the link up and rename it" as_tenant ip link set g0 up name g1 mtu 1400
check "ip in the underlay does not show the link" sh -c "! ip -n $PFX-gw1 link show g1"
nsenter -t "$tenant" -n gre2890 set g1 ttl 5
check "the underlay's root can change it there" grep -q "ttl 5" <(as_tenant gre2890 show g1)
check "the tenant may delete the link" as_tenant ip link del g1
check "and the identity is free again" ns gw1 ip link add g2 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 7

ns gw1 ip link add g3 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 9
ns gw1 ip link set g3 netns "$tenant"
kill "$tenant"
wait "$tenant" 2>/dev/null || true
free() {
	ns gw1 ip link add g4 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 9
}
check "a namespace that ends gives the identity back" poll 10 free
check_fail "without any right there is no link" unshare -U ip link add x1 type gre2890 remote 192.0.2.3
