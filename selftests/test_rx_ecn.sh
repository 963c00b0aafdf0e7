#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# ECN by RFC 6040: what the payload says after decapsulation (4.2, figure 4), and the outer header after
# encapsulation (4.1, normal mode: a copy), for both underlays, IPv4 and IPv6 inside, packets and frames.
#
# The topology is gw_topology's, as verdict.sh has it: gw1 has tipN (key 7) and tethN (key 8, mode ether) over IPvN.
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/verdict.sh
. "$(dirname "$0")/verdict.sh"
need root module:gre2890 python3 gre2890

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
# What RFC 6040 makes of inner and outer: rows by the inner field, columns by the outer one, both 0 to 3
decapsulated=("0 0 0 drop" "1 1 1 3" "2 1 2 3" "3 3 3 3")

# decapsulation DEV WORDS      sixteen claims, of a payload with a DSCP besides, which stays
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
	done
	encapsulation tip4 192.0.2.1 "192.0.2.2 key 7" 10.0.4.2
	encapsulation tip4 192.0.2.1 "192.0.2.2 key 7" fd00:0:4::2
	encapsulation tip6 2001:db8::1 "2001:db8::2 key 7" 10.0.6.2
	encapsulation tip6 2001:db8::1 "2001:db8::2 key 7" fd00:0:6::2
	encapsulation teth4 192.0.2.1 "192.0.2.2 key 8" 10.1.4.2
	encapsulation teth6 2001:db8::1 "2001:db8::2 key 8" 10.1.6.2
} >"$WORK/table"
verdicts - <"$WORK/table"
