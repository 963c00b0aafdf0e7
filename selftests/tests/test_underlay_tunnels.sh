#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The operator of an underlay sees, changes and deletes every tunnel that uses it, wherever a tenant has moved its device.
#
#   +---------------------------+    +------------------------+                +------------------------+
#   | tenant                    |    | gw1                    |                |                    gw2 |
#   |   its own user and        |    |        192.0.2.1/24 u0 |----------------| u0 192.0.2.2/24        |
#   |   network namespace       |    |     2001:db8::1/64     |                |    2001:db8::2/64      |
#   |   t1, made by gw1; own    |    |   t0, ether            |                |   other                |
#   +---------------------------+    +------------------------+                +------------------------+
#   | hidden                    |    | named                  |
#   |   the tenant's, no name   |    |   t2, moved ask     |
#   |   t8, moved by the tenant |    |                        |
#   +---------------------------+    +------------------------+
#
#   TUNNELS=N     number of tunnels in a long dump (1000; 600 at least)
#
# shellcheck source=selftests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
need root module:gre2890 module:vrf gre2890 python3 python:yaml jq unshare nsenter setpriv
unshare -Urn true 2>/dev/null || skip_all "this kernel lets nobody make user namespaces"
TUNNELS=${TUNNELS:-1000}
program=$LIB/underlay_tunnels.py

as_tenant() {
	nsenter -t "$tenant" -U -n --preserve-credentials "$@"
}

in_hidden() {
	nsenter -t "$hidden" -U -n --preserve-credentials "$@"
}

# separate PID THAN             waits until process PID is in another network namespace than THAN, and has its ids
separate() {
	poll 10 sh -c "[ \"\$(readlink /proc/$1/ns/net)\" != \"\$(readlink /proc/$2/ns/net)\" ] && grep -q . /proc/$1/uid_map"
}

# ask COMMAND...                prints the answer of underlay_tunnels.py in gw1
ask() {
	local answer
	echo "$*" >&6
	read -r -t 120 answer <&5 || answer="no answer"
	if [[ $answer == answered ]]; then
		cat "$WORK/answer"
	else
		echo "$answer"
	fi
}

# says DESC ANSWER COMMAND...   claims the answer to a command
says() {
	equal "$1" "$(ask "${@:3}")" "$2"
}

# others RUN... <COMMANDS       prints the answers of underlay_tunnels.py when RUN starts it
others() {
	"$@" python3 "$program" 2>&1
}

# id NAME                       prints the id of the tunnel whose device has this name
id() {
	ask dump | jq --arg name "$1" '.tunnels[] | select(.name == $name).id'
}

# shows DESC ID FILTER WANTED   claims a part of the JSON of a tunnel
shows() {
	equal "$1" "$(ask get "$2" | jq -c "$3")" "$4"
}

# names RUN...                  prints the names of the tunnels in a dump
names() {
	"$@" | jq -r '[.tunnels[].name] | sort | join(" ")'
}

inode() {
	stat -L -c %i "$1"
}

gw_topology
coproc PEER { ns gw1 python3 "$program" "$WORK/answer" 2>&1; }
exec 5<&"${PEER[0]}" 6>&"${PEER[1]}"
ns_add named
unshare -Urn sleep 1000 &
tenant=$!
separate "$tenant" self
nsenter -t "$tenant" -U -n --preserve-credentials unshare -n sleep 1000 &
hidden=$!
separate "$hidden" self && separate "$hidden" "$tenant"

ns gw1 ip link add t0 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 1 seq-mode window iseq
ns gw1 ip link add ether alias "$(printf 'a%.0s' {1..255})" type gre2890 local 2001:db8::1 remote 2001:db8::2 mode ether
ns gw1 ip link add t1 netns "$tenant" type gre2890 local 192.0.2.1 remote 192.0.2.2 key 2
ns gw1 ip link add t2 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 3
ns gw1 ip link set t2 netns "$PFX-named"
ns gw1 ip link add t8 netns "$tenant" type gre2890 local 192.0.2.1 remote 192.0.2.2 key 8
as_tenant ip link set t8 netns "$hidden"
in_hidden ip link set t8 up
as_tenant ip link set lo up
as_tenant ip link add own type gre2890 local 127.0.0.1 remote 127.0.0.2 key 1
ns gw2 ip link add other type gre2890 local 192.0.2.2 remote 192.0.2.1 key 1

# ---- seen -----------------------------------------------------------------------------------------------

equal "the operator sees every tunnel that uses the underlay" "$(names ask dump)" "ether t0 t1 t2 t8"
equal "  in ascending order of their ids, which are not 0" \
	"$(ask dump | jq -c '[.tunnels[].id] | . == (unique | sort) and .[0] > 0')" true
equal "in a dump that nothing interrupted" "$(ask dump | jq .interrupted)" false
t0=$(id t0) ether=$(id ether) t1=$(id t1) t2=$(id t2) t8=$(id t8)
shows "a tunnel in the underlay's namespace has the inode of this namespace" "$t0" .inode "$(inode "/run/netns/$PFX-gw1")"
shows "a tunnel in a named namespace has the inode of that" "$t2" .inode "$(inode "/run/netns/$PFX-named")"
shows "a tunnel in a tenant's namespace has the inode of that" "$t1" .inode "$(inode "/proc/$tenant/ns/net")"
shows "  and so has one in a namespace without a name" "$t8" .inode "$(inode "/proc/$hidden/ns/net")"
shows "a tunnel in the underlay's namespace has no netnsid" "$t0" .nsid null
shows "  nor has one in a namespace that has no id in the underlay" "$t8" .nsid null
equal "one that it knows has the same as ip shows" "$(ask get "$t2" | jq .nsid)" \
	"$(ns gw1 ip -j netns list-id | jq --arg name "$PFX-named" '.[] | select(.name == $name).nsid')"
says "a tunnel has the same attributes as in RTM_GETLINK" same same "$t0"
says "  and so has a tunnel in mode ether with the longest alias" same same "$ether"
shows "a hidden tunnel shows its settings" "$t8" '[.kind, .data.ikey, .data.okey, .data.state]' \
	'["gre2890","00000008","00000008","00"]'
shows "  and the state of its device" "$t8" '[.flags % 2, .carrier, .mtu, .counters > 30]' '[1,1,1472,true]'
shows "  and its index there" "$t8" .ifindex \
	"$(in_hidden ip -o link show t8 | cut -d : -f 1)"

# ---- what a tenant does to be missed --------------------------------------------------------------------

in_hidden ip link set t8 down
in_hidden ip link set t8 name t0 alias "$(printf 'b%.0s' {1..255})" group 2147483647 mtu 68
in_hidden ip link add m0 type vrf table 5
in_hidden ip link set t0 master m0 up
in_hidden ip link property add dev t0 altname "$(printf 'c%.0s' {1..127})"
shows "a tunnel is shown renamed, enslaved, in a group and with the longest alias" "$t8" \
	'[.name, (.alias | length), .group, .mtu, .master > 0]' '["t0",255,2147483647,68,true]'
equal "  and no other tunnel is missing" "$(names ask dump)" "ether t0 t0 t1 t2"
in_hidden ip link set t0 nomaster down
in_hidden ip link set t0 name t8 mtu 1472 up
in_hidden ip link set t8 netns "$tenant"
shows "a tunnel keeps its id when it is moved back" "$t8" '[.name, .inode]' "[\"t8\",$(inode "/proc/$tenant/ns/net")]"
as_tenant ip link set t8 netns "$hidden"
shows "  and forth" "$t8" '[.name, .inode]' "[\"t8\",$(inode "/proc/$hidden/ns/net")]"

# ---- users ----------------------------------------------------------------------------------------------

each_command() {
	printf '%s\n' "get $1" "set $1 ttl=9" "del $1"
}

mapfile -t answers < <({ echo dump; each_command "$t8"; each_command "$t1"; echo dump; } | others as_tenant)
equal "a tenant sees the tunnels of its own underlay" "$(names echo "${answers[0]}")" own
equal "  and can't get, set or delete those of another underlay, wherever they are" \
	"$(printf '%s\n' "${answers[@]:1:6}" | sort | uniq -c | xargs)" "6 ENOENT 12 This underlay has no such tunnel"
own=$(jq '.tunnels[0].id' <<<"${answers[0]}")
equal "another namespace sees its own tunnels" "$(echo dump | names others ns gw2)" other
mapfile -t answers < <({ echo dump; each_command "$t8"; } |
	others ns gw1 setpriv --reuid=65534 --regid=65534 --clear-groups)
equal "without CAP_NET_ADMIN all commands are refused" "${answers[*]}" "EPERM - EPERM - EPERM - EPERM -"
mapfile -t answers < <({ echo dump; each_command "$t8"; } | others ns gw1 unshare -Ur)
equal "  also for root of another user namespace in this network namespace" "${answers[*]}" "EPERM - EPERM - EPERM - EPERM -"
mapfile -t answers < <({ each_command "$own"; echo dump; } | others as_tenant)
equal "the tenant may see, change and delete its own tunnels" \
	"$(jq -r .name <<<"${answers[0]}") ${answers[*]:1}" 'own OK OK {"tunnels": [], "interrupted": false}'

# ---- changed --------------------------------------------------------------------------------------------

hidden_link() {
	in_hidden ip -d -o link show t8
}

says "the operator can change the key of a hidden tunnel" OK set "$t8" iflags=0x2000 oflags=0x2000 ikey=9 okey=9
check "which has it now" grep -q "key 0.0.0.9" <(hidden_link)
says "  also without the kind in the request" OK set "$t8" nokind ttl=77
check "which it takes" grep -q "ttl 77" <(hidden_link)
hidden_link >"$WORK/before"
no() {
	says "set: ${*:2} is refused" "$1" set "$t8" "${@:2}"
}
no "EINVAL 64 The mode can't be changed" ttl=9 mode=1
no "EINVAL - A remote can't be taken away" ttl=9 remote=0.0.0.0
no "EINVAL 6 The underlay's family can't be changed" ttl=9 local=2001:db8::1 remote=2001:db8::2
no "EEXIST - t0 has this local, remote and key" ttl=9 ikey=1
no "EINVAL 72 The state can't be set" ttl=9 state=1
no "EINVAL 83 The state-age can't be set" ttl=9 state_age=1
no "EINVAL 78 keepalive-retries needs keepalive" ttl=9 keepalive_retries=3
no "EINVAL 3 Flags are GRE_CSUM, GRE_KEY and GRE_SEQ" ttl=9 oflags=0x4000
no "EINVAL 200 Unknown attribute type" ttl=9 200=00
no "EOPNOTSUPP 1 The tunnel is of another kind" ttl=9 kind=gre
no "EINVAL 4 Unsupported attribute" ttl=9 ifla:4=00050000
no "EINVAL 27 Unknown attribute type" ttl=9 ifla:27=00000000
no "EINVAL 3 Unknown attribute type" ttl=9 info:3=
no "EINVAL 18 Nothing to change is named" nodata
no "EINVAL - Nothing to change is named" nolink
says "set: an unknown id is refused" "ENOENT 12 This underlay has no such tunnel" set 2000000000 ttl=9
equal "the refused requests have changed nothing" "$(hidden_link | diff - "$WORK/before")" ""

# ---- junk -----------------------------------------------------------------------------------------------

says "get: a request without an id is refused" "EINVAL - No tunnel is named" send 4 0
says "set: a request without an id is refused" "EINVAL - No tunnel is named" send 5 0
says "del: a request without an id is refused" "EINVAL - No tunnel is named" send 6 0
says "get: the id 0 is refused" "ERANGE 12 integer out of range" get 0
says "get: an unknown id is refused" "ENOENT 12 This underlay has no such tunnel" get 2000000000
says "get: the largest id is refused" "ENOENT 12 This underlay has no such tunnel" get 4294967295
says "get: a short id is refused" "EINVAL 12 invalid attribute length" send 4 0 12=0100
says "get: another attribute is refused" "EINVAL 5 Unsupported attribute" send 4 0 12=@"$t8" 5=@1
says "get: an attribute of set is refused" "EINVAL 16 Unknown attribute type" send 4 0 12=@"$t8" 0x8010=
says "set: a nest without NLA_F_NESTED is refused" "EINVAL 16 NLA_F_NESTED is missing" send 5 0 12=@"$t8" 16=
says "set: an empty nest is refused" "EINVAL 16 Nothing to change is named" send 5 0 12=@"$t8" 0x8010=
# Linux 6.1 cannot report a reason at the start of a dump.
check "a dump takes no number" grep -qxE "EINVAL -( A dump takes no attributes)?" <(ask send 4 0x300 12=@"$t8")
says "del: a request with an unknown id is refused as a whole" "ENOENT 12 This underlay has no such tunnel" del "$t8" 2000000000 "$t0"
says "del: a request with another attribute is refused as a whole" "EINVAL 5 Unsupported attribute" send 6 0 12=@"$t8" 5=@1
equal "all tunnels still exist" "$(names ask dump)" "ether t0 t1 t2 t8"

# ---- deleted --------------------------------------------------------------------------------------------

refused "the hidden tunnel has its identity" "t8 has this" \
	ns gw1 ip link add t9 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 9
says "the operator can delete a hidden tunnel" OK del "$t8"
check_fail "  the device is gone" in_hidden ip link show t8
says "  and the id is unknown" "ENOENT 12 This underlay has no such tunnel" get "$t8"
check "  and the identity is free" ns gw1 ip link add t9 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 9
check "  and the id is not reused" test "$(id t9)" -gt "$t8"
says "several tunnels can be deleted at once, one of them named twice" OK del "$t0" "$t1" "$t2" "$t0"
equal "  they are deleted" "$(names ask dump)" "ether t9"
check_fail "  also in the tenant's namespace" as_tenant ip link show t1
says "the last tunnel can be deleted" OK del "$ether" "$(id t9)"
equal "the underlay has no tunnels any more" "$(ns gw1 gre2890 -j stats | jq .netns.tunnels)" 0
equal "  and the dump is empty" "$(ask dump)" '{"tunnels": [], "interrupted": false}'
equal "  other underlays still have their tunnels" "$(echo dump | names others ns gw2)" other

# ---- while a dump runs ----------------------------------------------------------------------------------

for ((i = 1; i <= TUNNELS; i++)); do
	echo "link add n$i type gre2890 local 192.0.2.1 remote 192.0.2.2 key $i"
done | ns gw1 ip -batch -
ns gw1 ip link set "n$TUNNELS" netns "$tenant"

# commands COMMAND...           sets the commands that the next dump runs, one after another
commands() {
	printf '%s\n' "$@" >"$WORK/commands"
}

# during FILTER                 prints a part of the result of a dump during which the commands run
during() {
	ask dump 10 cat "$WORK/commands" >"$WORK/dump"
	jq -c "$1" "$WORK/dump" 2>/dev/null || cat "$WORK/dump"
}
gw1="ip -n $PFX-gw1 link" tenants="nsenter -t $tenant -U -n --preserve-credentials ip link"
commands "$gw1 set n1 netns $PFX-named" "$gw1 set n$((TUNNELS - 1)) netns $PFX-named" "$gw1 set n2 name x2" \
	"$gw1 set n$((TUNNELS - 2)) name x$((TUNNELS - 2))" "$tenants set n$TUNNELS netns $hidden" \
	"ip -n $PFX-named link set n1 netns $PFX-gw1"
equal "a dump has each tunnel once while devices move and are renamed, and is not interrupted" \
	"$(during '[.interrupted, (.tunnels | length), ([.tunnels[].id] | unique | length)]')" "[false,$TUNNELS,$TUNNELS]"
equal "  a tunnel that moves before the dump reaches it is shown in its new place" \
	"$(jq --arg name "n$((TUNNELS - 1))" '.tunnels[] | select(.name == $name).inode' "$WORK/dump")" \
	"$(inode "/run/netns/$PFX-named")"
commands "$gw1 del n3" "$gw1 del n$((TUNNELS - 3))" "ip -n $PFX-named link del n$((TUNNELS - 1))"
left=$((TUNNELS - 3))
equal "a dump during which tunnels are deleted is marked as interrupted, and no other is missing" \
	"$(during '[.interrupted, ([.tunnels[].id] | unique | length) - (.tunnels | length)]')" "[true,0]"
equal "  it has none of those deleted before it reaches them" \
	"$(jq -c --arg a "n$((TUNNELS - 3))" --arg b "n$((TUNNELS - 1))" \
		'[.tunnels[].name | select(. == $a or . == $b)]' "$WORK/dump")" "[]"
ask dump >"$WORK/after"
equal "all that are left have shown" "$(jq -s -c '(.[1].tunnels | map(.id)) - (.[0].tunnels | map(.id))' \
	"$WORK/dump" "$WORK/after")" "[]"
equal "and are as many as there should be" "$(jq '.tunnels | length' "$WORK/after")" "$left"
commands "$gw1 add late type gre2890 remote 192.0.2.9"
equal "a tunnel added during a dump is last, and the dump is marked as interrupted" \
	"$(during '[.interrupted, .tunnels[-1].name, (.tunnels | length)]')" "[true,\"late\",$((left + 1))]"

# ---- a namespace that ends ------------------------------------------------------------------------------

n=$(id "n$TUNNELS")
kill "$hidden"
wait "$hidden" 2>/dev/null || true
gone() {
	[[ $(ask get "$n") == ENOENT* ]]
}
check "deleting a namespace deletes its tunnel" poll 20 gone
# Delete tunnels by id while their namespaces are deleted. Nothing leaks.
for i in {1..8}; do
	ns_add "end$i"
	ns gw1 ip link add "e$i" netns "$PFX-end$i" type gre2890 local 192.0.2.1 remote 192.0.2.2 key $((TUNNELS + i))
done
ends=$(ask dump | jq '.tunnels[] | select(.name | startswith("e")).id')
ns_del end{1..8} &
for n in $ends; do
	ask del "$n" >/dev/null
done
wait $!
equal "tunnels can be deleted by id while their namespaces are deleted" \
	"$(ask dump | jq -c '[.tunnels[].name | select(startswith("e"))]')" "[]"
# shellcheck disable=SC2046 # a list of numbers
says "the operator deletes all that are left" OK del $(ask dump | jq '.tunnels[].id')
equal "with which the underlay has none" "$(ns gw1 gre2890 -j stats | jq .netns.tunnels)" 0
