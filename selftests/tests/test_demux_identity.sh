#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The identity of a packet's tunnel: family of the underlay, both addresses, key present or not, key. Each tunnel sends
# its own identity. Beside each packet that is delivered there is one that differs in one part alone.
#
# Topology: verdict_topology. gw1 has a second address, .5 or ::5. gw2 also sends packets with the source .3 or ::3. The
# last digit of a tunnel's name is the family of the underlay:
#
#   tnone: no key    tzero: key 0    tseven: key 7    tmax: key 4294967294    tquad: key 1.2.3.4
#   tthree: key 7, remote .3         tfive: key 7, local .5
#   tasym: ikey 20 okey 21           tback: ikey 21 okey 20
#   tin: ikey 22, sends no key       tout: okey 22, receives no key, remote .4
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/verdict.sh
. "$LIB/verdict.sh"
need root module:gre2890 python3 gre2890

# tunnels UNDERLAY NET      makes the tunnels; NET is an address without its last digit
tunnels() {
	local device ends="local ${2}1 remote ${2}2" n=0
	ns gw1 ip -batch - <<-END
		address add ${2}5/24 dev u0
		link add tnone$1 type gre2890 $ends
		link add tzero$1 type gre2890 $ends key 0
		link add tseven$1 type gre2890 $ends key 7
		link add tmax$1 type gre2890 $ends key 4294967294
		link add tquad$1 type gre2890 $ends key 1.2.3.4
		link add tthree$1 type gre2890 local ${2}1 remote ${2}3 key 7
		link add tfive$1 type gre2890 local ${2}5 remote ${2}2 key 7
		link add tasym$1 type gre2890 $ends ikey 20 okey 21
		link add tback$1 type gre2890 $ends ikey 21 okey 20
		link add tin$1 type gre2890 $ends ikey 22
		link add tout$1 type gre2890 local ${2}1 remote ${2}4 okey 22
		neigh add ${2}3 dev u0 lladdr 02:00:00:00:00:02 nud permanent
		neigh add ${2}4 dev u0 lladdr 02:00:00:00:00:02 nud permanent
	END
	for device in none zero seven max quad three five asym back in out; do
		echo "address add 10.$1.$((++n)).1/24 dev t$device$1"
		echo "link set t$device$1 up"
	done >"$WORK/up"
	ns gw1 ip -batch "$WORK/up"
}

# table UNDERLAY NET        makes the claims
table() {
	verdicts "$1" <<-END
	IPv@: a packet without a key                    | tnone@                       | over=@
	IPv@: key 0 differs from no key                 | tzero@                       | over=@ key=0
	IPv@: a packet with key 7                       | tseven@                      | over=@ key=7
	IPv@: all bits of the key count                 | tmax@                        | over=@ key=0xfffffffe
	IPv@: a key written as an address               | tquad@                       | over=@ key=0x01020304
	IPv@: this key with its octets reversed         | netns rx_no_tunnel, stack    | over=@ key=0x04030201
	IPv@: a key that no tunnel has                  | netns rx_no_tunnel, stack    | over=@ key=8
	IPv@: key 7 from another source                 | tthree@                      | over=@ key=7 src=${2}3
	IPv@: no key from this source                   | netns rx_no_tunnel, stack    | over=@ src=${2}3
	IPv@: key 7 from a third source                 | netns rx_no_tunnel, stack    | over=@ key=7 src=${2}6
	IPv@: key 7 to another address                  | tfive@                       | over=@ key=7 dst=${2}5
	IPv@: key 7 with both addresses changed         | netns rx_no_tunnel, stack    | over=@ key=7 src=${2}3 dst=${2}5
	IPv@: ikey is the key received                  | tasym@                       | over=@ key=20
	IPv@: okey is not                               | tback@                       | over=@ key=21
	IPv@: a tunnel with ikey alone                  | tin@                         | over=@ key=22
	IPv@: a tunnel with okey alone receives no key  | tout@                        | over=@ src=${2}4
	IPv@: and does not receive okey                 | netns rx_no_tunnel, stack    | over=@ key=22 src=${2}4
	IPv@: key 7 with checksum and sequence number   | tseven@                      | over=@ key=7 csum seq=3
	IPv@: key 0 with checksum and sequence number   | tzero@                       | over=@ key=0 csum seq=3
	IPv@: no key, with checksum and sequence number | tnone@                       | over=@ csum seq=3
	IPv@: sent without key                          | ${2}1 > ${2}2                | tx=tnone@ to=10.@.1.2
	IPv@: sent with key 0                           | ${2}1 > ${2}2 key 0          | tx=tzero@ to=10.@.2.2
	IPv@: sent with key 7                           | ${2}1 > ${2}2 key 7          | tx=tseven@ to=10.@.3.2
	IPv@: sent with all bits of the key             | ${2}1 > ${2}2 key 4294967294 | tx=tmax@ to=10.@.4.2
	IPv@: sent with a key written as an address     | ${2}1 > ${2}2 key 16909060   | tx=tquad@ to=10.@.5.2
	IPv@: sent to another remote                    | ${2}1 > ${2}3 key 7          | tx=tthree@ to=10.@.6.2
	IPv@: sent from another local                   | ${2}5 > ${2}2 key 7          | tx=tfive@ to=10.@.7.2
	IPv@: okey is the key sent                      | ${2}1 > ${2}2 key 21         | tx=tasym@ to=10.@.8.2
	IPv@: ikey is not                               | ${2}1 > ${2}2 key 20         | tx=tback@ to=10.@.9.2
	IPv@: a tunnel with ikey alone sends no key     | ${2}1 > ${2}2                | tx=tin@ to=10.@.10.2
	IPv@: okey alone sends okey                     | ${2}1 > ${2}4 key 22         | tx=tout@ to=10.@.11.2
	END
}

verdict_topology
tunnels 4 192.0.2.
tunnels 6 2001:db8::
table 4 192.0.2.
table 6 2001:db8::

refused "the same identity twice is not had" "tseven4" \
	ns gw1 ip link add tagain type gre2890 local 192.0.2.1 remote 192.0.2.2 key 7
refused "nor key 0 twice" "tzero6" \
	ns gw1 ip link add tagain type gre2890 local 2001:db8::1 remote 2001:db8::2 key 0
