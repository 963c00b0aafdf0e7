#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `gre2890 apply` makes tunnels as a file describes them, and creates and changes only what differs.
#
#   +-----------------+    +------------------------+                +------------------------+
#   | t1              |    | gw1                    |                |                    gw2 |
#   |   br0, v0 (VRF) |    |        192.0.2.1/24 u0 |----------------| u0 192.0.2.2/24        |
#   |   a tunnel's    |    |     2001:db8::1/64     |                |    2001:db8::2/64      |
#   |   device        |    |        v1 (VRF), br1   |                |    p0 10.0.0.2/24      |
#   +-----------------+    +------------------------+                +------------------------+
#
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/config.sh
. "$LIB/config.sh"
# shellcheck source=selftests/lib/silent.sh
. "$LIB/silent.sh"
need root module:gre2890 module:vrf module:bridge gre2890 jq setpriv
gw_topology
ns_add t1
ns gw1 ip -batch - <<-END
	link add v1 type vrf table 101
	link add br1 type bridge
END
ns t1 ip -batch - <<-END
	link add v0 type vrf table 100
	link add br0 type bridge
END

# apply WORD...                 prints both outputs of the command, and its exit status if that is not 0
apply() {
	gre2890 -n "$PFX-gw1" apply "$@" 2>&1 || echo "status $?"
}

# file [TUNNEL...]              prints a file with these tunnels
file() {
	local IFS=,
	echo "{\"tunnels\": [$*]}"
}

# of LINK FILTER                prints a part of the JSON of a link
of() {
	ns gw1 ip -j -d addr show dev "$1" | jq -cr ".[0] | $2"
}

# ---- there and back -------------------------------------------------------------------------------------

# Every option, set by the options of the command
rows a 100
for i in "${!NAME[@]}"; do
	echo "link add ${NAME[i]} type gre2890 ${ENDS[i]} ${WORDS[i]}"
done | ns gw1 ip -batch -
ns gw1 ip -batch - <<-END
	link add d0 mtu 1300 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 1
	link set d0 up master v1 group 5 alias "the first one"
	address add 10.0.0.1/24 dev d0
	address add 10.0.0.3/24 dev d0
	address add 10.1.0.1 peer 10.1.0.2/32 dev d0
	address add 2001:db8:1::1/64 dev d0
	link add d1 address 02:00:5e:10:00:01 type gre2890 remote 2001:db8::2 key 2 mode ether
	link set d1 master br1 alias d1
	link add d4 type gre2890 local :: key 44
	link add d5 type gre2890 local :: local-dev u0 key 45
	link add d3 type gre2890 local-dev u0 remote 192.0.2.9 key 4 seq-mode reorder seq-resync packets 5
	link add d2 netns $PFX-t1 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 3 dev u0
END
ns t1 ip -batch - <<-END
	link set d2 up master v0
	address add 10.0.0.1/24 dev d2
	link add x0 type gre2890 remote 192.0.2.2 key 1
END
check "export" gre2890 -n "$PFX-gw1" -p export
gre2890 -n "$PFX-gw1" -p export >"$WORK/all.json"
equal "export has every tunnel of this underlay, wherever its device is" \
	"$(jq '.tunnels | length' "$WORK/all.json")" "$((${#NAME[@]} + 6))"
equal "a tunnel with local-dev is exported without its local address" \
	"$(jq -c '.tunnels[] | select(.name == "d3") | [.local, ."local-dev", ."seq-resync"]' "$WORK/all.json")" \
	'[null,"u0","packets 5"]'
equal "a tunnel in a tenant's namespace is exported with the namespace" "$(jq -r '.tunnels[] | select(.name == "d2").netns' "$WORK/all.json")" "$PFX-t1"
equal "  and with its dev, by the name in the underlay" "$(jq -r '.tunnels[] | select(.name == "d2").dev' "$WORK/all.json")" u0
equal "export has no tunnel of another underlay" "$(jq -r '.tunnels[] | select(.name == "x0")' "$WORK/all.json")" ""

shown gw1
declare -A BEFORE
for name in "${!SHOWN[@]}"; do
	BEFORE[$name]=${SHOWN[$name]}
done
device='del(.ifindex, .link_index, .linkinfo.info_data.state_age) | .addr_info |= map({family, local, address, prefixlen} | select(.local[:4] != "fe80"))'
for name in d0 d1; do
	of $name "$device" >"$WORK/$name"
done
ns t1 ip -j -d addr show dev d2 | jq -c ".[0] | $device" >"$WORK/d2"

silent "apply of the exported file changes nothing" "gw1 t1" apply "$WORK/all.json"
equal "  and its plan is empty" "$(apply --dry-run --prune "$WORK/all.json")" ""

equal "--prune with an empty file deletes all tunnels" "$(file | apply --prune -)" ""
equal "  no tunnel of this underlay is left" "$(gre2890 -n "$PFX-gw1" export)" '{"tunnels":[]}'
check "  the tunnel of another underlay is" ns t1 ip link show dev x0
equal "apply of the exported file makes all tunnels again" "$(apply "$WORK/all.json")" ""
shown gw1
for i in "${!NAME[@]}"; do
	equal "  IPv${NAME[i]:1:1} ${WORDS[i]:-without options}" "${SHOWN[${NAME[i]}]-no link}" "${BEFORE[${NAME[i]}]}"
done
for name in d0 d1; do
	equal "  $name: same device settings and addresses" "$(of $name "$device")" "$(<"$WORK/$name")"
done
equal "  d2, in its namespace" "$(ns t1 ip -j -d addr show dev d2 | jq -c ".[0] | $device")" "$(<"$WORK/d2")"
equal "the file exported then is the same" "$(gre2890 -n "$PFX-gw1" -p export)" "$(<"$WORK/all.json")"
silent "a second apply changes nothing" "gw1 t1" apply --prune "$WORK/all.json"
touch "/run/netns/$PFX-s1"
mount --bind "/run/netns/$PFX-t1" "/run/netns/$PFX-s1"
defer umount "/run/netns/$PFX-s1"
equal "a namespace with two names counts as one" "$(apply --dry-run --prune "$WORK/all.json")" ""
equal "  a file may have either name, or a path" \
	"$(sed "s|\"$PFX-t1\"|\"/run/netns/$PFX-t1\"|" "$WORK/all.json" | apply --dry-run --prune -)" ""
umount "/run/netns/$PFX-s1"
rm "/run/netns/$PFX-s1"

# A name without a namespace, as a crash leaves one behind, and a user without rights
touch "/run/netns/$PFX-s1"
defer rm -f "/run/netns/$PFX-s1"
ns t1 ip link set d2 down
stale="gre2890: warning: $PFX-s1: left out: not a network namespace, see 'ip netns'"
equal "export warns of a name that is no namespace's, and goes on" \
	"$(gre2890 -n "$PFX-gw1" -p export 2>&1 >"$WORK/export"; echo $?)" "$stale"$'\n0'
equal "  it exports all tunnels" "$(jq -r '.tunnels[] | select(.name == "d2").netns' "$WORK/export")" "$PFX-t1"
equal "  apply --prune goes on, too" "$(apply --dry-run --prune "$WORK/all.json")" "$stale"$'\n'"change d2 netns $PFX-t1: up"
equal "export by a user without rights has the tunnels that the user may see" \
	"$(ns gw1 setpriv --reuid 65534 --regid 65534 --clear-groups gre2890 export 2>"$WORK/said" >"$WORK/export"; echo $?) $(
	jq -c '.tunnels | length' "$WORK/export")" "0 $(($(jq '.tunnels | length' "$WORK/all.json") - 1))"
equal "  and a warning for each other one" "$(grep -E "$PFX-(s1|t1): left out:" "$WORK/said" | sort)" \
	"$stale"$'\n'"gre2890: warning: $PFX-t1: left out: Operation not permitted"
rm "/run/netns/$PFX-s1"
file | apply --prune - >/dev/null

# apply ignores addresses and routes that the kernel makes by itself.
ns gw1 ip -batch - <<-END
	link add i0 type gre2890 remote 192.0.2.2 key 9
	link set i0 up
	address add fe80::1/64 dev i0
END
equal "the kernel adds a link-local address derived from an IPv4 address" \
	"$(of i0 '[.addr_info[].local] | index("fe80::c000:201") != null')" true
equal "of two link-local addresses export has the one that was added by a user" \
	"$(gre2890 -n "$PFX-gw1" export | jq -c '.tunnels[].addresses')" '["fe80::1/64"]'
equal "  and apply deletes this one alone" \
	"$(file '{"name": "i0", "remote": "192.0.2.2", "key": 9, "addresses": []}' | apply --dry-run -)" "address i0: -fe80::1/64"
ns gw1 ip link del i0

# A tenant may choose names that JSON cannot hold.
bytes=$'\xffx'
ns gw1 ip -batch - <<-END
	link add i0 type gre2890 key 8
	link add $bytes type gre2890 key 9
	link set i0 alias $bytes
END
equal "export leaves out names that are not UTF-8, and apply takes the rest" \
	"$(gre2890 -n "$PFX-gw1" export 2>"$WORK/said" >"$WORK/export" || echo "status $?"; apply --dry-run "$WORK/export")" "status 1"
equal "  export warns of them" "$(<"$WORK/said")" \
	$'gre2890: i0: alias is not UTF-8: left out\ngre2890: \\377x: name is not UTF-8: left out'
equal "  the tunnel with such an alias is exported without the alias" "$(jq -c '.tunnels[] | [.name, has("alias")]' "$WORK/export")" '["i0",false]'
ns gw1 ip -batch - <<-END
	link del i0
	link del $bytes
END

# ---- changes --------------------------------------------------------------------------------------------

ns gw1 ip link add f0 type gre2890 local-dev u0 remote 192.0.2.2 key 7
equal "apply changes from local-dev to the same address as local" \
	"$(file '{"name": "f0", "local": "192.0.2.1", "remote": "192.0.2.2", "key": 7}' | apply -)" ""
equal "  the tunnel has this local address" "$(of f0 '.linkinfo.info_data | [.local, .local_dev]')" '["192.0.2.1",null]'
f0() {
	file "{\"name\": \"f0\", \"local\": \"192.0.2.1\", \"remote\": \"192.0.2.2\", \"key\": 7, $1}" | apply -
}
f0 '"seq-mode": "window", "seq-window": 128, "seq-resync": "packets 5"' >/dev/null
f0 '"seq-mode": "off"' >/dev/null
equal "apply changes to another seq-mode and back" "$(f0 '"seq-mode": "window"')" ""
equal "  the second time the seq-mode has its default settings" "$(of f0 '.linkinfo.info_data | [.seq_window, .seq_resync_packets]')" '[64,null]'
asking() {
	of f0 '.linkinfo.info_data | [.keepalive, .keepalive_retries, .keepalive_form, .keepalive_loss]'
}
equal "apply switches keepalives on" \
	"$(f0 '"keepalive": 5, "keepalive-retries": 9, "keepalive-form": "auth", "keepalive-loss": 6')$(asking)" '[5000,9,"auth",6]'
equal "  and changes them to a form that knows no loss" "$(f0 '"keepalive": "1500 ms", "keepalive-form": "plain"')$(asking)" \
	'[1500,3,"plain",null]'
equal "  export has both, and no readings" "$(gre2890 -n "$PFX-gw1" export | jq -c '.tunnels[] | select(.name == "f0") |
	with_entries(select(.key | test("keepalive|reflect|age|reason")))')" \
	'{"keepalive":"1500 ms","keepalive-retries":3,"keepalive-hold":1,"keepalive-form":"plain"}'
equal "  and switches them off, with all of their settings" "$(f0 '"ttl": 9')$(asking)" '[null,null,null,null]'
ns gw1 ip link del f0

ns gw1 ip link add f0 type gre2890 remote 2001:db8::2
limit() {
	file '{"name": "f0", "remote": "2001:db8::2", "encaplimit": '"$1"'}' | apply -
	of f0 '.linkinfo.info_data | .encap_limit'
}
equal "apply changes encaplimit none to 0" "$(limit 0)" 0
equal "  and 0 to none" "$(limit '"none"')" null
ns gw1 ip link del f0

ends='"local": "192.0.2.1", "remote": "192.0.2.2"'
equal "the plan of a new tunnel" "$(file '{"name": "c0", '"$ends"', "key": 7, "up": true, "addresses": ["10.0.0.1/24"]}' |
	apply --dry-run -)" \
	"add c0: remote 192.0.2.2 local 192.0.2.1 ttl inherit ikey 0.0.0.7 okey 0.0.0.7 mode ip up +10.0.0.1/24"
equal "  a plan makes no tunnel" "$(gre2890 -n "$PFX-gw1" show)" ""
c0='{"name": "c0", '"$ends"', "key": 7, "up": true, "addresses": ["10.0.0.1/24"]}'
tunnel_end 2 p0 192.0.2. 10.0.0. key 7
equal "apply makes a tunnel" "$(file "$c0" | apply -)" ""
check "  the tunnel carries packets" ns gw1 ping -c 1 -W 5 10.0.0.2
index=$(of c0 .ifindex)

c0='{"name": "c0", '"$ends"', "key": 7, "ttl": 9, "ocsum": true, "mtu": 1400, "addresses": ["10.0.0.1/24", "10.0.0.9/24"]}'
equal "the plan of a change has the differences" "$(file "$c0" | apply --dry-run -)" \
	"change c0: -ttl inherit +ttl 9 +ocsum mtu 1400"$'\n'"address c0: +10.0.0.9/24"
ns gw1 ping -c 60 -i 0.05 -q 10.0.0.2 >"$WORK/ping" &
pinger=$!
equal "apply changes a tunnel" "$(file "$c0" | apply -)" ""
equal "apply changes it again" "$(file "${c0/9,/10,}" '{"name": "c1", "key": 8}' | apply -)" ""
wait "$pinger" || true
check "  no packet is lost meanwhile" grep -q " 0% packet loss" "$WORK/ping"
equal "  the device is the same as before" "$(of c0 .ifindex)" "$index"
equal "  and has the settings in the file" "$(of c0 '[.mtu, .linkinfo.info_data.ttl, (.addr_info | map(select(.family == "inet").local))]')" \
	'[1400,10,["10.0.0.1","10.0.0.9"]]'
equal "  settings of the device that are not in the file stay: it is up" "$(of c0 '.flags | contains(["UP"])')" true
c0='{"name": "c0", '"$ends"', "key": 7}'
equal "an option that is not in the file gets its default" "$(file "$c0" | apply -)$(of c0 .linkinfo.info_data.ttl)" 0
equal "deleting an address deletes no secondary address with it" \
	"$(file "${c0/%\}/, \"addresses\": [\"10.0.0.9/24\"]\}}" | apply -)$(of c0 '.addr_info | map(select(.family == "inet").local)')" \
	'["10.0.0.9"]'
equal "a file has no member down, as a device has" "$(file "${c0/%\}/, \"down\": true\}}" | apply - | grep -c "'down': unknown")" 1

equal "the plan of a change that the kernel does not support replaces the tunnel" "$(file "${c0/%\}/, \"mode\": \"ether\"\}}" | apply --dry-run -)" \
	"delete c0"$'\n'"add c0: remote 192.0.2.2 local 192.0.2.1 ttl inherit ikey 0.0.0.7 okey 0.0.0.7 mode ether mtu 1400 up +10.0.0.9/24"
equal "apply changes the mode" "$(file "${c0/%\}/, \"mode\": \"ether\"\}}" | apply -)$(of c0 .linkinfo.info_data.mode)" ether
ns gw1 ip -batch - <<-END
	link set c0 mtu 1300 master v1 group 5 up alias "the first one"
	address add 10.1.0.1 peer 10.1.0.2/32 dev c0
	address add 2001:db8:1::1/64 dev c0
END
kept='[.mtu, .master, .group, .ifalias, (.flags | contains(["UP"])), [.addr_info[] | select(.local[:4] != "fe80") | .local]]'
before=$(of c0 "$kept")
equal "a replaced device keeps settings that are not in the file" \
	"$(file "${c0/%\}/, \"mode\": \"ip\"\}}" | apply -)$(of c0 .linkinfo.info_data.mode) $(of c0 "$kept")" "ip $before"
equal "  also if the remote is removed" "$(file '{"name": "c0"}' | apply -)$(of c0 .linkinfo.info_data.remote) $(of c0 "$kept")" "any $before"
equal "  settings in the file replace the old ones" \
	"$(file "${c0/%\}/, \"master\": false, \"alias\": \"\", \"up\": false, \"addresses\": []\}}" | apply -)$(of c0 "$kept")" \
	'[1300,null,"5",null,false,[]]'
equal "  and the old ones do not come back" "$(file '{"name": "c0"}' | apply -)$(of c0 "$kept")" '[1300,null,"5",null,false,[]]'
file "$c0" | apply - >/dev/null
index=$(of c0 .ifindex)
ns gw1 ip link property add dev c0 altname second
said="gre2890: stdin:1:14: c0: this needs a new device, which would lose its alternative names; delete them first"
equal "apply does not replace a device with alternative names" "$(file '{"name": "c0"}' | apply -)" "$said"$'\n'"status 1"
equal "  a dry run reports this, too" "$(file '{"name": "c0"}' | apply --dry-run -)" "$said"$'\n'"status 1"
equal "  the device is the same as before" "$(of second .ifindex)" "$index"
ns gw1 ip link property del dev c0 altname second
equal "apply changes the family" "$(file '{"name": "c0", "remote": "2001:db8::2"}' | apply -)$(of c0 .linkinfo.info_data.remote)" 2001:db8::2
equal "apply removes the remote" "$(file '{"name": "c0"}' | apply -)$(of c0 .linkinfo.info_data.remote)" any

equal "apply without --prune deletes nothing" "$(file | apply -)$(of c1 .ifname)" c1
equal "the plan of --prune" "$(file '{"name": "c0"}' | apply --dry-run --prune -)" "delete c1"
equal "--prune deletes tunnels that are not in the file" \
	"$(file '{"name": "c0"}' | apply --prune -)$(gre2890 -n "$PFX-gw1" -j show | jq -c 'map(.ifname)')" '["c0"]'

# ---- order ----------------------------------------------------------------------------------------------

equal "apply makes three tunnels with different keys" \
	"$(file '{"name": "k1", "key": 1}' '{"name": "k2", "key": 2}' '{"name": "k3", "key": 3}' | apply -)" ""
equal "apply rotates keys, although each is in use until the next tunnel has changed" \
	"$(file '{"name": "k1", "key": 2}' '{"name": "k2", "key": 3}' '{"name": "k3", "key": 4}' | apply -)" ""
equal "  each tunnel has its new key" "$(gre2890 -n "$PFX-gw1" -j show | jq -c 'map(.linkinfo.info_data.ikey | values)')" \
	'["0.0.0.2","0.0.0.3","0.0.0.4"]'
file | apply --prune - >/dev/null

# keyed [NAME KEY]...           prints a file with tunnels of these keys between the same ends
keyed() {
	file "$(printf '{"name": "%s", "remote": "192.0.2.9", "key": %s},' "$@" | sed 's/,$//')"
}
# keys                          prints the keys of all tunnels
keys() {
	gre2890 -n "$PFX-gw1" export | jq -c '[.tunnels[] | "\(.name) \(.okey) \(.ikey)"]'
}
equal "apply makes two tunnels" "$(keyed k1 1 k2 2 k3 3 | apply -)" ""
index=$(of k1 .ifindex)
equal "apply exchanges the keys of two tunnels" "$(keyed k1 2 k2 1 k3 3 | apply -)$(keys)" \
	'["k1 0.0.0.2 0.0.0.2","k2 0.0.0.1 0.0.0.1","k3 0.0.0.3 0.0.0.3"]'
equal "  and of three in a circle" "$(keyed k1 1 k2 3 k3 2 | apply -)$(keys)" \
	'["k1 0.0.0.1 0.0.0.1","k2 0.0.0.3 0.0.0.3","k3 0.0.0.2 0.0.0.2"]'
equal "  the device is the same as before" "$(of k1 .ifindex)" "$index"
silent "  a second apply changes nothing" "gw1" apply - <<<"$(keyed k1 1 k2 3 k3 2)"
for who in k1 k2 k3; do
	said=$(keyed k1 3 k2 2 k3 1 | jq -c "(.tunnels[] | select(.name == \"$who\")).mtu = 1000000" | apply --keep-going -)
	equal "if $who can't change, no tunnel does" "$(grep -o "$who: mtu.*maximum" <<<"$said")$(keys)" \
		"$who: mtu greater than device maximum"'["k1 0.0.0.1 0.0.0.1","k2 0.0.0.3 0.0.0.3","k3 0.0.0.2 0.0.0.2"]'
done
file "{\"name\": \"k1\", \"remote\": \"192.0.2.9\", \"key\": 2, \"ttl\": 9}" \
	"{\"name\": \"k3\", \"remote\": \"192.0.2.9\", \"key\": 1}" >"$WORK/exchange"
equal "tunnels that exchange keys change their other options, too" "$(apply "$WORK/exchange")$(of k1 .linkinfo.info_data.ttl)" 9
ns gw1 ip link set k3 netns "$PFX-t1"
equal "  also if one is in a tenant's namespace" "$(file '{"name": "k1", "remote": "192.0.2.9", "key": 1}' \
	"{\"name\": \"k3\", \"netns\": \"$PFX-t1\", \"remote\": \"192.0.2.9\", \"key\": 2}" | apply -)$(keys)" \
	'["k1 0.0.0.1 0.0.0.1","k2 0.0.0.3 0.0.0.3","k3 0.0.0.2 0.0.0.2"]'
ns gw1 ip -batch - <<-END
	link add r1 type gre2890 remote 192.0.2.11
	link add r2 type gre2890 remote 192.0.2.12
	link add v2 type vrf table 102
	link add u9 type dummy
	link set u9 master v2
	link add r3 type gre2890 remote 192.0.2.12 dev u9
END
equal "apply exchanges addresses of tunnels without keys, beside a VRF with the same addresses" \
	"$(file '{"name": "r1", "remote": "192.0.2.12"}' '{"name": "r2", "remote": "192.0.2.11"}' \
	'{"name": "r3", "remote": "192.0.2.12", "dev": "u9"}' | apply -)$(of r1 .linkinfo.info_data.remote) $(of r1 .linkinfo.info_data.ikey)" \
	"192.0.2.12 null"
equal "a new tunnel gets the identity that another one gives up" \
	"$(file '{"name": "r1", "remote": "192.0.2.13"}' '{"name": "a1", "remote": "192.0.2.12"}' | apply -)$(of a1 .linkinfo.info_data.remote)" \
	192.0.2.12
file | apply --prune - >/dev/null
equal "apply merges the tunnels of several files" \
	"$(file '{"name": "k1", "key": 2}' >"$WORK/1"; file '{"name": "k2", "key": 3}' >"$WORK/2"
	apply --prune "$WORK/1" "$WORK/2")$(gre2890 -n "$PFX-gw1" -j show | jq -c 'map(.ifname)')" '["k1","k2"]'
