#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# ICMP and ICMPv6 errors from the underlay are counted and reported to the inner sender, but only if they quote a packet
# that the tunnel could have sent.
# Topology: path_topology, with a path MTU of 1400. Between gw1 and gw2 for each family F: tF (key F), aF (ikey 1F, okey
# 2F), nF (key 3F, oseq), and a stock tunnel gF (key 9F).
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/path.sh
. "$LIB/path.sh"
need root module:gre2890 python:scapy ping nft
# The stock tunnel comes last. Until then no other module handles errors about GRE.
modprobe -q -r ip_gre ip6_gre || true

path_topology
wire_open
wire listen h1 "$PFX-h1" h0
for family in 4 6; do
	path_tunnel $family t$family $family key $family ttl 64
	ns gw1 ip link add a$family type gre2890 local "$(near $family)" remote "$(far $family)" \
		ikey 1$family okey 2$family ttl 64
	ns gw1 ip link add n$family type gre2890 local "$(near $family)" remote "$(far $family)" \
		key 3$family oseq ttl 64
	ns gw1 ip -batch - <<-END
		link set a$family up
		address add 10.2$family.0.1/24 dev a$family
		link set n$family up
		address add 10.3$family.0.1/24 dev n$family
	END
done

# The far end sends no ICMP errors about keys without a tunnel.
ns gw2 nft -f - <<-END
	table inet silence {
		chain output {
			type filter hook output priority 0
			icmp type destination-unreachable drop
		}
	}
END

# quote FAMILY KEY [WORD=VALUE...]      prints a quoted packet, as far as an ICMP error has it; words change its fields
quote() {
	local family=$1 key=$2 ip=IP rest=proto=47 field
	shift 2
	[[ $family == 4 ]] || ip=IPv6 rest=nh=47
	local src dst
	src="src='$(near "$family")'"
	dst="dst='$(far "$family")'"
	for field; do
		case $field in
		src=*) src=$field ;;
		dst=*) dst=$field ;;
		*) rest+=,$field ;;
		esac
	done
	echo "$ip($src,$dst,$rest)/GRE(key_present=1,key=$key,proto=0x800)/Raw(bytes(60))"
}

# quote_big FAMILY KEY [OCTETS] [DF]    the same for a packet of 1400 octets with DF
quote_big() {
	if [[ $1 == 4 ]]; then
		quote 4 "$2" "len=${3:-1400}" "flags='${4-DF}'"
	else
		quote 6 "$2" "plen=$((${3:-1400} - 40))"
	fi
}

# quote_number FAMILY NUMBER    the same for a packet of nF with this sequence number
quote_number() {
	quote "$1" "3$1" | sed "s/proto=0x800/&,seqnum_present=1,sequence_number=$2/"
}

# error FAMILY ICMP-ARGUMENTS QUOTE     sends an ICMP error from the router
error() {
	if [[ $1 == 4 ]]; then
		wire send "$PFX-r" "IP(src='192.0.2.254',dst='192.0.2.1')/ICMP($2)/$3"
	else
		wire send "$PFX-r" "IPv6(src='2001:db8::fe',dst='2001:db8::1')/$2/$3"
	fi
}

# ---- what the underlay really says ----------------------------------------------------------------------

# answered NS ADDRESS REGEX     pings ADDRESS twice: one ping causes the error and the other reports it
answered() {
	ns "$1" ping -n -c 2 -i 0.3 -W 1 "$2" >"$WORK/answers" 2>&1 || true
	grep -E "$3" "$WORK/answers"
}

for family in 4 6; do
	how="IPv$family underlay"
	dev=t$family
	check "$how: the tunnel works" poll 5 ping_size h1 56 -W 1 10.$family.0.2

	# No route beyond the router
	ns r ip route replace unreachable "$(far $family)"
	reason_rises "$how: a destination unreachable error is counted" gw1 $dev icmp_unreach ping_size h1 56 -W 1 10.$family.0.2
	check "$how: it is reported to an IPv4 sender" poll 5 answered h1 10.$family.0.2 'Host Unreachable'
	check "$how: it is reported to an IPv6 sender" poll 5 answered h1 fd$family::2 'Address unreachable'
	ns r ip route del unreachable "$(far $family)"
	check "$how: the tunnel works again when the path does" poll 10 ping_size h1 56 -W 1 10.$family.0.2

	# A fixed TTL too small for the path
	ns gw1 ip link change $dev type gre2890 ttl 1
	reason_rises "$how: a time exceeded error is counted" gw1 $dev icmp_time_exceeded \
		ping_size h1 56 -W 1 10.$family.0.2
	check "$how: it is reported" poll 5 answered h1 10.$family.0.2 'Host Unreachable'
	ns gw1 ip link change $dev type gre2890 ttl inherit
	poll 10 ping_size h1 56 -W 1 10.$family.0.2 || true
	reason_rises "$how: a time exceeded error is counted with an inherited TTL" gw1 $dev icmp_time_exceeded \
		ping_size h1 56 -W 1 -t 2 10.$family.0.2
	check_fail "$how: it is not reported, as the sender chose this TTL" \
		answered h1 10.$family.0.2 'Host Unreachable'
	ns gw1 ip link change $dev type gre2890 ttl 64
done

# ---- what anyone may claim ------------------------------------------------------------------------------

# not_learnt FAMILY DESC        claims that the route to the remote has no path MTU
not_learnt() {
	if [[ -d /sys/module/ip_gre && $1 == 4 ]]; then
		skip "$2" "ip_gre is loaded, and learns from what quotes any GRE packet"
	else
		equal "$2" "$(route_mtu gw1 "$(far "$1")")" ''
	fi
}

# forged FAMILY TOO-BIG UNREACHABLE UNREACHABLE-WITH-WRONG-CHECKSUM STRANGER
# Claims that a correct error counts, and that the same error with one wrong field does not.
forged() {
	local family=$1 big=$2 unreach=$3 wrong=$4 how="IPv$1" dev=t$1 far
	far=$(far "$family")
	reason_rises "$how: an unreachable error that quotes a packet of the tunnel counts" gw1 "$dev" icmp_unreach \
		error "$family" "$unreach" "$(quote "$family" "$family")"
	reason_rises "$how: an unreachable error that quotes a frame counts" gw1 "$dev" icmp_unreach \
		error "$family" "$unreach" "$(quote "$family" "$family" | sed 's/0x800/0x6558/')"
	reason_stays "$how: an error that quotes ERSPAN, which no tunnel carries, does not count" gw1 "$dev" icmp_unreach \
		error "$family" "$unreach" "$(quote "$family" "$family" | sed 's/0x800/0x88be/')"
	reason_stays "$how: an error that quotes another key does not count" gw1 "$dev" icmp_unreach \
		error "$family" "$unreach" "$(quote "$family" 77)"
	reason_stays "$how: an error that quotes another source does not count" gw1 "$dev" icmp_unreach \
		error "$family" "$unreach" "$(quote "$family" "$family" "src='$5'")"
	reason_stays "$how: an error that quotes another destination does not count" gw1 "$dev" icmp_unreach \
		error "$family" "$unreach" "$(quote "$family" "$family" "dst='$5'")"
	reason_stays "$how: an error that quotes a packet without a key does not count" gw1 "$dev" icmp_unreach \
		error "$family" "$unreach" "$(quote "$family" 0 | sed 's/key_present=1,key=0,//')"
	reason_stays "$how: an error that quotes GRE version 1 does not count" gw1 "$dev" icmp_unreach \
		error "$family" "$unreach" "$(quote "$family" "$family" | sed 's/key_present/version=1,key_present/')"
	reason_stays "$how: an error that ends inside the quoted GRE header does not count" gw1 "$dev" icmp_unreach \
		error "$family" "$unreach" "Raw(bytes($(quote "$family" "$family"))[:$((family == 4 ? 24 : 44))])"
	reason_stays "$how: an error with a wrong ICMP checksum does not count" gw1 "$dev" icmp_unreach \
		error "$family" "$wrong" "$(quote "$family" "$family")"

	ns gw1 ip "-$family" route flush cache
	reason_stays "$how: a too big error that quotes another key does not count" gw1 "$dev" icmp_too_big \
		error "$family" "$big" "$(quote_big "$family" 77)"
	not_learnt "$family" "$how: the path MTU is not learned"
	reason_stays "$how: a too big error about a packet that fits does not count" gw1 "$dev" icmp_too_big \
		error "$family" "$big" "$(quote_big "$family" "$family" 1350)"
	not_learnt "$family" "$how: the path MTU is not learned"
	reason_rises "$how: it counts as implausible" gw1 "$dev" icmp_implausible \
		error "$family" "$big" "$(quote_big "$family" "$family" 1350)"
	reason_rises "$how: a too big error about a packet of the tunnel counts" gw1 "$dev" icmp_too_big \
		error "$family" "$big" "$(quote_big "$family" "$family" 1351)"
	check "$how: the path MTU is learned" poll 2 route_mtu_is gw1 "$far" 1350

	reason_rises "$how: with different keys an error that quotes the sent key counts" gw1 "a$family" icmp_unreach \
		error "$family" "$unreach" "$(quote "$family" "2$family")"
	reason_stays "$how: with different keys an error that quotes the received key does not count" gw1 "a$family" icmp_unreach \
		error "$family" "$unreach" "$(quote "$family" "1$family")"
}

forged 4 'type=3,code=4,nexthopmtu=1350' 'type=3,code=1' 'type=3,code=1,chksum=0x1234' 203.0.113.9
forged 6 'ICMPv6PacketTooBig(mtu=1350)' 'ICMPv6DestUnreach(code=0)' 'ICMPv6DestUnreach(code=0,cksum=0x1234)' \
	2001:db8:9::9
# Quotes of packets that the tunnel cannot have sent
ns gw1 ip -4 route flush cache
reason_stays "IPv4: a too big error about a packet without DF does not count" gw1 t4 icmp_too_big \
	error 4 'type=3,code=4,nexthopmtu=1300' "$(quote_big 4 4 1400 '')"
not_learnt 4 "IPv4: the path MTU is not learned"
reason_rises "IPv4: it counts as implausible" gw1 t4 icmp_implausible \
	error 4 'type=3,code=4,nexthopmtu=1300' "$(quote_big 4 4 1400 '')"
ns gw1 ip link change t4 type gre2890 nopmtudisc ignore-df
reason_rises "IPv4: a too big error about a packet with DF is implausible if the tunnel sends none" gw1 t4 icmp_implausible \
	error 4 'type=3,code=4,nexthopmtu=1300' "$(quote_big 4 4)"
not_learnt 4 "IPv4: the path MTU is not learned from it"
ns gw1 ip link change t4 type gre2890 pmtudisc noignore-df

# grows_old FAMILY ERROR        claims that an error about the first packet is ignored once many more were sent
grows_old() {
	local before
	ns gw1 ping -n -q -c 1 -W 0.1 "10.3$1.0.2"
	before=$(reason gw1 "n$1" icmp_implausible)
	error "$1" "$2" "$(quote_number "$1" 0)"
	lib_above gw1 "n$1" icmp_implausible "$before"
}

# numbered FAMILY UNREACHABLE
numbered() {
	local how="IPv$1, numbered" dev=n$1
	ns gw1 ping -n -q -c 3 -i 0.1 -W 0.1 "10.3$1.0.2" >/dev/null || true
	reason_rises "$how: an error about a packet just sent counts" gw1 "$dev" icmp_unreach \
		error "$1" "$2" "$(quote_number "$1" 2)"
	reason_rises "$how: an error about a packet not sent yet is implausible" gw1 "$dev" icmp_implausible \
		error "$1" "$2" "$(quote_number "$1" 1000)"
	reason_rises "$how: an error about a packet without a sequence number is implausible" gw1 "$dev" icmp_implausible \
		error "$1" "$2" "$(quote "$1" "3$1")"
	check "$how: an error about a packet sent long ago is implausible" poll 60 grows_old "$1" "$2"
}

numbered 4 'type=3,code=1'
numbered 6 'ICMPv6DestUnreach(code=0)'
reason_rises "IPv4, numbered: an error that quotes the minimum of RFC 792 counts" gw1 n4 icmp_unreach \
	error 4 'type=3,code=1' "Raw(bytes($(quote_number 4 1000))[:28])"
reason_rises "IPv6, numbered: an error that quotes so little is implausible" gw1 n6 icmp_implausible \
	error 6 'ICMPv6DestUnreach(code=0)' "Raw(bytes($(quote_number 6 1000))[:48])"

# A hundred errors at once do not cause a hundred messages to the inner sender.
ns gw1 ip link add x4 type gre2890 local 192.0.2.1 remote 198.51.100.2 key 5 ttl 64
ns gw1 ip link set x4 up
ns gw1 ip address add 10.5.0.1/24 dev x4
for ((n = 0; n < 100; n++)); do
	error 4 'type=3,code=1' "$(quote 4 5)"
done
reason_is() { [[ $(reason "$1" "$2" "$3") -eq $4 ]]; }
check "IPv4: a hundred errors are counted" poll 5 reason_is gw1 x4 icmp_unreach 100
told=$(ns gw1 ping -n -c 100 -i 0.02 -W 1 10.5.0.2 | grep -c Unreachable || true)
check "IPv4: they are reported at most 64 times ($told)" test "$told" -gt 0 -a "$told" -le 64

reason_rises "IPv4: a parameter problem counts as other" gw1 t4 icmp_other error 4 'type=12' "$(quote 4 4)"
reason_rises "IPv6: a parameter problem counts as other" gw1 t6 icmp_other \
	error 6 'ICMPv6ParamProblem(code=0)' "$(quote 6 6)"
# The path changes the IP header of the packet.
reason_rises "IPv4: an error with a record route option counts" gw1 t4 icmp_unreach wire send "$PFX-r" \
	"IP(src='192.0.2.254',dst='192.0.2.1',options=[IPOption_RR(routers=['0.0.0.0'])])/ICMP(type=3,code=1)/$(quote 4 4)"
reason_stays "IPv4: an echo request that quotes a packet of the tunnel is no error" gw1 t4 icmp_other \
	error 4 'type=8' "$(quote 4 4)"
reason_stays "IPv6: an echo request that quotes a packet of the tunnel is no error" gw1 t6 icmp_other error 6 'ICMPv6EchoRequest()' "$(quote 6 6)"

# ---- errors behind extension headers ----------------------------------------------------------------------

# behind DESC HEADERS      claims that an error behind these headers counts, RFC 8200 4.1
behind() {
	reason_rises "IPv6: an error counts $1" gw1 t6 icmp_unreach \
		error 6 "$2/ICMPv6DestUnreach(code=0)" "$(quote 6 6)"
}

# stack_unreach            prints how many errors the stack has received
stack_unreach() {
	ns gw1 cat /proc/net/snmp6 | awk '$1 == "Icmp6InDestUnreachs" { print $2 }'
}

stack_above() {
	[[ $(stack_unreach) -gt $1 ]]
}

unknown="IPv6ExtHdrDestOpt(options=[HBHOptUnknown(otype=0x5e,optdata=b'')])"
behind "behind destination options" 'IPv6ExtHdrDestOpt()'
behind "behind hop-by-hop and two headers of destination options" \
	'IPv6ExtHdrHopByHop()/IPv6ExtHdrDestOpt()/IPv6ExtHdrDestOpt()'
behind "behind a routing header at its end" "IPv6ExtHdrRouting(addresses=['2001:db8::1'],segleft=0)"
behind "behind a fragment header of a whole packet" 'IPv6ExtHdrFragment()'
before=$(stack_unreach)
error 6 'IPv6ExtHdrDestOpt()/ICMPv6DestUnreach(code=0)' "$(quote 6 6)"
check "IPv6: the stack counts such an error as well" poll 2 stack_above "$before"
reason_stays "IPv6: an error behind a destination option that the host discards does not count" gw1 t6 icmp_unreach \
	error 6 "$unknown/ICMPv6DestUnreach(code=0)" "$(quote 6 6)"
reason_stays "IPv6: an error behind destination options with a wrong checksum does not count" gw1 t6 icmp_unreach \
	error 6 'IPv6ExtHdrDestOpt()/ICMPv6DestUnreach(code=0,cksum=0x1234)' "$(quote 6 6)"

# ---- a stock tunnel beside us ---------------------------------------------------------------------------

if modprobe -q ip_gre && modprobe -q ip6_gre; then
	for family in 4 6; do
		kind=$([[ $family == 4 ]] && echo gre || echo ip6gre)
		ns gw1 ip link add g$family type "$kind" local "$(near $family)" remote "$(far $family)" \
			key 9$family ttl 64
		ns gw1 ip -batch - <<-END
			link set g$family up
			address add 10.9$family.0.1/24 dev g$family
		END
		how="IPv$family"
		bad=$([[ $family == 4 ]] && echo 'type=3,code=1' || echo 'ICMPv6DestUnreach(code=0)')
		reason_stays "$how: an error about a stock tunnel's packet does not count for the gre2890 tunnel" gw1 t$family icmp_unreach \
			error $family "$bad" "$(quote $family 9$family)"
		check "$how: the stock tunnel reports it" answered gw1 10.9$family.0.2 'Unreachable'
		reason_rises "$how: with a stock tunnel beside it the gre2890 tunnel counts its own errors" gw1 t$family icmp_unreach \
			error $family "$bad" "$(quote $family $family)"
	done
else
	skip "errors for a stock tunnel beside that of gre2890" "ip_gre or ip6_gre is missing"
fi
