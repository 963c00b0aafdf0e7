# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Tests of tunnels whose devices were moved to namespaces without a name, for run.sh

# tunnel ID INODE NAME [OPTION]...      one more tunnel of the underlay
tunnel() {
	test/message "$1@$2" "$1" "${@:3}" >>"$KERNEL_TUNNELS"
}

# GRE2890_A_TUNNEL_ID 12, GRE2890_A_LINK 16, GRE2890_CMD_TUNNEL_SET 5, GRE2890_CMD_TUNNEL_DEL 6
test_tunnels() {
	# shellcheck disable=SC2034,SC2154 # other functions read it; run.sh sets work
	local KERNEL_LINKS=$work/few KERNEL_TUNNELS=$work/tunnels here
	local t1='remote 192.0.2.2 local 192.0.2.1 ttl inherit' metrics
	here=$(stat -Lc %i /proc/self/ns/net)
	link t1 1 local 192.0.2.1 remote 192.0.2.2 key 1

	gives "show without -A: this namespace" 0 "1: t1: state up mtu 1472 $t1 ikey 0.0.0.1 okey 0.0.0.1 mode ip" cli show
	local old="gre2890: network namespaces without a name: their tunnels are not listed:"
	gives "show -A: a module without the command" 0 "$old Operation not supported"$'\n'"$(cli show)" cli show -A
	gives "  export likewise" 0 "$old Operation not supported"$'\n'"$(cli export 2>/dev/null)" cli export
	KERNEL_EMPTY=y gives "  no module" 1 "gre2890: show: the module is not loaded; try modprobe gre2890" cli show -A
	export KERNEL_TUNNELS
	KERNEL_TUNNELS=denied gives "  and a user without the right" 0 "$old Operation not permitted"$'\n'"$(cli show)" \
		cli show -A

	tunnel 1 "$here" t1 local 192.0.2.1 remote 192.0.2.2 key 1
	tunnel 2 7 t1 local 192.0.2.1 remote 192.0.2.2 key 2
	tunnel 404 7 t4 local 192.0.2.1 remote 192.0.2.2 key 4
	tunnel 5 6 t5 local 192.0.2.1 remote 192.0.2.2 key 5
	local hidden="2: t1: state up mtu 1472 netns net:[7] $t1 ikey 0.0.0.2 okey 0.0.0.2 mode ip"
	same "show -A: a tunnel in a namespace without a name" "$(cli show -A | grep -F ': t1:')" "$(cli show)"$'\n'"$hidden"
	same "  every one" "$(cli show --all-netns | wc -l)" 4
	same "  of a name" "$(cli show -A t1)" "$(cli show)"$'\n'"$hidden"
	gives "  of a name that there is not" 1 "gre2890: t9: No such device" cli show -A t9
	same "  as JSON: without netns, and with it" "$(cli -j show -A t1 | grep -o '"ifname":[^}]*"flags"')" \
		$'"ifname":"t1","flags"\n"ifname":"t1","netns":"net:[7]","flags"'
	KERNEL_CHANGES=3 gives "  a list that changes is read again" 0 "$(cli show)"$'\n'"$hidden" cli show -A t1
	KERNEL_CHANGES=1000 gives "  a list that never stays" 1 \
		"gre2890: tunnels: they change faster than they can be listed; try again" cli show -A
	gives "-A is for show and stats only" 2 "gre2890: word 2 '-A': not for 'del'" cli -A del t1
	same "stats -A" "$(cli stats -A | grep -F ': t1:' | cut -d ' ' -f -5)" $'1: t1: rx_packets 11 rx_bytes\n2: t1: netns net:[7] rx_packets'
	same "stats -A: the underlay first" "$(cli stats -A | head -n 1 | cut -d ' ' -f -3)" "netns: tunnels 2"
	same "stats -A as JSON" "$(cli -j stats -A t1 | grep -o '"ifname":[^{]*')" \
		$'"ifname":"t1","stats64":\n"ifname":"t1","netns":"net:[7]","stats64":'
	tunnel 9 7 t1 local 192.0.2.1 remote 192.0.2.2 key 9
	metrics=$(cli stats -A --openmetrics)
	same "OpenMetrics of all: by the rules, even if a device took another's name" "$(misformed <<<"$metrics")" ""
	same "  the namespace is a label" "$(grep -F 'gre2890_rx_bytes_total{device="t1"' <<<"$metrics")" \
		$'gre2890_rx_bytes_total{device="t1"} 1100\ngre2890_rx_bytes_total{device="t1",netns="net:[7]"} 1100'

	test_tunnels_file
	test_tunnels_del
	unset KERNEL_TUNNELS
}

test_tunnels_del() {
	tunnel 404 7 t4 local 192.0.2.1 remote 192.0.2.2 key 4
	gives "del of a tunnel elsewhere" 0 "cmd=6 12=02000000" cli del t1 netns "net:[7]"
	gives "  one that goes at the same time" 0 "cmd=6 12=94010000" cli del t4 netns "net:[7]"
	gives "  of nobody there, and the others" 1 $'gre2890: t5: No such device\ncmd=6 12=94010000' \
		cli del t5 t4 netns "net:[7]"
	gives "  by a path" 0 "cmd=6 12=01000000" cli del t1 netns /proc/self/ns/net
	gives "  without the namespace" 2 "gre2890: word 5: 'netns' needs an argument" cli del t1 netns
	gives "  with too much" 2 "gre2890: word 6 't5': the namespace of 'netns' comes last" cli del t1 netns "net:[7]" t5
	gives "  of a namespace that there is not" 2 \
		"gre2890: word 5 'nowhere': no such network namespace, see 'ip netns'" cli del t1 netns nowhere
	gives "  of a file that is none" 2 "gre2890: word 5 '/dev/null': not a network namespace, see 'ip netns'" \
		cli del t1 netns /dev/null
	gives "  what is not quite a namespace" 2 \
		"gre2890: word 5 'net:[07]': no such network namespace, see 'ip netns'" cli del t1 netns "net:[07]"
	KERNEL_TUNNELS=denied gives "  without the right" 1 "gre2890: t1: Operation not permitted" \
		cli del t1 netns "net:[7]"
	KERNEL_EMPTY=y gives "  without the module" 1 \
		"gre2890: t1: the module is not loaded; try modprobe gre2890" cli del t1 netns "net:[7]"
}

test_tunnels_file() {
	local file=$work/exported said="its network namespace has no name; name it with 'ip netns attach NAME PID'"

	rm "$KERNEL_TUNNELS"
	tunnel 1 "$here" t1 local 192.0.2.1 remote 192.0.2.2 key 1
	tunnel 2 7 t1 local 192.0.2.1 remote 192.0.2.2 key 2
	cli export >"$file"
	same "export: a tunnel in a namespace without a name" \
		"$(python3 -c 'import json, sys
for t in json.load(sys.stdin)["tunnels"]: print(t["name"], t.get("netns"), t["okey"], "addresses" in t)' <"$file")" \
		$'t1 None 0.0.0.1 True\nt1 net:[7] 0.0.0.2 False'
	gives "apply of what was exported does nothing" 0 "" cli apply --prune "$file"
	tunnel 5 6 t5 local 192.0.2.1 remote 192.0.2.2 key 5
	tunnel 6 6 t6 local 192.0.2.1 remote 192.0.2.2 key 6
	gives "--prune would delete what no file names" 0 $'delete t5 netns net:[6]\ndelete t6 netns net:[6]' \
		cli apply --dry-run --prune "$file"
	gives "--prune deletes what no file names" 0 "cmd=6 12=05000000 12=06000000" cli apply --prune "$file"
	tunnel 404 6 t4 local 192.0.2.1 remote 192.0.2.2 key 4
	gives "  those that are gone keep none of the others" 0 "cmd=6 12=94010000 12=05000000 12=06000000
cmd=6 12=94010000
cmd=6 12=05000000
cmd=6 12=06000000" cli apply --prune "$file"
	gives "without --prune they stay" 0 "" cli apply "$file"

	# changed CLAIM STATUS SAID MEMBERS     with other members of the tunnel in the namespace without a name
	changed() {
		python3 -c 'import json, sys
root = json.load(sys.stdin)
root["tunnels"] = [root["tunnels"][1] | json.loads(sys.argv[1])]
print(json.dumps(root))' "$4" <"$file" >"$work/file"
		gives "apply there: $1" "$2" "${3//file:/gre2890: $work/file:}" cli apply "$work/file"
	}
	said="file:1:14: t1: $said"
	changed "a setting" 0 "cmd=5 12=02000000 16=[ 18=[ 1=6772653238393000 2=[ 8=05 ] ] ]" '{"ttl": 5}'
	changed "not the MTU" 1 "$said" '{"mtu": 1400}'
	changed "nor a setting with it" 1 "$said" '{"ttl": 5, "mtu": 1400}'
	changed "nor the alias" 1 "$said" '{"alias": "mine"}'
	changed "nor addresses" 1 "$said" '{"addresses": ["10.0.0.1/30"]}'
	changed "nor even none" 1 "$said" '{"addresses": []}'
	changed "nor the mode" 1 "$said" '{"mode": "ether"}'
	changed "no new tunnel" 1 "${said/t1/t3}" '{"name": "t3"}'
	changed "no master" 2 "${said/1:14: t1/1:187}" '{"master": "t1"}'
}
