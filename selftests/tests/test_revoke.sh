#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The operator of an underlay sees and can delete every tunnel that uses it, wherever a tenant has moved the device.
#
#   +----------------------------------+    +------------------------+                +------------------------+
#   | tenant: a user namespace and     |    | gw1, the operator      |                |                    gw2 |
#   |  two network namespaces, one     |    |        192.0.2.1/24 u0 |----------------| u0 192.0.2.2/24        |
#   |  of them hidden: without a name, |    +------------------------+                |    t8 10.8.0.1/24      |
#   |  and t8 10.8.0.2/24 is in it     |                                              +------------------------+
#   +----------------------------------+
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/silent.sh
. "$LIB/silent.sh"
need root module:gre2890 module:dummy gre2890 jq unshare nsenter setpriv ping
unshare -Urn true 2>/dev/null || skip_all "this kernel lets nobody make user namespaces"
gw_topology
ns gw2 ip -batch - <<-END
	link add t8 type gre2890 local 192.0.2.2 remote 192.0.2.1 key 8
	address add 10.8.0.1/24 dev t8
	link set t8 up
END

entered() {
	[[ $(readlink "/proc/$1/ns/net") != "$(readlink "/proc/$2/ns/net")" ]] && grep -q . "/proc/$1/uid_map"
}

unshare -Urn sleep 1000 &
tenant=$!
poll 10 entered "$tenant" self
as_tenant() {
	nsenter -t "$tenant" -U -n --preserve-credentials "$@"
}
nsenter -t "$tenant" -U -n --preserve-credentials unshare -n sleep 1000 &
hidden=$!
poll 10 entered "$hidden" "$tenant"
in_hidden() {
	nsenter -t "$hidden" -U -n --preserve-credentials "$@"
}
inode=$(stat -Lc %i "/proc/$hidden/ns/net")
hidden_at="net:[$inode]"

gw1() {
	gre2890 -n "$PFX-gw1" "$@"
}

# said CMD...           prints both outputs of CMD, and its exit status if that is not 0
said() {
	"$@" 2>&1 || echo "status $?"
}

# give NAME KEY         makes a tunnel in the tenant's namespace, which the tenant hides
give() {
	ns gw1 ip link add "$1" netns "$tenant" type gre2890 local 192.0.2.1 remote 192.0.2.2 key "$2"
	as_tenant ip link set "$1" netns "$hidden"
}

# is_left TEXT          claims which tunnels use the underlay, by their names and the kernel's count
is_left() {
	echo "$(in_hidden ip -br link show type gre2890 | awk -F '[@ ]' '{ print $1 }' | paste -sd ' ') $(gw1 -j stats | jq .netns.tunnels)"
}

give t8 8
in_hidden ip -batch - <<-END
	address add 10.8.0.2/24 dev t8
	link set t8 up mtu 1400 alias "not yours"
END
check "a tenant sends through a tunnel that it has moved to a namespace without a name" \
	in_hidden ping -q -c 1 -W 5 10.8.0.1

# ---- seen -----------------------------------------------------------------------------------------------

equal "show has the operator's own devices" "$(gw1 show)" ""
equal "show -A has that of the tenant, and where it is" "$(gw1 show -A | grep -o '^.*key.* okey [^ ]*')" \
	"$(in_hidden ip -j link show dev t8 | jq '.[0].ifindex'): t8: state up mtu 1400 netns $hidden_at remote 192.0.2.2 local 192.0.2.1 ttl inherit ikey 0.0.0.8 okey 0.0.0.8"
equal "  as JSON" "$(gw1 -j show -A | jq -c '.[] | [.ifname, .netns]')" "[\"t8\",\"$hidden_at\"]"
equal "the tenant's own underlays have no tunnels" "$(as_tenant gre2890 -j show -A) $(in_hidden gre2890 -j show -A)" "[] []"
equal "stats -A counts the packets of the tenant's tunnel" \
	"$(gw1 -j stats -A | jq -c '.links[] | [.ifname, .netns, .stats64.tx.packets > 0]')" "[\"t8\",\"$hidden_at\",true]"
check "  as OpenMetrics, with the namespace as a label" grep -qE \
	"^gre2890_tx_packets_total\{device=\"t8\",netns=\"net:\[$inode\]\"\} [1-9]" <(gw1 stats -A --openmetrics)
equal "export has the tunnel, without its addresses" \
	"$(gw1 export | jq -c '.tunnels[] | [.name, .netns, .okey, .mtu, .alias, .up, has("addresses")]')" \
	"[\"t8\",\"$hidden_at\",\"0.0.0.8\",1400,\"not yours\",true,false]"
refused "a user without rights is told that not all is listed" \
	"without a name: their tunnels are not listed: Operation not permitted" \
	ns gw1 setpriv --reuid=65534 --regid=65534 --clear-groups sh -c 'gre2890 show -A; false'

# ---- changed --------------------------------------------------------------------------------------------

gw1 export >"$WORK/file"
silent "apply of the exported file changes nothing" gw1 gw1 apply --prune "$WORK/file"
equal "  and prints nothing" "$(said gw1 apply --prune "$WORK/file")" ""

# apply FILTER          applies the file, changed by FILTER
apply() {
	jq ".tunnels[0] |= ($1)" "$WORK/file" | said gw1 apply -
}

equal "apply changes options of the tunnel" "$(apply '.ttl = 9')" ""
equal "  in the namespace without a name" "$(in_hidden ip -j -d link show dev t8 | jq '.[0].linkinfo.info_data.ttl')" 9
why="its network namespace has no name; name it with 'ip netns attach NAME PID'"
for filter in '.mtu = 1300' '.alias = "mine"' '.up = false' '.addresses = []' '.mode = "ether"' '.name = "t9"'; do
	equal "  but refuses $filter" "$(apply ".ttl = 10 | $filter" | sed 's/^.*: \(its network\)/\1/')" "$why"$'\n'"status 1"
done
equal "  and changes nothing then" "$(in_hidden ip -j -d link show dev t8 | jq -c '.[0] | [.mtu, .linkinfo.info_data.ttl]')" "[1400,9]"

ip netns attach "$PFX-found" "$hidden"
equal "a namespace that the operator names is shown by the name" "$(gw1 -j show -A | jq -r '.[].netns')" "$PFX-found"
equal "  with addresses, in the file" "$(gw1 export | jq -c '.tunnels[0] | [.netns, .addresses]')" \
	"[\"$PFX-found\",[\"10.8.0.2/24\"]]"
equal "  and the notation without a name means it too" "$(jq '.tunnels[0].ttl = 9' "$WORK/file" | said gw1 apply --dry-run --prune -)" ""
ip netns del "$PFX-found"

# ---- deleted --------------------------------------------------------------------------------------------

refused "the tenant can't delete what uses an underlay of its own only" "^gre2890: t8: No such device" \
	as_tenant gre2890 del t8 netns "/proc/$hidden/ns/net"
refused "del of another name there" "^gre2890: t9: No such device" gw1 del t9 netns "$hidden_at"
refused "del of a namespace that there is not" "no such network namespace" gw1 del t8 netns "$PFX-found"
equal "the tunnel still exists" "$(is_left)" "t8 1"
check "del deletes the device in the namespace without a name" gw1 del t8 netns "$hidden_at"
equal "  the tunnel is gone" "$(is_left)" " 0"
check_fail "  and the tenant cannot send any more" in_hidden ping -q -c 1 -W 1 10.8.0.1

give t8 8
check "del deletes a tunnel by a path" gw1 del t8 netns "/proc/$hidden/ns/net"
equal "  the tunnel is gone" "$(is_left)" " 0"

for key in 8 9 10; do
	give "t$key" "$key"
done
in_hidden ip link set t10 name t7
equal "the tenant has three tunnels" "$(is_left)" "t8 t9 t7 3"
equal "apply --prune deletes them" "$(echo '{"tunnels":[]}' | said gw1 apply --prune -)" ""
equal "  the tunnels are gone" "$(is_left)" " 0"
check "  and their identities are free" gw1 add t1 local 192.0.2.1 remote 192.0.2.2 key 8
gw1 del t1

give t8 8
exec 7<"/proc/$hidden/ns/net"
kill "$hidden"
poll 10 sh -c "! [ -e /proc/$hidden ]"
equal "a namespace without a process is seen too" "$(gw1 -j show -A | jq -r '.[].netns')" "$hidden_at"
check "  and the device in the namespace is deleted" gw1 del t8 netns "$hidden_at"
equal "  the tunnel is gone" "$(gw1 -j stats | jq .netns.tunnels)" 0
