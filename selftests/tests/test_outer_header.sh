#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The outer header as decoded on the wire: TTL, TOS or traffic class, ECN and flow label, fixed and inherited. The effect
# of a tunnel encapsulation limit in the inner packet, beside ip6gre.
# Topology: gw_topology; in gw1 the tunnels t4, t6 (mode ip), e4 and e6 (mode ether) to gw2, which has no tunnels and
# answers nothing. VLANs on e4 and e6: 5, and 7 in the provider's VLAN 6.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/path.sh
. "$LIB/path.sh"
need root module:gre2890 python:scapy ping

gw_topology
wire_open
wire listen u0 "$PFX-gw1" u0
sysctls gw1 net.ipv6.auto_flowlabels=0
ns gw1 ip -batch - <<-END
	link add t4 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 1
	link add t6 type gre2890 local 2001:db8::1 remote 2001:db8::2 key 2
	link add e4 type gre2890 mode ether local 192.0.2.1 remote 192.0.2.2 key 3
	link set t4 up
	link set t6 up
	link set e4 up
	address add 10.4.0.1/24 dev t4
	address add fd04::1/64 dev t4 nodad
	address add 10.6.0.1/24 dev t6
	address add fd06::1/64 dev t6 nodad
	address add 10.5.0.1/24 dev e4
	neighbor add 10.5.0.2 lladdr 02:00:00:00:00:02 dev e4
	link add e6 type gre2890 mode ether local 2001:db8::1 remote 2001:db8::2 key 4
	link set e6 up
END

# vlan DEV NET                  adds the addresses 10.NET.0.1 and fdNET::1 and the neighbours .2 and ::2
vlan() {
	ns gw1 ip -batch - <<-END
		link set $1 up
		address add 10.$2.0.1/24 dev $1
		address add fd$2::1/64 dev $1 nodad
		neighbor add 10.$2.0.2 lladdr 02:00:00:00:00:02 dev $1
		neighbor add fd$2::2 lladdr 02:00:00:00:00:02 dev $1
	END
}

for n in 4 6; do
	ns gw1 ip -batch - <<-END
		link add link e$n name e$n.5 type vlan id 5
		link add link e$n name e$n.6 type vlan id 6 proto 802.1ad
		link set e$n.6 up
		link add link e$n.6 name e$n.6.7 type vlan id 7
	END
	vlan e$n.5 5$n
	vlan e$n.6.7 7$n
done

# Only the first echo request counts. The key identifies its tunnel.
key=''
# header DESC EXPR PING-ARGUMENT...     claims that EXPR holds for the outer header of a ping
header() {
	local desc=$1 expr=$2
	shift 2
	wire_seen "$desc" u0 "g and g.key == $key and i and $expr" ns gw1 ping -n -c 1 -W 0.2 "$@"
}

change() {
	ns gw1 ip link change "$1" type gre2890 "${@:2}"
}

# dsfield DEV WORD FIELD TO4 TO6     makes the claims for TOS or traffic class, which Scapy calls FIELD
dsfield() {
	local dev=$1 word=$2 field=$3 to how="$1, $2"
	change "$dev" "$word" 0
	header "$how 0: the inner DSCP is not copied" "i.tos == 0x48 and o.$field == 0" -Q 0x48 "$4"
	change "$dev" "$word" 0x28
	header "$how 0x28: the value is fixed" "i.tos == 0x48 and o.$field == 0x28" -Q 0x48 "$4"
	for to in 1 2 3; do
		header "$how 0x28: ECN field $to is copied" "i.tos == 0x4$to and o.$field == 0x28 + $to" \
			-Q "0x4$to" "$4"
	done
	header "$how 0x28: ECT of an inner IPv6 header is copied" 'i.tc == 2 and o.'"$field == 0x2a" -Q 2 "$5"
	header "$how 0x28: CE of an inner IPv6 header is copied" 'i.tc == 3 and o.'"$field == 0x2b" -Q 3 "$5"
	change "$dev" "$word" inherit
	header "$how inherit: the value is copied from IPv4" "o.$field == 0x48" -Q 0x48 "$4"
	header "$how inherit: ECN is copied with it" "o.$field == 0x4b" -Q 0x4b "$4"
	header "$how inherit: the value is copied from IPv6" "i.tc == 0x48 and o.$field == 0x48" -Q 0x48 "$5"
}

# ttl DEV FIELD TO4 TO6              makes the claims for the TTL or hop limit
ttl() {
	local dev=$1 field=$2
	change "$dev" ttl inherit
	header "$dev, ttl inherit: the TTL is copied from IPv4" "i.ttl == 33 and o.$field == 33" -t 33 "$3"
	header "$dev, ttl inherit: the hop limit is copied from IPv6" "i.hlim == 34 and o.$field == 34" -t 34 "$4"
	change "$dev" ttl 77
	header "$dev, ttl 77: the value is fixed" "i.ttl == 33 and o.$field == 77" -t 33 "$3"
}

# tags DEV FIELD TTL            makes the claims for values inherited from a packet behind VLAN tags
tags() {
	local dev=$1 field=$2 ttl=$3 family=${1#e} how net tag
	for net in 5 7; do
		how="$dev, one tag" tag='p[Dot1Q].vlan == 5'
		[[ $net == 5 ]] || how="$dev, two tags" tag='p[Dot1AD].vlan == 6 and p[Dot1Q].vlan == 7'
		net=$net$family
		header "$how, inherit: values are copied from IPv4" "$tag and o.$field == 0x4a and o.$ttl == 33" \
			-Q 0x4a -t 33 "10.$net.0.2"
		header "$how, inherit: values are copied from IPv6" "$tag and o.$field == 0x4b and o.$ttl == 34" \
			-Q 0x4b -t 34 "fd$net::2"
	done
}

# ---- IPv4 underlay --------------------------------------------------------------------------------------

key=1
ttl t4 ttl 10.4.0.2 fd04::2
dsfield t4 tos tos 10.4.0.2 fd04::2
header "t4: a packet with DF has an identification, too" 'o.flags.DF and o.id' 10.4.0.2
change t4 nopmtudisc ttl 64
header "t4, nopmtudisc: a packet without DF has an identification, for fragments" 'not o.flags.DF and o.id' -M dont 10.4.0.2

key=3
change e4 tos inherit ttl inherit
header "e4, inherit: values are copied from an IPv4 packet in a frame" 'o.tos == 0x4a and o.ttl == 33' -Q 0x4a -t 33 10.5.0.2
tags e4 tos ttl
change e4 nopmtudisc ttl 64
for net in 5 54 74; do
	header "e4, nopmtudisc: DF of a packet to 10.$net.0.2 is copied" 'i.flags.DF and o.flags.DF' -M do 10.$net.0.2
	header "e4, nopmtudisc: a packet to 10.$net.0.2 without DF gets none" 'not i.flags.DF and not o.flags.DF' -M dont 10.$net.0.2
done
change e4 pmtudisc ttl inherit
ns gw1 ip link set e4 down
ns gw1 ip link set e4 up
wire_seen "e4, inherit: a frame without IP has the host's default TTL" u0 \
	'g.key == 3 and ARP in p and o.ttl == 64 and o.tos == 0' ns gw1 ping -n -c 1 -W 0.2 10.5.0.3

# ---- IPv6 underlay --------------------------------------------------------------------------------------

key=4
change e6 tclass inherit hoplimit inherit
tags e6 tc hlim
key=2
header "t6: GRE directly follows the IPv6 header" 'o.nh == 47' 10.6.0.2
change t6 encaplimit 5
header "t6, encaplimit 5: the limit is in a destination option" \
	'o.nh == 60 and p[IPv6ExtHdrDestOpt].nh == 47 and bytes(p[IPv6ExtHdrDestOpt])[2:5] == b"\4\1\5"' 10.6.0.2
change t6 encaplimit none
ttl t6 hlim 10.6.0.2 fd06::2
dsfield t6 tclass tc 10.6.0.2 fd06::2
change t6 tclass 0
header "t6: no flow label without auto_flowlabels" 'o.fl == 0' 10.6.0.2
sysctls gw1 net.ipv6.auto_flowlabels=1
header "t6: with auto_flowlabels the flow label is a hash of the flow" 'o.fl != 0' 10.6.0.2
change t6 flowlabel 0xabcde
header "t6, flowlabel 0xabcde: the value is fixed" 'o.fl == 0xabcde and o.tc == 0' 10.6.0.2
change t6 tclass 0x28
header "t6, flowlabel 0xabcde, tclass 0x28: both values are fixed" 'o.fl == 0xabcde and o.tc == 0x28' 10.6.0.2
change t6 flowlabel inherit
header "t6, flowlabel inherit: the value is copied from IPv6" 'i.fl == 0x12345 and o.fl == 0x12345 and o.tc == 0x28' \
	-F 0x12345 fd06::2

# ---- the tunnel encapsulation limit of an inner packet (RFC 2473 4.1.1) ---------------------------------

ns gw2 ip address add 2001:db8::3/64 dev u0 nodad
if modprobe -q ip6_gre; then
	ns gw1 ip -batch - <<-END
		link add s6 type ip6gre local 2001:db8::1 remote 2001:db8::3 key 6 encaplimit none
		link set s6 up
		address add fd08::1/64 dev s6 nodad
	END
fi
wire listen lo "$PFX-gw1" lo
change t6 flowlabel 0 tclass 0
declare -A inside=([t6]=fd06 [s6]=fd08 [t4]=fd04 [e6.5]=fd56)

# options N                     prints a destination options header with the limit N, for Scapy
options() {
	printf 'IPv6ExtHdrDestOpt(options=[HBHOptUnknown(otype=4, optlen=1, optdata=bytes([%s]))])' "$1"
}

# limited DEV HEADERS           sends an IPv6 packet with these extension headers through DEV
limited() {
	wire send "$PFX-gw1" "IPv6(src='${inside[$1]}::1', dst='${inside[$1]}::2')/$2/UDP(dport=9)"
}

# sent DESC DEV HEADERS EXPR    claims that such a packet gets an outer header for which EXPR holds
sent() {
	wire_seen "$1" u0 "g and g.key == $key and i and i.dst == '${inside[$2]}::2' and $4" limited "$2" "$3"
}

# outer N                       prints an expression: the outer header has the limit N
outer() {
	echo "o.nh == 60 and bytes(p[IPv6ExtHdrDestOpt])[2:5] == bytes([4, 1, $1])"
}

# limits DEV HOW DEFAULT        makes the claims for limits; DEFAULT holds for the outer header if the packet has none
limits() {
	local how="$1, $2"
	sent "$how: a limit of 5 gives an outer one of 4" "$1" "$(options 5)" "$(outer 4)"
	sent "$how: a limit of 1 gives an outer one of 0" "$1" "$(options 1)" "$(outer 0)"
	wire_seen "$how: the sender of a limit of 0 gets an error with the position of the limit" lo \
		"p[ICMPv6ParamProblem].code == 0 and p[ICMPv6ParamProblem].ptr == 44 and p[IPv6].dst == '${inside[$1]}::1'" \
		limited "$1" "$(options 0)"
	check_fail "$how: a packet with a limit of 0 is not sent" wire seen u0 0 "g.key == $key and i.dst == '${inside[$1]}::2'"
	sent "$how: a limit in the third header counts" "$1" \
		"IPv6ExtHdrHopByHop()/IPv6ExtHdrDestOpt()/$(options 9)" "$(outer 8)"
	sent "$how: a limit of two octets does not count" "$1" \
		"IPv6ExtHdrDestOpt(options=[HBHOptUnknown(otype=4, optlen=2, optdata=bytes(2))])" "$3"
	sent "$how: a limit in a later fragment does not count" "$1" "IPv6ExtHdrFragment(offset=9, nh=60)/$(options 0)" "$3"
}

limits t6 "encaplimit none" "o.nh == 47"
reason_rises "t6: a packet with a limit of 0 is counted" gw1 t6 tx_drop_encap_limit limited t6 "$(options 0)"
reason_stays "t6: a packet with a limit of 1 is not" gw1 t6 tx_drop_encap_limit limited t6 "$(options 1)"
change t6 encaplimit 7
sent "t6, encaplimit 7: a limit of 5 gives an outer one of 4" t6 "$(options 5)" "$(outer 4)"
key=4
sent "e6.5, mode ether: a limit of 5 gives an outer one of 4" e6.5 "$(options 5)" "$(outer 4)"
reason_rises "e6.5, mode ether: a limit of 0 is counted" gw1 e6 tx_drop_encap_limit limited e6.5 "$(options 0)"
key=1
reason_stays "t4: over IPv4 a limit of 0 does not count" gw1 t4 tx_drop_encap_limit limited t4 "$(options 0)"
sent "t4: a packet with a limit of 0 is sent" t4 "$(options 0)" "i.nh == 60"
key=6
if [[ -d /sys/module/ip6_gre ]]; then
	limits s6 "the stock kind" "o.nh == 47"
else
	skip "limits of the stock kind" "module ip6_gre is missing"
fi
