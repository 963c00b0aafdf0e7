#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# ECN by RFC 6040: the payload after decapsulation (4.2, figure 4) and the outer header after encapsulation (4.1, normal
# mode: a copy), for both underlays, IPv4 and IPv6 inside, packets and frames, also behind VLAN tags.
#
# Topology: verdict_topology; gw1 has tipN (key 7) and tethN (key 8, mode ether) over IPvN.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/verdict.sh
. "$LIB/verdict.sh"
need root module:gre2890 module:tun python3 gre2890

tunnels() {
	ns gw1 sh -c 'echo 0 >/proc/sys/net/ipv6/conf/default/disable_ipv6'
	ns gw1 ip -batch - <<-END
		link add tip$1 type gre2890 local $2 remote $3 key 7
		link add teth$1 arp off type gre2890 local $2 remote $3 key 8 mode ether
		address add 10.0.$1.1/24 dev tip$1
		address add fd00:0:$1::1/64 dev tip$1 nodad
		address add 10.1.$1.1/24 dev teth$1
		link set tip$1 up
		link set teth$1 up
	END
}

names=(Not-ECT 'ECT(1)' 'ECT(0)' CE)
# The result by RFC 6040: rows are the inner field, columns the outer one, both 0 to 3.
decapsulated=("0 0 0 drop" "1 1 1 3" "2 1 2 3" "3 3 3 3")

# decapsulation DEV WORDS      makes sixteen claims, with a payload whose DSCP must not change
decapsulation() {
	local inner outer row fate
	for inner in 0 1 2 3; do
		read -ra row <<<"${decapsulated[inner]}"
		for outer in 0 1 2 3; do
			fate="$1 rx_drop_ecn"
			[[ ${row[outer]} == drop ]] || fate="$1 tos $((0x28 + row[outer]))"
			echo "$1, $2: ${names[inner]} in ${names[outer]} | $fate |" \
				"$2 itos=$((0x28 + inner)) otos=$((0xb8 + outer))"
		done
	done
}

# behind_tags DEV WORDS...       claims that ECN works behind one or two tags, in whatever piece of memory they are
behind_tags() {
	local dev=$1 words="${*:2}" tags
	for tags in 5 6,7; do
		echo "$dev, $words: VLANs $tags, ECT(0) in CE | $dev tos 43 | $words tags=$tags itos=0x2a otos=3"
		echo "$dev, $words: VLANs $tags, ECT(0) in ECT(1) | $dev tos 41 | $words tags=$tags itos=0x2a otos=1"
		echo "$dev, $words: VLANs $tags, Not-ECT in CE | $dev rx_drop_ecn | $words tags=$tags itos=0x28 otos=3"
		echo "$dev, $words: VLANs $tags, Not-ECT in ECT(0) | $dev tos 40 | $words tags=$tags itos=0x28 otos=2"
	done
	echo "$dev, $words: three tags, Not-ECT in CE | $dev tos 40 | $words tags=5,6,7 itos=0x28 otos=3"
}

# truncated DEV WORDS...         claims that a tagged frame that ends in its IP header is dropped, and that one that ends in
# its second tag is delivered unchanged. The stack drops a frame that ends in its first tag.
truncated() {
	local dev=$1 words="${*:2}" ip=20 at
	[[ $words != *ether6* ]] || ip=40
	# GRE header, Ethernet header, tags
	for at in "5 26" "6,7 30"; do
		echo "$dev, $words: VLANs ${at% *}, the IP header lacks an octet | $dev rx_drop_payload_short |" \
			"$words tags=${at% *} itos=0x28 otos=3 cut=$((${at#* } + ip - 1))"
	done
	echo "$dev, $words: the second tag lacks an octet | $dev | $words tags=6,7 otos=3 cut=29"
}

encapsulation() {
	local inner
	for inner in 0 1 2 3; do
		echo "$1: the outer header copies ${names[inner]} of a packet to $4, not the DSCP |" \
			"$2 > $3$([[ $inner -eq 0 ]] || echo " tos $inner") | tx=$1 to=$4 itos=$((0x28 + inner))"
	done
}

verdict_topology
tunnels 4 192.0.2.1 192.0.2.2
tunnels 6 2001:db8::1 2001:db8::2

{
	for underlay in 4 6; do
		for inside in 4 6; do
			decapsulation tip$underlay "over=$underlay key=7 inner=$inside"
		done
		decapsulation teth$underlay "over=$underlay key=8 inner=ether"
		for inside in ether ether6; do
			behind_tags teth$underlay over=$underlay key=8 inner=$inside
			behind_tags teth$underlay over=$underlay key=8 inner=$inside pieces
			truncated teth$underlay over=$underlay key=8 inner=$inside pieces
		done
	done
	encapsulation tip4 192.0.2.1 "192.0.2.2 key 7" 10.0.4.2
	encapsulation tip4 192.0.2.1 "192.0.2.2 key 7" fd00:0:4::2
	encapsulation tip6 2001:db8::1 "2001:db8::2 key 7" 10.0.6.2
	encapsulation tip6 2001:db8::1 "2001:db8::2 key 7" fd00:0:6::2
	encapsulation teth4 192.0.2.1 "192.0.2.2 key 8" 10.1.4.2
	encapsulation teth6 2001:db8::1 "2001:db8::2 key 8" 10.1.6.2
} >"$WORK/table"
verdicts - <"$WORK/table"
