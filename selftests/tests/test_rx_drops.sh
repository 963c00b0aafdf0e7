#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Packets that a receiver must not accept, over both underlays: they are dropped, and counted under their reason only.
# Beside each of them there is an accepted packet that differs only in the reason.
#
# Topology: verdict_topology; gw1 has the tunnels, to gw2's addresses,
#
#   tplain: no key   tkey: key 7   tcsum: key 8 csum   tseq: key 9 seq   tether: key 10 mode ether
#   tdown: key 11, not up          tcs: key 12 csum seq
#
# The last digit of a tunnel's name is the family of the underlay.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/verdict.sh
. "$LIB/verdict.sh"
need root module:gre2890 python3 ethtool gre2890

tunnels() {
	local ends="local $2 remote $3"
	ns gw1 ip -batch - <<-END
		link add tplain$1 type gre2890 $ends
		link add tkey$1 type gre2890 $ends key 7
		link add tcsum$1 type gre2890 $ends key 8 csum
		link add tseq$1 type gre2890 $ends key 9 seq
		link add tether$1 type gre2890 $ends key 10 mode ether
		link add tdown$1 type gre2890 $ends key 11
		link add tcs$1 type gre2890 $ends key 12 csum seq
		link set tplain$1 up
		link set tkey$1 up
		link set tcsum$1 up
		link set tseq$1 up
		link set tether$1 up
		link set tcs$1 up
	END
}

verdict_topology
tunnels 4 192.0.2.1 192.0.2.2
tunnels 6 2001:db8::1 2001:db8::2

for underlay in 4 6; do
	verdicts $underlay <<-END
	IPv@: a packet without fields is accepted                 | tplain@                                                 | over=@
	IPv@: a packet with a key is accepted                     | tkey@                                                   | over=@ key=7
	IPv@: bit 1 is refused without a key                      | tplain@ rx_drop_reserved_bits                           | over=@ flags=0x4000
	IPv@: bit 1 is refused with a key                         | tkey@ rx_drop_reserved_bits                             | over=@ key=7 flags=0x4000
	IPv@: bit 4 is refused                                    | tkey@ rx_drop_reserved_bits                             | over=@ key=7 flags=0x0800
	IPv@: bit 5 is refused                                    | tkey@ rx_drop_reserved_bits                             | over=@ key=7 flags=0x0400
	IPv@: bit 6 is ignored                                    | tkey@                                                   | over=@ key=7 flags=0x0200
	IPv@: bit 7 is ignored                                    | tkey@                                                   | over=@ key=7 flags=0x0100
	IPv@: bit 8 is ignored                                    | tkey@                                                   | over=@ key=7 flags=0x0080
	IPv@: bit 9 is ignored                                    | tkey@                                                   | over=@ key=7 flags=0x0040
	IPv@: bit 10 is ignored                                   | tkey@                                                   | over=@ key=7 flags=0x0020
	IPv@: bit 11 is ignored                                   | tkey@                                                   | over=@ key=7 flags=0x0010
	IPv@: bit 12 is ignored                                   | tkey@                                                   | over=@ key=7 flags=0x0008
	IPv@: bits 6 to 12 are ignored together                   | tplain@                                                 | over=@ flags=0x03f8
	IPv@: version 1 with a key is left to PPTP                | netns rx_drop_version, stack                            | over=@ key=7 flags=1
	IPv@: version 1 without a key is refused                  | tplain@ rx_drop_version                                 | over=@ flags=1
	IPv@: version 2 is refused                                | tkey@ rx_drop_version                                   | over=@ key=7 flags=2
	IPv@: version 3 is refused                                | tkey@ rx_drop_version                                   | over=@ key=7 flags=3
	IPv@: version 4 is refused                                | tkey@ rx_drop_version                                   | over=@ key=7 flags=4
	IPv@: version 5 is refused                                | tkey@ rx_drop_version                                   | over=@ key=7 flags=5
	IPv@: version 6 is refused                                | tkey@ rx_drop_version                                   | over=@ key=7 flags=6
	IPv@: version 7 is refused                                | tplain@ rx_drop_version                                 | over=@ flags=7
	IPv@: a packet without a GRE header                       | netns rx_drop_truncated, stack                          | over=@ cut=0
	IPv@: a packet cut off in the protocol type               | netns rx_drop_truncated, stack                          | over=@ cut=3
	IPv@: a packet cut off before the checksum                | tplain@ rx_drop_truncated                               | over=@ csum cut=4
	IPv@: a packet cut off in the checksum field              | tplain@ rx_drop_truncated                               | over=@ csum cut=7
	IPv@: a packet cut off before the key                     | netns rx_drop_truncated, stack                          | over=@ key=7 cut=4
	IPv@: a packet cut off in the key                         | netns rx_drop_truncated, stack                          | over=@ key=7 cut=7
	IPv@: a packet cut off before the sequence number         | tseq@ rx_drop_truncated                                 | over=@ key=9 seq=0 cut=8
	IPv@: a packet cut off in the sequence number             | tcs@ rx_drop_truncated                                  | over=@ key=12 csum seq=0 cut=15
	IPv@: a packet without a payload                          | tkey@ rx_drop_payload_short                             | over=@ key=7 inner=0
	IPv@: a payload shorter than an IPv4 header               | tkey@ rx_drop_payload_short                             | over=@ key=7 inner=19
	IPv@: a payload shorter than an IPv6 header               | tkey@ rx_drop_payload_short                             | over=@ key=7 inner=39v6
	IPv@: a payload shorter than an Ethernet header           | tether@ rx_drop_payload_short                           | over=@ key=10 inner=13eth
	IPv@: a frame without any octet                           | tether@ rx_drop_payload_short                           | over=@ key=10 inner=0eth
	IPv@: a right checksum is accepted                        | tcsum@                                                  | over=@ key=8 csum
	IPv@: a right checksum of an odd number of octets         | tcsum@                                                  | over=@ key=8 csum pad=1
	IPv@: a wrong checksum                                    | tcsum@ rx_drop_checksum                                 | over=@ key=8 csum=bad
	IPv@: a wrong checksum of an odd number of octets         | tcsum@ rx_drop_checksum                                 | over=@ key=8 csum=bad pad=1
	IPv@: no checksum for a tunnel with icsum                 | tcsum@ rx_drop_no_checksum                              | over=@ key=8
	IPv@: a right checksum for a tunnel without icsum         | tkey@                                                   | over=@ key=7 csum
	IPv@: a wrong checksum for a tunnel without icsum         | tkey@ rx_drop_checksum                                  | over=@ key=7 csum=bad
	IPv@: the first sequence number                           | tseq@, tseq@ rx_seq_in_order                            | over=@ key=9 seq=5
	IPv@: the same sequence number again                      | tseq@ rx_drop_seq_duplicate                             | over=@ key=9 seq=5
	IPv@: the previous sequence number                        | tseq@ rx_drop_seq_old                                   | over=@ key=9 seq=4
	IPv@: the next sequence number                            | tseq@, tseq@ rx_seq_in_order                            | over=@ key=9 seq=6
	IPv@: a sequence number behind a gap                      | tseq@, tseq@ rx_seq_gaps, tseq@ rx_seq_lost x93         | over=@ key=9 seq=100
	IPv@: a sequence number in the gap                        | tseq@ rx_drop_seq_old                                   | over=@ key=9 seq=7
	IPv@: no sequence number for a tunnel with iseq           | tseq@ rx_drop_no_seq                                    | over=@ key=9
	IPv@: a sequence number half the range ahead              | tseq@, tseq@ rx_seq_gaps, tseq@ rx_seq_lost x2147483647 | over=@ key=9 seq=0x80000064
	IPv@: a sequence number more than half the range ahead    | tseq@ rx_drop_seq_old                                   | over=@ key=9 seq=0x65
	IPv@: the highest sequence number                         | tseq@, tseq@ rx_seq_gaps, tseq@ rx_seq_lost x2147483546 | over=@ key=9 seq=0xffffffff
	IPv@: then sequence number 0                              | tseq@, tseq@ rx_seq_in_order                            | over=@ key=9 seq=0
	IPv@: then the highest sequence number again              | tseq@ rx_drop_seq_old                                   | over=@ key=9 seq=0xffffffff
	IPv@: a sequence number for a tunnel without iseq         | tkey@                                                   | over=@ key=7 seq=5
	IPv@: the same again for a tunnel without iseq            | tkey@                                                   | over=@ key=7 seq=5
	IPv@: a packet with all fields is accepted                | tcs@, tcs@ rx_seq_in_order                              | over=@ key=12 csum seq=0
	IPv@: a packet with a wrong checksum changes no state     | tcs@ rx_drop_checksum                                   | over=@ key=12 csum=bad seq=9
	IPv@: so the next sequence number is still the next one   | tcs@, tcs@ rx_seq_in_order                              | over=@ key=12 csum seq=1
	IPv@: a payload of IPv6 is accepted                       | tkey@                                                   | over=@ key=7 inner=6
	IPv@: protocol type 0 is accepted                         | tkey@                                                   | over=@ key=7 proto=0
	IPv@: IS-IS, which is no EtherType, is accepted           | tkey@                                                   | over=@ key=7 proto=0x00fe
	IPv@: protocol type 4, which some peers send, is accepted | tkey@                                                   | over=@ key=7 proto=4
	IPv@: the highest type that is no EtherType is accepted   | tkey@                                                   | over=@ key=7 proto=0x05ff
	IPv@: a frame for mode ip is accepted unchanged           | tkey@                                                   | over=@ key=7 inner=ether
	IPv@: ERSPAN                                              | tkey@ rx_drop_payload_type                              | over=@ key=7 proto=0x88be
	IPv@: ERSPAN version 2                                    | tkey@ rx_drop_payload_type                              | over=@ key=7 proto=0x22eb
	IPv@: a frame for mode ether is accepted                  | tether@                                                 | over=@ key=10 inner=ether
	IPv@: IPv4 for mode ether                                 | tether@ rx_drop_payload_type                            | over=@ key=10
	IPv@: IPv6 for mode ether                                 | tether@ rx_drop_payload_type                            | over=@ key=10 inner=6
	IPv@: IS-IS for mode ether                                | tether@ rx_drop_payload_type                            | over=@ key=10 proto=0x00fe
	IPv@: ERSPAN for mode ether                               | tether@ rx_drop_payload_type                            | over=@ key=10 inner=ether proto=0x88be
	IPv@: a packet for a device that is down                  | tdown@ rx_drop_down                                     | over=@ key=11
	! link set tdown@ up
	IPv@: a packet for the device when it is up               | tdown@                                                  | over=@ key=11
	IPv@: a key that no tunnel has                            | netns rx_no_tunnel, stack                               | over=@ key=70
	IPv@: a key that no tunnel has, and a reserved bit        | netns rx_drop_reserved_bits, stack                      | over=@ key=70 flags=0x0800
	IPv@: a right key afterwards                              | tkey@                                                   | over=@ key=7
	END
done

equal "ethtool -S shows the counters" "$(ns gw1 ethtool -S tcs4 | awk '/: [1-9]/ { print $1, $2 }' | xargs)" \
	"rx_drop_truncated: 1 rx_drop_checksum: 1 rx_seq_in_order: 2"
