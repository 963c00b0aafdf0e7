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
equal "in ascending order of their numbers, the first of which is not 0" \
	"$(ask dump | jq -c '[.tunnels[].id] | . == (unique | sort) and .[0] > 0')" true
equal "in a dump that nothing interrupted" "$(ask dump | jq .interrupted)" false
t0=$(id t0) ether=$(id ether) t1=$(id t1) t2=$(id t2) t8=$(id t8)
shows "its own namespace has its inode" "$t0" .inode "$(inode "/run/netns/$PFX-gw1")"
shows "a named one has that of its name" "$t2" .inode "$(inode "/run/netns/$PFX-named")"
shows "a tenant's that of its process" "$t1" .inode "$(inode "/proc/$tenant/ns/net")"
shows "and one without a name too" "$t8" .inode "$(inode "/proc/$hidden/ns/net")"
shows "the underlay's own namespace has no id in it" "$t0" .nsid null
shows "nor has one that it does not know" "$t8" .nsid null
equal "one that it knows has the same as ip shows" "$(ask get "$t2" | jq .nsid)" \
	"$(ns gw1 ip -j netns list-id | jq --arg name "$PFX-named" '.[] | select(.name == $name).nsid')"
says "a tunnel shows as in RTM_GETLINK" same same "$t0"
says "and an Ethernet tunnel with the longest alias" same same "$ether"
shows "a hidden one has its settings" "$t8" '[.kind, .data.ikey, .data.okey, .data.state]' \
	'["gre2890","00000008","00000008","00"]'
shows "and the state of its device" "$t8" '[.flags % 2, .carrier, .mtu, .counters > 30]' '[1,1,1472,true]'
shows "and the index that it has there" "$t8" .ifindex \
	"$(in_hidden ip -o link show t8 | cut -d : -f 1)"

# ---- what a tenant does to be missed --------------------------------------------------------------------

in_hidden ip link set t8 down
in_hidden ip link set t8 name t0 alias "$(printf 'b%.0s' {1..255})" group 2147483647 mtu 68
in_hidden ip link add m0 type vrf table 5
in_hidden ip link set t0 master m0 up
in_hidden ip link property add dev t0 altname "$(printf 'c%.0s' {1..127})"
shows "renamed, enslaved, in a group, with the longest alias it is seen" "$t8" \
	'[.name, (.alias | length), .group, .mtu, .master > 0]' '["t0",255,2147483647,68,true]'
equal "and none of the others is missed" "$(names ask dump)" "ether t0 t0 t1 t2"
in_hidden ip link set t0 nomaster down
in_hidden ip link set t0 name t8 mtu 1472 up
in_hidden ip link set t8 netns "$tenant"
shows "moved back it is the same tunnel elsewhere" "$t8" '[.name, .inode]' "[\"t8\",$(inode "/proc/$tenant/ns/net")]"
as_tenant ip link set t8 netns "$hidden"
shows "and forth" "$t8" '[.name, .inode]' "[\"t8\",$(inode "/proc/$hidden/ns/net")]"

# ---- by whom --------------------------------------------------------------------------------------------

each_command() {
	printf '%s\n' "get $1" "set $1 ttl=9" "del $1"
}

mapfile -t answers < <({ echo dump; each_command "$t8"; each_command "$t1"; echo dump; } | others as_tenant)
equal "a tenant sees the tunnels of its own underlay" "$(names echo "${answers[0]}")" own
equal "and can't get, set and delete those of another, wherever they are" \
	"$(printf '%s\n' "${answers[@]:1:6}" | sort | uniq -c | xargs)" "6 ENOENT 12 This underlay has no such tunnel"
own=$(jq '.tunnels[0].id' <<<"${answers[0]}")
equal "another namespace sees its own" "$(echo dump | names others ns gw2)" other
mapfile -t answers < <({ echo dump; each_command "$t8"; } |
	others ns gw1 setpriv --reuid=65534 --regid=65534 --clear-groups)
equal "without CAP_NET_ADMIN one can't do anything" "${answers[*]}" "EPERM - EPERM - EPERM - EPERM -"
mapfile -t answers < <({ echo dump; each_command "$t8"; } | others ns gw1 unshare -Ur)
equal "nor can the root of another user namespace, in this one" "${answers[*]}" "EPERM - EPERM - EPERM - EPERM -"
mapfile -t answers < <({ each_command "$own"; echo dump; } | others as_tenant)
equal "the tenant may see, change and delete what is its own" \
	"$(jq -r .name <<<"${answers[0]}") ${answers[*]:1}" 'own OK OK {"tunnels": [], "interrupted": false}'

# ---- changed --------------------------------------------------------------------------------------------

hidden_link() {
	in_hidden ip -d -o link show t8
}

says "the operator changes the key of a hidden one" OK set "$t8" iflags=0x2000 oflags=0x2000 ikey=9 okey=9
check "which has it now" grep -q "key 0.0.0.9" <(hidden_link)
says "and without saying its kind" OK set "$t8" nokind ttl=77
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
no "EINVAL 3 Flags are GRE_CSUM, GRE_KEY and GRE_SEQ" ttl=9 oflags=0x4000
no "EINVAL 200 Unknown attribute type" ttl=9 200=00
no "EOPNOTSUPP 1 The tunnel is of another kind" ttl=9 kind=gre
no "EINVAL 4 Unsupported attribute" ttl=9 ifla:4=00050000
no "EINVAL 27 Unknown attribute type" ttl=9 ifla:27=00000000
no "EINVAL 3 Unknown attribute type" ttl=9 info:3=
no "EINVAL 18 Nothing to change is named" nodata
no "EINVAL - Nothing to change is named" nolink
says "set: no such tunnel" "ENOENT 12 This underlay has no such tunnel" set 2000000000 ttl=9
equal "what was refused changed nothing" "$(hidden_link | diff - "$WORK/before")" ""

# ---- junk -----------------------------------------------------------------------------------------------

says "get: no tunnel is named" "EINVAL - No tunnel is named" send 4 0
says "set: likewise" "EINVAL - No tunnel is named" send 5 0
says "del: likewise" "EINVAL - No tunnel is named" send 6 0
says "get: 0 is no number" "ERANGE 12 integer out of range" get 0
says "get: an unknown number" "ENOENT 12 This underlay has no such tunnel" get 2000000000
says "get: one beyond all" "ENOENT 12 This underlay has no such tunnel" get 4294967295
says "get: a short number" "EINVAL 12 invalid attribute length" send 4 0 12=0100
says "get: another attribute" "EINVAL 5 Unsupported attribute" send 4 0 12=@"$t8" 5=@1
says "get: one that only set has" "EINVAL 16 Unknown attribute type" send 4 0 12=@"$t8" 0x8010=
says "set: a nest without its flag" "EINVAL 16 NLA_F_NESTED is missing" send 5 0 12=@"$t8" 16=
says "set: an empty nest" "EINVAL 16 Nothing to change is named" send 5 0 12=@"$t8" 0x8010=
# Linux 6.1 cannot report a reason at the start of a dump.
check "a dump takes no number" grep -qxE "EINVAL -( A dump takes no attributes)?" <(ask send 4 0x300 12=@"$t8")
says "del: an unknown number refuses the whole" "ENOENT 12 This underlay has no such tunnel" del "$t8" 2000000000 "$t0"
says "del: and so does junk" "EINVAL 5 Unsupported attribute" send 6 0 12=@"$t8" 5=@1
equal "all are there still" "$(names ask dump)" "ether t0 t1 t2 t8"

# ---- deleted --------------------------------------------------------------------------------------------

refused "the hidden tunnel has its identity" "t8 has this" \
	ns gw1 ip link add t9 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 9
says "the operator deletes it" OK del "$t8"
check_fail "it is gone from where it was" in_hidden ip link show t8
says "and from here" "ENOENT 12 This underlay has no such tunnel" get "$t8"
check "its identity is free" ns gw1 ip link add t9 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 9
check "its number is not given away" test "$(id t9)" -gt "$t8"
says "several at once, one of them twice, here and elsewhere" OK del "$t0" "$t1" "$t2" "$t0"
equal "are deleted" "$(names ask dump)" "ether t9"
check_fail "in the tenant's namespace too" as_tenant ip link show t1
says "and the rest" OK del "$ether" "$(id t9)"
equal "the underlay has no tunnels any more" "$(ns gw1 gre2890 -j stats | jq .netns.tunnels)" 0
equal "and shows none" "$(ask dump)" '{"tunnels": [], "interrupted": false}'
equal "others have theirs" "$(echo dump | names others ns gw2)" other

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
equal "each tunnel shows once, though devices move and are renamed meanwhile, which interrupts nothing" \
	"$(during '[.interrupted, (.tunnels | length), ([.tunnels[].id] | unique | length)]')" "[false,$TUNNELS,$TUNNELS]"
equal "one that moved before its turn shows where it is" \
	"$(jq --arg name "n$((TUNNELS - 1))" '.tunnels[] | select(.name == $name).inode' "$WORK/dump")" \
	"$(inode "/run/netns/$PFX-named")"
commands "$gw1 del n3" "$gw1 del n$((TUNNELS - 3))" "ip -n $PFX-named link del n$((TUNNELS - 1))"
left=$((TUNNELS - 3))
equal "tunnels that are deleted meanwhile do not hide others, and the client learns of it" \
	"$(during '[.interrupted, ([.tunnels[].id] | unique | length) - (.tunnels | length)]')" "[true,0]"
equal "of those deleted before their turn none shows" \
	"$(jq -c --arg a "n$((TUNNELS - 3))" --arg b "n$((TUNNELS - 1))" \
		'[.tunnels[].name | select(. == $a or . == $b)]' "$WORK/dump")" "[]"
ask dump >"$WORK/after"
equal "all that are left have shown" "$(jq -s -c '(.[1].tunnels | map(.id)) - (.[0].tunnels | map(.id))' \
	"$WORK/dump" "$WORK/after")" "[]"
equal "and are as many as there should be" "$(jq '.tunnels | length' "$WORK/after")" "$left"
commands "$gw1 add late type gre2890 remote 192.0.2.9"
equal "one that is added shows last, and the client learns of it" \
	"$(during '[.interrupted, .tunnels[-1].name, (.tunnels | length)]')" "[true,\"late\",$((left + 1))]"

# ---- a namespace that ends ------------------------------------------------------------------------------

n=$(id "n$TUNNELS")
kill "$hidden"
wait "$hidden" 2>/dev/null || true
gone() {
	[[ $(ask get "$n") == ENOENT* ]]
}
check "a namespace that ends takes its tunnel with it" poll 20 gone
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
equal "tunnels whose namespaces end meanwhile are deleted once" \
	"$(ask dump | jq -c '[.tunnels[].name | select(startswith("e"))]')" "[]"
# shellcheck disable=SC2046 # a list of numbers
says "the operator deletes all that are left" OK del $(ask dump | jq '.tunnels[].id')
equal "with which the underlay has none" "$(ns gw1 gre2890 -j stats | jq .netns.tunnels)" 0
