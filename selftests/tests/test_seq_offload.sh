#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Large packets through tunnels that send sequence numbers: they stay whole on a device that accepts them, and each segment
# gets its own number, without gap or duplicate. A peer of a stock kind and one of gre2890 in mode strict accept all.
#
#   +------------+    +----------------------------+                +----------------------------+    +------------+
#   | h1         |    | gw1                        |                |                        gw2 |    |         h2 |
#   |         h0 |----| h0      192.0.2.1    u0    |----------------|    u0 192.0.2.<100 + N>  h0|----| h0         |
#   |   10.8.0.2 |    | 10.8.0.1  2001:db8::1      |                |     2001:db8::1:<N>   .9.1 |    | 10.9.0.2   |
#   +------------+    +-- tN: 10.N.0.1, fd00:N::1 -+                +-- tN: 10.N.0.2, fd00:N::2 -+    +------------+
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/interop.sh
. "$LIB/interop.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
# shellcheck source=selftests/lib/offload.sh
. "$LIB/offload.sh"
need root module:gre2890 module:ip_gre module:ip6_gre python3 nft ethtool taskset

size=$((1 << 20))
kinds=('' gre gretap ip6gre ip6gretap ours ours6tap)
options=('' 'key 7 seq' 'csum seq' 'csum key 7 seq' 'key 7 seq' 'csum seq seq-mode strict' 'seq seq-mode strict')
pairs="1 2 3 4 5 6"

far() {
	case ${kinds[$1]} in
	*6*) echo "2001:db8::1:$1" ;;
	*) echo "192.0.2.$((100 + $1))" ;;
	esac
}

# ours N        prepares a pair with gre2890 at both ends, like interop_pair
ours() {
	local far near=192.0.2.1 mode=ip
	far=$(far "$1")
	[[ $far != *:* ]] || near=2001:db8::1
	[[ ${kinds[$1]} != *tap ]] || mode=ether
	interop_pair "$1" gre2890 ''
	sed -i "/ t$1 type/d" "$WORK/add1" "$WORK/add2"
	echo "link add t$1 type gre2890 local $near remote $far mode $mode ${options[$1]}" >>"$WORK/add1"
	echo "link add t$1 type gre2890 local $far remote $near mode $mode ${options[$1]}" >>"$WORK/add2"
	[[ $far != *:* ]] || sed -i "s|^address add 192.0.2.$((100 + $1)) .*|address add $far dev u0 nodad|" "$WORK/add2"
}

# transfers HOW SIZES [SUMS]    claims about TCP from gw1 to gw2 through each tunnel, over IPv4 and IPv6. SIZES is large or
# single: how the packets leave. With SUMS tunnels with csum must send right checksums, and the others none.
transfers() {
	local how=$1 sizes=$2 sums=${3:-} n address lines=() results right
	for n in $pairs; do
		lines+=("$PFX-gw1 $PFX-gw2 10.$n.0.2 $size" "$PFX-gw1 $PFX-gw2 fd00:$n::2 $size")
	done
	printf '%s\n' "${lines[@]}" |
		taskset -c 0 /usr/bin/python3 -SE "$LIB/transfer.py" >"$WORK/results" 2>"$WORK/transfer.err"
	mapfile -t results <"$WORK/results"
	for n in $pairs; do
		address=${kinds[n]}' '${options[n]}
		right=
		[[ -z $sums ]] || right=", {$([[ ${options[n]} == *csum* ]] && echo True || echo None)}"
		equal "$how: to $address: the data arrives unchanged over IPv4 and IPv6" \
			"${results[2 * n - 2]:-} ${results[2 * n - 1]:-$(<"$WORK/transfer.err")}" "same same"
		equal "$how: to $address: the sequence numbers have no gap or duplicate" \
			"$(inject "sent.tell('$(far "$n")', sums=bool('$sums'))")" "consecutive, $sizes$right"
	done
	for n in 5 6; do
		taken "$how: to ${kinds[n]} ${options[n]}" "$n"
	done
}

# due N         prints how many sequence numbers have been sent so far
due() {
	local far
	far=$(far "$1")
	inject "sent.due['$far'] if sent.tell('$far').startswith('consecutive') else 'not consecutive'"
}

# agree N       sets `due` and `counts`; do they agree? A neighbour probe in between may separate them
agree() {
	due=$(due "$1")
	counts=$(ns gw2 ethtool -S "t$1" | awk '
		/rx_seq_in_order|rx_seq_gaps|rx_seq_lost|rx_drop_/ && $2 { sub(/^ */, ""); print }' | xargs)
	[[ $counts == "rx_seq_in_order: $due" ]]
}

# taken HOW N   claims that the receiver has counted every number that was sent, each in order
taken() {
	local due counts
	poll 5 agree "$2" || true
	equal "$1: the receiver counts each number, all in order" "$counts" "rx_seq_in_order: $due"
}

inject_topology
silence gw1
silence gw2
for n in $pairs; do
	case ${kinds[n]} in
	ours*) ours "$n" ;;
	*) interop_pair "$n" "${kinds[n]}" "${options[n]}" ;;
	esac
done
for n in $pairs; do
	echo "link set t$n mtu 1400" | tee -a "$WORK/up1" >>"$WORK/up2"
done
let_be "from flows import *"
let_be "sent = Capture('$PFX-gw1', 'u0')"
interop_up

# ---- TCP from the gateway itself ------------------------------------------------------------------------

transfers "a device that takes large packets" large
for n in 5 6; do
	large_counter gw2 "t$n"
done
# Hardware would copy the number to every segment.
offloads gw1 u0 tx-sctp-segmentation off
transfers "a device that segments GRE by itself" single
for n in 5 6; do
	equal "from single segments: GRO merges those from ${kinds[n]}" "$(large gw2 "t$n")" large
done
offloads gw1 u0 tx-sctp-segmentation on tx-gre-segmentation off tx-gre-csum-segmentation off
transfers "a device that can't segment GRE" single
offloads gw1 u0 tx-gre-segmentation on tx-gre-csum-segmentation on tx off tso off gso off
equal "the decoder knows right checksums from wrong ones" \
	"$(inject "[decode(ip4(A4, B4, (GRE, bytes.fromhex('8000080077f' + digit + '0000')))).csum for digit in 'ef']")" \
	"[False, True]"
transfers "a device without offloads" single checksums
offloads gw1 u0 tx on tso on gso on

# ---- datagrams ------------------------------------------------------------------------------------------

# datagrams HOW N FAMILY SIZES      claims about 60 datagrams of 1000 octets, sent in two calls
datagrams() {
	local n=$2 to=10.$2.0.2
	[[ $3 == 4 ]] || to=fd00:$n::2
	let_be "sink = Sink('$PFX-gw2', '$to'); source = Source('$PFX-gw1', '$to')"
	let_be "source.send_large(30); source.send_large(30)"
	equal "$1: UDP over IPv$3 in large packets to ${kinds[n]}: all datagrams arrive, in order" \
		"$(inject "sink.many(60) == list(range(60))")" True
	equal "$1: they leave with consecutive sequence numbers" "$(inject "sent.tell('$(far "$n")', unit=1000)")" "consecutive, $4"
	let_be "sink.sock.close()"
}

for n in 1 4 5 6; do
	datagrams "a device that takes large packets" "$n" $((n & 1 ? 4 : 6)) large
done
offloads gw1 u0 tx-sctp-segmentation off
for n in 1 4 5 6; do
	datagrams "a device that segments GRE by itself" "$n" $((n & 1 ? 6 : 4)) single
done
offloads gw1 u0 tx-sctp-segmentation on
for n in 5 6; do
	taken "UDP to ${kinds[n]} ${options[n]}" "$n"
done

# ---- rewritten on the way -------------------------------------------------------------------------------

# gre2890 segments large packets that have its own type in skb->inner_protocol. Use this type in the GRE header, too.
ns gw1 ip -batch - <<END
link add mangled type gre2890 local 192.0.2.1 remote 192.0.2.99 oseq
link set mangled up
address add 10.99.0.1/24 dev mangled
neigh add 192.0.2.99 dev u0 lladdr 02:00:00:00:00:99
END
ns gw1 nft -f - <<END
table ip mangled {
	chain output {
		type filter hook output priority 0
		ip daddr 192.0.2.99 meta length > 2000 @th,16,16 set 0x88b5 counter
	}
}
END
offloads gw1 u0 tx-gre-segmentation off
let_be "source = Source('$PFX-gw1', '10.99.0.2'); source.send_large(30)"
check "a rule gives a large packet the type of our marks" grep -q 'packets 1 ' < <(ns gw1 nft list table ip mangled)
equal "the packet is not segmented" "$(inject "sent.numbers('192.0.2.99')")" "[]"
ns gw1 nft delete table ip mangled
let_be "source.send_large(30)"
equal "  and without the rule the next one is" "$(inject "sent.numbers('192.0.2.99') == list(range(30, 60))")" True
offloads gw1 u0 tx-gre-segmentation on

# ---- forwarded ------------------------------------------------------------------------------------------

ns_add h1 h2
for n in 1 2; do
	ip link add name h0 netns "$PFX-h$n" type veth peer name h0 netns "$PFX-gw$n"
	ns "gw$n" sysctl -qw net.ipv4.ip_forward=1
	ns "gw$n" ip -batch - <<-END
		link set h0 up
		address add 10.$((7 + n)).0.1/24 dev h0
		route add 10.$((10 - n)).0.0/24 via 10.5.0.$((3 - n))
	END
	ns "h$n" ip -batch - <<-END
		link set h0 up
		address add 10.$((7 + n)).0.2/24 dev h0
		route add default via 10.$((7 + n)).0.1
	END
done
large_counter gw1 h0

# forwarded HOW SIZES   claims that large packets from h1 reach h2
forwarded() {
	let_be "sink = Sink('$PFX-h2', '10.9.0.2'); source = Source('$PFX-h1', '10.9.0.2')"
	let_be "source.send_large(30); source.send_large(30)"
	equal "$1: all datagrams arrive, in order" "$(inject "sink.many(60) == list(range(60))")" True
	equal "$1: they arrive in large packets" "$(large gw1 h0)" large
	equal "$1: they leave with consecutive sequence numbers" "$(inject "sent.tell('$(far 5)', unit=1000)")" "consecutive, $2"
	taken "$1" 5
	let_be "sink.sock.close()"
}

ns h1 ping -q -c 1 -W 5 10.9.0.2 >/dev/null
forwarded "large datagrams of a host behind the gateway" large
# The gateway's GRO merges the segments of one burst, as a list or as one packet.
offloads h1 h0 tx-udp-segmentation off
offloads gw1 h0 gro on rx-udp-gro-forwarding on
forwarded "put together by GRO" large
offloads gw1 h0 rx-udp-gro-forwarding off rx-gro-list on
forwarded "put together as a list, which can't be numbered whole" single
# The same at the far end, which segments the merged packets again
offloads gw2 h0 tx off tso off gso off
offloads gw1 h0 rx-gro-list off rx-udp-gro-forwarding on
forwarded "segments made behind the far gateway" large
equal "TCP of a host: the data arrives unchanged" \
	"$(taskset -c 0 /usr/bin/python3 -SE "$LIB/transfer.py" <<<"$PFX-h1 $PFX-h2 10.9.0.2 $size" 2>&1)" same
equal "TCP of a host: it leaves with consecutive sequence numbers" "$(inject "sent.tell('$(far 5)')")" "consecutive, large"
taken "TCP of a host" 5

# A merged packet enters another tunnel, which segments it by its new headers.
labels="labels pushed behind the far gateway"
if lib_has module:act_mpls && lib_has module:mpls_gso; then
	offloads gw2 h0 tx on tso on gso on
	ns gw2 tc qdisc add dev h0 clsact
	ns gw2 tc filter add dev h0 egress protocol ip matchall action mpls push protocol mpls_uc label 5 ttl 64
	ns h2 tc qdisc add dev h0 clsact
	ns h2 tc filter add dev h0 ingress protocol mpls_uc matchall action mpls pop protocol ip
	forwarded "$labels" large
else
	skip "$labels" "no act_mpls or mpls_gso"
fi
