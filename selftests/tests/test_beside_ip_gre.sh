#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# gre2890 beside ip_gre and ip6_gre, which are loaded before, after, or never: each module gets its own packets, and the
# kernel treats packets of no tunnel as it does without gre2890.
#
# Topology: gw_topology, with these tunnels between the same addresses for each family n: an (gre2890 in gw1, a stock kind
# in gw2, key 7), bn (the reverse, key 8), on (gre2890, key 9) and kn (stock kinds, key 10).
# shellcheck source=selftests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
need module:gre2890 module:ip_gre module:ip6_gre python3 ping
for module in gre2890 pptp vport_gre ip6_gre ip_gre; do
	[[ ! -d /sys/module/$module ]] || modprobe -rq "$module" || skip_all "the modules of GRE are in use"
done
modprobe -rq gre || true

stock=(x x x x gre x ip6gre)

# add GW N KIND NAME KEY...     adds one end of a tunnel over each underlay; KIND is ours or kernel
add() {
	local gw=$1 n=$2 kind=$3 f type net
	shift 3
	for f in 4 6; do
		if [[ $f -eq 4 ]]; then net=192.0.2.; else net=2001:db8::; fi
		type=gre2890
		[[ $kind == ours ]] || type=${stock[f]}
		echo "link add $1$f type $type local $net$n remote $net$((3 - n)) key $2"
		echo "address add 10.$2.$f.$n/24 dev $1$f"
		echo "link set $1$f up"
	done | ns "$gw" ip -batch -
}

both_kinds() {
	add gw2 2 kernel a 7
	add gw1 1 ours a 7
	add gw2 2 ours b 8
	add gw1 1 kernel b 8
}

# pings DESC KEY...             claims that pings pass through the tunnels of these keys, both families at the same time
pings() {
	local desc=$1 key f pids=() bad=0 pid
	shift
	for key in "$@"; do
		for f in 4 6; do
			ns gw1 ping -q -c 3 -i 0.2 -W 5 "10.$key.$f.2" >"$WORK/ping.$key.$f" 2>&1 &
			pids+=($!)
		done
	done
	for pid in "${pids[@]}"; do
		wait "$pid" || bad=1
	done
	if [[ $bad -eq 0 ]] && ! grep -L ' 3 received' "$WORK"/ping.* | grep .; then
		ok "$desc"
	else
		not_ok "$desc" "$(cat "$WORK"/ping.*)"
	fi
	rm "$WORK"/ping.*
}

# answer DESC WORDS PACKET      claims how gw2 answers a packet
answer() {
	equal "$1" "$(inject "arrived(src, dst, src, $3, ping4, 'icmp-0/0')")" "$2"
}

# ip_gre drops packets with less than 12 octets behind the IP header, so the text has this length.
# nobodys DESC WORD4 WORD6      claims which ICMP errors answer a key that no tunnel has
nobodys() {
	answer "$1, IPv4" "$2" 'ip4(A4, B4, gre("a-text", 99))'
	answer "$1, IPv6" "$3" 'ip6(A6, B6, gre("a-text", 99))'
}

hooks() {
	ns gw2 nft list hooks 2>/dev/null | grep -c 'hook[46] \[gre2890\]' || true
}

devices() {
	ns "$1" ip -o link show | awk -F '[:@ ]+' '{ print $2 }' | xargs
}

inject_topology
let_be 'ping4 = ip4(A4, B4, echo(A4, B4))'
for n in 1 2; do
	# Only these claims may send through the tunnels.
	ns gw$n sysctl -qw net.ipv6.conf.default.disable_ipv6=1 net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0
done
# Resolve neighbours first: an answer that waits for a neighbour would be out of order.
for to in 192.0.2.2 2001:db8::2; do
	ns gw1 ping -n -q -c 1 -W 5 "$to" >/dev/null
done

# ---- without ip_gre -------------------------------------------------------------------------------------

ns_add new1
nobodys "without any module, unknown protocol" icmp-3/2 icmp-4/1
before=$(devices gw2) fresh=$(devices new1)
modprobe gre2890
ns_add new2
equal "the module adds no device to existing namespaces" "$(devices gw2)" "$before"
equal "  nor to a new one" "$(devices new2)" "$fresh"
nobodys "with the module, unknown protocol" icmp-3/2 icmp-4/1
check "the module does not load the kernel's modules for GRE" test ! -d /sys/module/ip_gre -a ! -d /sys/module/gre

listed=$(ns gw2 nft list hooks 2>/dev/null) || listed=''
without=$(hooks)
add gw2 2 ours o 9
if [[ $listed == *hook* || $(hooks) -gt 0 ]]; then
	equal "without a tunnel the namespace has no hooks" "$without" 0
	equal "with tunnels it has one hook for each family" "$(hooks)" 2
	ns gw2 ip link del o4
	equal "  also with the last tunnel" "$(hooks)" 2
	ns gw2 ip link del o6
	equal "  and none after the last tunnel is deleted" "$(hooks)" 0
	add gw2 2 ours o 9
else
	skip "a namespace has hooks while it has tunnels" "nft does not list them"
fi
add gw1 1 ours o 9
nobodys "with tunnels, unknown protocol" icmp-3/2 icmp-4/1
answer "a packet of PPTP, unknown protocol" icmp-3/2 'ip4(A4, B4, gre("a-text", 9, flags=1))'
answer "what is a tunnel's is not answered" '' 'ip4(A4, B4, gre("a-text", 9))'
pings "pings pass without ip_gre" 9

# ---- ip_gre afterwards ----------------------------------------------------------------------------------

modprobe -a ip_gre ip6_gre
nobodys "with ip_gre afterwards, port unreachable" icmp-3/3 icmp-1/4
both_kinds
add gw2 2 kernel k 10
add gw1 1 kernel k 10
pings "pings pass between tunnels of gre2890, stock kinds and both, with gre2890 loaded first" 7 8 9 10
nobodys "with tunnels of both, port unreachable" icmp-3/3 icmp-1/4

modprobe -r gre2890
pings "tunnels of stock kinds work after gre2890 is removed" 10
nobodys "without our module, port unreachable" icmp-3/3 icmp-1/4
for name in a b; do
	for f in 4 6; do
		ns gw1 ip link del $name$f 2>/dev/null || true
		ns gw2 ip link del $name$f 2>/dev/null || true
	done
done

# ---- ip_gre before --------------------------------------------------------------------------------------

modprobe gre2890
both_kinds
add gw2 2 ours o 9
add gw1 1 ours o 9
pings "pings pass between tunnels of gre2890, stock kinds and both, with ip_gre loaded first" 7 8 9 10
nobodys "with ip_gre before, port unreachable" icmp-3/3 icmp-1/4

# The same identity in both modules: gre2890 sees the packet first.
ns gw2 ip -batch - <<-END
	link add e0 type gre2890 local 192.0.2.2 remote 192.0.2.1 key 10
	link set e0 up
END
let_be "place = Tunnels('$PFX-gw2'); last = ip4(A4, B4, gre('last', 9))"
one='arrived(src, dst, place, ip4(A4, B4, gre("a-text", 10)), last, "o4:last")'
equal "of two tunnels with one identity that of gre2890 receives" "$(inject "$one")" e0:a-text
ns gw2 ip link del e0
equal "  after it is deleted, that of the stock kind does" "$(inject "$one")" k4:a-text

modprobe -r ip6_gre ip_gre
pings "tunnels of gre2890 work after ip_gre is removed" 9
