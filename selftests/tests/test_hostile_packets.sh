#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Hostile packets, from a grammar and by mutation (hostile/), to tunnels of every kind: each packet is counted, nothing
# leaks, and the tunnels work afterwards. As for every test, lib.sh claims that the kernel's log is clean.
#
#   SEED=N FIRST=N FRAMES=N     seed, first number and count of the packets of each kind (random, 0, 12000)
#
#   +------------------------+                +---------------------------------+        +-----------------------+
#   | gw1                    |                |                             gw2 |        |                tenant |
#   |        192.0.2.1/24 u0 |----------------| u0     192.0.2.2/24, .22/24     | <----- | kU-1 to kU-13,        |
#   |     2001:db8::1/64     |                |        2001:db8::2/64, ::22/64  |        | kplainU, kU-vrf, ...  |
#   |     fe80::1/64         |                |        fe80::2/64               |        |                       |
#   |                        |                | u0.5   the same, in VRF red     |        | nU-1 to nU-13         |
#   |  hostile_packets ------------- TAP ---- | tap0, tap0.5                    |        |                       |
#   +------------------------+                +---------------------------------+        +-----------------------+
#
# U is the family of the underlay, 4 or 6. Packets from tap0 are in pieces that only pskb_may_pull() joins, or are marked
# for segmentation. The devices k* have their underlay in gw2. Those of n* are in the tenant, which has the addresses of
# gw2 too, so that GRE in GRE is decapsulated to the depth limit.
# shellcheck source=selftests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/objects.sh
. "$LIB/objects.sh"
# shellcheck source=selftests/lib/probe.sh
. "$LIB/probe.sh"
need root module:gre2890 module:vrf module:tun jq ping nft ethtool gre2890
hostile=$(realpath "$(dirname "$0")/hostile_packets")
[[ -x $hostile ]] || skip_all "hostile_packets is missing: make -C selftests"
SEED=${SEED:-$RANDOM$RANDOM} FIRST=${FIRST:-0} FRAMES=${FRAMES:-12000}

# Options by key, from 1; @ stands for options of one family
keyed=(
	"reflect outside" "csum reflect inside" "seq" "seq seq-resync packets 3" "seq-mode window reflect outside"
	"seq-mode window seq-window 1024 seq-resync idle 5" "seq-mode reorder reorder-timeout 5 reflect outside"
	"seq-mode reorder reorder-buffer 2 reorder-timeout 2000 seq-resync packets 2 reflect inside"
	"mode ether" "mode ether csum seq seq-mode reorder" "ttl inherit @ reflect outside" "csum seq seq-mode window" "seq"
)
bridged=9 down=13
own=([4]="nopmtudisc ignore-df tos inherit" [6]="tclass inherit flowlabel inherit encaplimit 4")
local=([4]=192.0.2.2 [6]=2001:db8::2) remote=([4]=192.0.2.1 [6]=2001:db8::1)
far=([4]=192.0.2.77 [6]=2001:db8::77)

# device NAME OPTION...         prints the command that makes a device in the tenant, with its underlay in $underlay
device() {
	echo "link add $1 ${underlay:+netns $PFX-tenant} type gre2890 ${*:2}"
}

# tunnels U PREFIX              prints the commands for the tunnels with a key
tunnels() {
	local key ends="local ${local[$1]} remote ${remote[$1]}"
	for key in "${!keyed[@]}"; do
		device "$2$1-$((key + 1))" "$ends" key $((key + 1)) "${keyed[key]//@/${own[$1]}}"
	done
}

# Tunnels without a key, without addresses, in a VRF
others() {
	local any=([4]=0.0.0.0 [6]=::)
	device "kplain$1" local "${local[$1]}" remote "${remote[$1]}"
	device "knbma$1" local "${local[$1]}"
	device "klocal$1" local "${local[$1]}2" key 3
	device "kremote$1" remote "${remote[$1]}" key 4
	device "kany$1" local "${any[$1]}" key 5
	device "k$1-vrf" local "${local[$1]}" remote "${remote[$1]}" key 1 dev u0.5
	device "kdev$1" local-dev u0 remote "${far[$1]}" key 1
	device "k$1-vrfseq" local "${local[$1]}" remote "${remote[$1]}" key 7 seq-mode reorder dev u0.5
}

# addresses DEV                 prints the addresses of gw2
addresses() {
	printf "address add %s dev $1 nodad\n" 192.0.2.{2,22}/24 2001:db8::{2,22}/64 fe80::2/64 | sed '/\./s/ nodad//'
}

underlay() {
	local dev u
	ns gw2 sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 net.ipv4.conf.u0.rp_filter=0
	ns gw2 ip tuntap add dev tap0 mode tap
	ns gw2 ip -batch - <<-END
		link set u0 mtu 9000
		address add 192.0.2.22/24 dev u0
		address add 2001:db8::22/64 dev u0 nodad
		address add fe80::2/64 dev u0 nodad
		link set tap0 mtu 9000 address $(mac gw2) up
		address add fe80::2/64 dev tap0 nodad
		link add red type vrf table 100
		link set red up
		$(for dev in u0 tap0; do
			echo "link add link $dev $dev.5 type vlan id 5"
			echo "link set $dev.5 master red"
			echo "link set $dev.5 up"
		done)
		$(addresses u0.5)
		address add fe80::2/64 dev tap0.5 nodad
		$(underlay=gw2; for u in 4 6; do tunnels $u k; others $u; done)
		$(underlay=gw2; for dev in u0 tap0; do
			device klink6-$dev local fe80::2 remote fe80::1 key 1 dev $dev
		done)
	END
	# GRO would pull the headers into one piece.
	ns gw2 ethtool -K tap0 gro off
	ns gw1 ip link set u0 mtu 9000
	# Reassembly times out soon.
	ns gw2 sysctl -qw net.ipv4.ipfrag_time=1 net.ipv6.ip6frag_time=1
}

tenant() {
	local name u key
	ns tenant sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 net.ipv4.ip_forward=1 \
		net.ipv6.conf.all.forwarding=1 net.ipv4.ipfrag_time=1 net.ipv6.ip6frag_time=1
	{
		for name in 192.0.2.{2,22}/32 10.9.0.1/32 2001:db8::{2,22}/128 2001:db8:9::1/128; do
			echo "address add $name dev lo"
		done
		underlay=''
		tunnels 4 n
		tunnels 6 n
		echo "link add br0 type bridge"
		echo "link set br0 up"
	} | ns tenant ip -batch -
	ns tenant ip -o link show type gre2890 | sed -E 's/^[0-9]+: ([^:@]+).*/link set \1 up/' |
		grep -v "[46]-$down " | ns tenant ip -batch -
	for u in 4 6; do
		echo "link set k$u-$bridged master br0"
		for key in "${!keyed[@]}"; do
			name=k$u-$((key + 1))
			echo "address add 10.$u.$((key + 1)).2/24 dev ${name/#k*-$bridged/br0}"
		done
	done | ns tenant ip -batch -
	ns tenant ip -batch - <<-END
		route add 192.0.2.1/32 dev k4-1
		route add default dev k6-2
		route add 10.8.0.0/16 dev k4-3
		route add 2001:db8::1/128 dev k6-1
		route add ::/0 dev k4-2
		route add 2001:db8:8::/48 dev k6-5
	END
}

# mac NS                        prints the address of u0
mac() {
	ns "$1" ip -j link show u0 | jq -r '.[0].address'
}

# Answer no packet of the tenant, not even by an ICMP error, which would be one packet more than was sent.
silence() {
	local dev u end
	ns gw1 nft -f - <<-END
		table inet silence {
			chain prerouting {
				type filter hook prerouting priority -300
				drop
			}
		}
	END
	# An answer may exceed a path MTU that a forged error has lowered, and cause an error from this host to itself.
	ns gw2 nft -f - <<-END
		table inet silence {
			chain input {
				type filter hook input priority -300
				iif lo icmp type destination-unreachable drop
				iif lo icmpv6 type packet-too-big drop
			}
		}
	END
	for dev in u0 u0.5; do
		for u in 4 6; do
			for end in "${remote[$u]}" "${far[$u]}"; do
				ns gw2 ip neigh replace "$end" dev $dev lladdr "$(mac gw1)" nud permanent
			done
		done
	done
	# Nobody answers behind tap0. Prevent ICMP errors about this, too.
	for dev in u0 tap0; do
		ns gw2 ip neigh replace fe80::1 dev $dev lladdr "$(mac gw1)" nud permanent
	done
}

# attack KIND PERCENT FRAMES     sends FRAMES packets, PERCENT of them in pieces; prints what was sent
attack() {
	ns gw1 "$hostile" "$1" "$SEED" "$FIRST" "$3" u0 "$(mac gw2)" "/run/netns/$PFX-gw2" "$2" ${#keyed[@]} ||
		echo "failed"
}

# attack_out FRAMES              sends packets from the tenant through the tunnels
attack_out() {
	local devs
	mapfile -t devs < <(ns tenant ip -j link show up type gre2890 |
		jq -r '.[].ifname // empty | select(startswith("k"))')
	ns tenant "$hostile" out "$SEED" "$FIRST" "$1" "${devs[@]}" || echo "failed"
}

# rates N                       sets how many requests of peers are answered in a second
rates() {
	local name
	for name in gw2 tenant; do
		ns $name gre2890 netns answer-rate "$1" answer-rate-tunnel "$1"
	done
}

# sum NS PREFIX REGEX           prints the sum of the counters of the devices with this prefix; '' for those of the namespace
sum() {
	ns "$1" gre2890 -j stats | jq --arg prefix "$2" --arg name "$3" '
		def chosen: to_entries | map(select(.key | test($name)) | .value) | add;
		if $prefix == "" then .netns | chosen
		else [.links[] | select(.ifname | startswith($prefix)) |
			(.info_xstats + { rx_packets: .stats64.rx.packets } | chosen)] | add end'
}

# Each packet is counted once: as passed to the stack, as answered, or under the reason why not. A packet that the queue
# to the stack drops counts as passed.
verdicts='^(rx_(packets|no_tunnel|drop_(?!backlog).*)|keepalive_(answered|answers|reflected))$'

# received UNDERLAY DEVICES     prints how many packets were received, by the counters
received() {
	echo $(($(sum "$1" "" "$verdicts") + $(sum tenant "$2" "$verdicts")))
}

# fates                         prints the counters of the tunnels without sequence numbers
fates() {
	ns tenant gre2890 -j stats | jq --arg name '^k(plain|nbma|local|remote|any|dev)?[46](-(1|2|9|11|vrf))?$' '
		[.links[] | select(.ifname | test($name)) | { key: .ifname, value: (.info_xstats +
			{ rx_packets: .stats64.rx.packets } |
			with_entries(select(.key | test("^(rx_(?!drop_backlog)|keepalive_(answered|reflected)$)")))) }] |
		from_entries'
}

# fates_differ A B C            prints the counters whose growth from A to B differs from that from B to C
fates_differ() {
	jq -rn --slurpfile a "$1" --slurpfile b "$2" --slurpfile c "$3" '$c[0] | paths(numbers) as $path |
		[$a[0], $b[0], $c[0] | getpath($path)] | select(.[1] - .[0] != .[2] - .[1]) |
		"\($path | join(" ")) \(.)"'
}

# unmet                         prints the reasons without any packet
unmet() {
	local met reason
	met=$(ns tenant gre2890 -j stats | jq -r '[.links[] | select(.ifname | startswith("k")) | .info_xstats |
		to_entries[] | select(.value > 0) | .key] | unique | join(" ")')
	for reason in rx_drop_{truncated,version,reserved_bits,down,checksum,no_checksum,no_seq,seq_old,seq_duplicate} \
		rx_drop_{payload_type,payload_short,ecn,nesting,answer_ttl,answer_route} keepalive_{answered,reflected} \
		rx_seq_{in_order,gaps,late,reordered,lost,timeouts,overflows,resyncs}; do
		[[ " $met " == *" $reason "* ]] || echo "$reason"
	done
}

none_waits() {
	ns gw2 gre2890 -j stats | jq -e '.netns.reorder_used == 0' && ns tenant gre2890 -j stats | jq -e '.netns.reorder_used == 0'
}

# A leaked packet takes at least this much memory.
packets_kept() {
	objects | grep '^skbuff_'
}

none_kept() {
	packets_kept >"$WORK/after"
	grown 300 "$WORK/before" "$WORK/after"
}

peers() {
	local u key
	ns gw1 nft delete table inet silence
	for u in 4 6; do
		for key in "${!keyed[@]}"; do
			echo "link add p$u-$((key + 1)) type gre2890 local ${remote[$u]} remote ${local[$u]} key $((key + 1))" \
				"${keyed[key]//@/${own[$u]}}"
			echo "link set p$u-$((key + 1)) up"
			echo "address add 10.$u.$((key + 1)).1/24 dev p$u-$((key + 1))"
		done
	done | ns gw1 ip -batch -
	ns tenant ip link set "k4-$down" up
	ns tenant ip link set "k6-$down" up
	# The sequence numbers of the peer start again, and would count as old.
	for u in 4 6; do
		for key in "${!keyed[@]}"; do
			[[ ${keyed[key]} == *seq* ]] || continue
			echo "link set k$u-$((key + 1)) type gre2890 seq-mode off"
			echo "link set k$u-$((key + 1)) type gre2890 seq-mode auto $(grep -o 'seq-mode .*' <<<"${keyed[key]}")"
		done
	done | sed -E 's/seq-mode auto (seq-mode)/\1/' | ns tenant ip -batch -
}

echo "# SEED=$SEED FIRST=$FIRST FRAMES=$FRAMES"
gw_topology
ns_add tenant
underlay
silence
tenant
probe_start rx gre2890:gre2890_rx || true
# The fate of a packet must not depend on time.
rates 1000000

packets_kept >"$WORK/before"
for percent in 0 100; do
	before=$(received gw2 k) errors_before=$(sum tenant k '^icmp_')
	fates >"$WORK/fates-$percent"
	attack good $percent "$FRAMES" >"$WORK/good"
	lib_diag "$(<"$WORK/good")"
	read -r _ _ _ packets _ errors <"$WORK/good"
	settled() { [[ $(received gw2 k) -eq $((before + packets)) ]] && none_waits; }
	poll 30 settled || true
	equal "valid outer headers, $percent% in pieces: each packet is counted once" \
		"$(($(received gw2 k) - before))" "$packets"
	equal "  and so is each ICMP error about a packet of the tunnels" "$(($(sum tenant k '^icmp_') - errors_before))" "$errors"
done
fates >"$WORK/fates"
equal "without sequence numbers a packet in pieces has the same fate as a whole one" \
	"$(fates_differ "$WORK/fates-0" "$WORK/fates-100" "$WORK/fates")" ""
equal "packets were dropped for every reason of the receiver" "$(unmet)" ""

rates 10
attack any 50 "$FRAMES" >"$WORK/any"
lib_diag "$(<"$WORK/any")"
check "outer headers in no order: all frames are sent" grep -q "^frames" "$WORK/any"

for offload in on off; do
	ns gw2 ethtool -K u0 tx-gre-segmentation $offload tx-gre-csum-segmentation $offload
	attack gso 100 $((FRAMES / 5)) >"$WORK/gso"
	attack_out $((FRAMES / 5)) >"$WORK/out"
	lib_diag "$(<"$WORK/gso")" "$(<"$WORK/out")"
	check "to be segmented, with offload $offload: some are taken" grep -q "^frames [1-9]" "$WORK/gso"
	check "and sent through the tunnels, too" grep -q "^frames [1-9]" "$WORK/out"
done
check "no packet waits in a reorder buffer" poll 30 none_waits
poll 30 none_kept || true
check "  and no packet is leaked" none_kept

if [[ -n $(probe_count rx 2>/dev/null) ]]; then
	equal "each packet that the hooks take, including nested ones, is counted once" \
		"$(($(received gw2 k) + $(received tenant n)))" "$(probe_count rx)"
else
	skip "each packet that the hooks take, including nested ones, is counted once" "the kernel has no probes"
fi

peers
for u in 4 6; do
	for key in "${!keyed[@]}"; do
		check "IPv$u, key $((key + 1))${keyed[key]:+ ${keyed[key]//@/${own[$u]}}}: the tunnel works afterwards" \
			poll 20 ns gw1 ping -n -c 1 -W 1 "10.$u.$((key + 1)).2"
	done
done
ns_del gw1 tenant gw2
check "the module can be removed" poll 30 modprobe -r gre2890
check "  and loaded again" modprobe gre2890
