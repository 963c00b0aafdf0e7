#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The underlay of a tunnel stays in the namespace that it was made in or for, wherever the device moves.
#
#   +--------------+    +------------------------+                +------------------------+
#   | t1           |    | gw1                    |                |                    gw2 |
#   | 10.0.0.1/30  |    |        192.0.2.1/24 u0 |----------------| u0 192.0.2.2/24        |
#   | tunnels' ends|    |     2001:db8::1/64     |                |    2001:db8::2/64      |
#   +--------------+    +------------------------+                |  p0.. 10.0.N.2/30      |
#                                                                 +------------------------+
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/config.sh
. "$LIB/config.sh"
need root module:gre2890 gre2890 jq
gw_topology
ns_add t1

# tunnel N DESC CMD...          claims that CMD puts the tunnel a$N (key N) into t1, and that it works over the underlay of gw1
tunnel() {
	local n=$1 desc=$2
	shift 2
	check "$desc" "$@"
	tunnel_end 2 "p$n" 192.0.2. "10.0.$n." key "$n"
	ns t1 ip -batch - <<-END || true
		address add 10.0.$n.1/30 dev a$n
		link set a$n up
	END
	check "  the tunnel carries packets over the underlay of gw1" ns t1 ping -c 1 -W 5 "10.0.$n.2"
}

# of NS LINK FILTER             prints a part of the JSON of a link
of() {
	ns "$1" ip -j -d link show dev "$2" | jq -r ".[0] | $3"
}

words="type gre2890 local 192.0.2.1 remote 192.0.2.2"
# shellcheck disable=SC2086 # words
{
tunnel 1 "ip: link-netns gives the underlay" ns t1 ip link add a1 link-netns "$PFX-gw1" $words key 1
tunnel 2 "ip: netns gives the namespace of the device" ns gw1 ip link add a2 netns "$PFX-t1" $words key 2
ns gw1 ip link add a3 $words key 3 dev u0
tunnel 3 "ip: a link can be moved to a namespace" ns gw1 ip link set a3 netns "$PFX-t1"
}
words="local 192.0.2.1 remote 192.0.2.2"
# shellcheck disable=SC2086
{
tunnel 4 "gre2890: link-netns gives the underlay" gre2890 -n "$PFX-t1" add a4 $words key 4 dev u0 link-netns "$PFX-gw1"
tunnel 5 "gre2890: netns gives the namespace of the device" gre2890 -n "$PFX-gw1" add a5 $words key 5 netns "$PFX-t1"
gre2890 -n "$PFX-gw1" add a6 $words key 6
tunnel 6 "gre2890: a link can be moved to a namespace" gre2890 -n "$PFX-gw1" set a6 netns "$PFX-t1"
ip netns exec "$PFX-t1" sleep 1000 &
defer kill $!
inside() {
	[[ -n $(ip netns pids "$PFX-t1") ]]
}
poll 10 inside
check "gre2890: netns takes the number of a process, as ip does" \
	gre2890 -n "$PFX-gw1" add pid $words key 99 netns "$(ip netns pids "$PFX-t1" | head -n 1)"
check "  the tunnel is in the namespace of this process" ns t1 ip link del pid
ns_add other
ns other ip netns set "$PFX-gw1" 7
tunnel 7 "gre2890: link-netns and netns are given, from a third namespace" \
	gre2890 -n "$PFX-other" add a7 $words key 7 dev u0 netns "$PFX-t1" link-netns "$PFX-gw1"
}

id=$(ns t1 ip -j netns list-id | jq -r ".[] | select(.name == \"$PFX-gw1\").nsid")
check "the underlay's namespace has an id in the tenant's" [ "${id:--1}" -ge 0 ]
for n in 1 2 3 4 5 6 7; do
	equal "a$n shows the underlay's namespace" "$(of t1 a$n ".link_netnsid // -1")" "$id"
done
equal "as text" "$(ns t1 ip link show a1 | grep -oE 'link-netns(id)? \S+')" "link-netns $PFX-gw1"
equal "gre2890 show says it" "$(gre2890 -n "$PFX-t1" show a1 | grep -oE 'link-netnsid [0-9]+')" "link-netnsid $id"
equal "so does its JSON" "$(gre2890 -n "$PFX-t1" -j show a1 | jq '.[0].link_netnsid')" "$id"
ns gw1 ip link add h0 type gre2890 remote 192.0.2.9
equal "a link in its underlay's namespace shows no link-netnsid" "$(of gw1 h0 .link_netnsid)" null
check_fail "  also in gre2890 show" grep netnsid <(gre2890 -n "$PFX-gw1" show h0)
ns gw1 ip link set h0 netns "$PFX-t1"
ns t1 ip link set h0 netns "$PFX-gw1"
equal "  nor does a link that was moved back" "$(of gw1 h0 .link_netnsid)" null

index=$(ns gw1 cat /sys/class/net/u0/ifindex)
equal "dev is a device of the underlay, and is shown by its index" "$(of t1 a3 .link_index)" "$index"
equal "gre2890 shows the same" "$(gre2890 -n "$PFX-t1" -j show a4 | jq -r '.[0].linkinfo.info_data.link')" "if$index"
equal "gre2890 stats in the underlay counts the tenant's tunnels" \
	"$(gre2890 -n "$PFX-gw1" -j stats | jq .netns.tunnels) $(gre2890 -n "$PFX-t1" -j stats | jq .netns.tunnels)" "8 0"

check "ip changes a link from the tenant's namespace" ns t1 ip link set a1 type gre2890 key 11
check "gre2890 changes a link from the tenant's namespace" gre2890 -n "$PFX-t1" set a2 ttl 9
shown t1
equal "  the options that were given change" "${SHOWN[a1]##*inherit }" "ikey 0.0.0.11 okey 0.0.0.11 mode ip"
equal "  and the others stay" "${SHOWN[a2]}" \
	"remote 192.0.2.2 local 192.0.2.1 ttl 9 ikey 0.0.0.2 okey 0.0.0.2 mode ip"
check_fail "a peer with the old key is not received any more" ns t1 ping -c 1 -W 1 10.0.1.2
ns gw2 ip link set p1 type gre2890 key 11
check "  a peer with the new key is, over the same underlay" \
	poll 10 ns t1 ping -c 1 -W 5 10.0.1.2

declined "an identity is in use in the underlay, wherever the device is" 2 "Error: a2 has this local, remote and key." \
	ns gw1 ip link add x0 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 2
declined "  also for a link added with link-netns" 1 "gre2890: x0: a2 has this local, remote and key" \
	gre2890 -n "$PFX-t1" add x0 local 192.0.2.1 remote 192.0.2.2 key 2 link-netns "$PFX-gw1"
declined "dev does not accept a device of the tenant's namespace" 2 "gre2890: word 9 'a1': no such device" \
	gre2890 -n "$PFX-t1" add x0 remote 192.0.2.9 dev a1 link-netns "$PFX-gw1"
ns t1 ip link add u9 type dummy
hold t1
check_fail "gre2890 does not look up the name of dev in the tenant's namespace" gre2890 -n "$PFX-t1" set a2 dev u9
check_fail "  nor does ip" ns t1 ip link set a2 type gre2890 dev u9
held "  and nothing has changed"
check "the same identity is free with the tenant's namespace as underlay" ns t1 ip link add x0 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 2

# A FIFO without a writer, and a plain file, among the names of namespaces
mkfifo "$WORK/fifo"
ln -s "$WORK/fifo" "/run/netns/$PFX-fifo"
: >"/run/netns/$PFX-empty"
defer rm -f "/run/netns/$PFX-fifo" "/run/netns/$PFX-empty"
for name in fifo empty; do
	refused "the name of something other than a namespace is refused: $name" "$name: not a network namespace" \
		timeout 60 gre2890 -n "$PFX-$name" show
done
equal "export passes by them" "$(ns gw1 timeout 60 gre2890 export | jq '.tunnels | length')" 8

ns gw1 ip link add a1 type gre2890 remote 192.0.2.8
refused "a name that is taken there stops the move" "exists" ns gw1 ip link set a1 netns "$PFX-t1"
check "a link can be deleted in the namespace of its device" ns t1 ip link del a3
check "  and its identity is free again" ns gw1 ip link add x3 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 3
ns_del gw1
gone() {
	! ns t1 ip -o link show type gre2890 | grep -qv x0
}
check "deleting the namespace of the underlay deletes its tunnels" poll 10 gone
check "  but not those of other underlays" ns t1 ip link show x0
