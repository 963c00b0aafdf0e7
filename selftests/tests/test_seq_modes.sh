#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Sequence numbers packet by packet, in each seq-mode and over both underlays: RFC 2890 2.2, the extensions of gre2890,
# and the counters.
#
# Topology: verdict_topology; gw1 has the tunnels, to gw2's addresses,
#
#   toff: key 1 seq-mode off, iseq     tstrict: key 2 seq-mode strict, without iseq
#   twin: key 3 seq-mode window, the last 4 numbers
#   tbuf: key 4 seq-mode reorder, a buffer for 3 packets, a timeout longer than the test
#   tres: key 5 strict, resynchronises after 3 packets     twres, tbres: keys 6 and 7, the same in window and reorder
#   tbit: key 8 seq-mode reorder, receives packets in pieces by a TAP of verdict.py
#
# The last digit of a tunnel's name is the family of the underlay.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/verdict.sh
. "$LIB/verdict.sh"
need root module:gre2890 module:tun python3 ethtool gre2890

tunnels() {
	local ends="local $2 remote $3"
	ns gw1 ip -batch - <<-END
		link add toff$1 type gre2890 $ends key 1 iseq seq-mode off
		link add tstrict$1 type gre2890 $ends key 2 seq-mode strict
		link add twin$1 type gre2890 $ends key 3 seq-mode window seq-window 4
		link add tbuf$1 type gre2890 $ends key 4 seq-mode reorder reorder-buffer 3 reorder-timeout 10000
		link add tres$1 type gre2890 $ends key 5 iseq seq-resync packets 3
		link add twres$1 type gre2890 $ends key 6 seq-mode window seq-window 4 seq-resync packets 3
		link add tbres$1 type gre2890 $ends key 7 seq-mode reorder reorder-timeout 10000 seq-resync packets 3
		link add tbit$1 type gre2890 $ends key 8 seq-mode reorder reorder-timeout 10000
		$(printf "link set %s$1 up\n" tbit toff tstrict twin tbuf tres twres tbres)
	END
}

verdict_topology
tunnels 4 192.0.2.1 192.0.2.2
tunnels 6 2001:db8::1 2001:db8::2

for underlay in 4 6; do
	verdicts $underlay <<-END
	IPv@: off: any number passes          | toff@ 5                        | over=@ order key=1 seq=5
	IPv@: and the same again              | toff@ 5                        | over=@ order key=1 seq=5
	IPv@: and one before                  | toff@ 4                        | over=@ order key=1 seq=4
	IPv@: but none, which iseq demands    | toff@ rx_drop_no_seq           | over=@ key=1

	IPv@: strict: the first number        | tstrict@ 7, tstrict@ rx_seq_in_order | over=@ order key=2 seq=7
	IPv@: strict: one without a number    | tstrict@                       | over=@ key=2
	IPv@: strict: the next                | tstrict@ 8, tstrict@ rx_seq_in_order | over=@ order key=2 seq=8
	IPv@: strict: the same again          | tstrict@ rx_drop_seq_duplicate | over=@ order key=2 seq=8
	IPv@: strict: a gap passes            | tstrict@ 11, tstrict@ rx_seq_gaps, tstrict@ rx_seq_lost x2 | over=@ order key=2 seq=11
	IPv@: strict: what comes late is old  | tstrict@ rx_drop_seq_old       | over=@ order key=2 seq=10

	IPv@: window: the first number        | twin@ 100, twin@ rx_seq_in_order | over=@ order key=3 seq=100
	IPv@: window: before the first        | twin@ rx_drop_seq_duplicate    | over=@ order key=3 seq=99
	IPv@: window: a gap passes            | twin@ 103, twin@ rx_seq_gaps   | over=@ order key=3 seq=103
	IPv@: window: a late one passes       | twin@ 102, twin@ rx_seq_late   | over=@ order key=3 seq=102
	IPv@: window: but once                | twin@ rx_drop_seq_duplicate    | over=@ order key=3 seq=102
	IPv@: window: the last again          | twin@ rx_drop_seq_duplicate    | over=@ order key=3 seq=103
	IPv@: window: further                 | twin@ 105, twin@ rx_seq_gaps   | over=@ order key=3 seq=105
	IPv@: window: behind the window       | twin@ rx_drop_seq_old          | over=@ order key=3 seq=101
	IPv@: window: its last place          | twin@ rx_drop_seq_duplicate    | over=@ order key=3 seq=102
	IPv@: window: what is missing in it   | twin@ 104, twin@ rx_seq_late   | over=@ order key=3 seq=104
	IPv@: window: one without a number    | twin@                          | over=@ key=3
	IPv@: window: far ahead, what left the memory is lost | twin@ 1105, twin@ rx_seq_gaps, twin@ rx_seq_lost x937 | over=@ order key=3 seq=1105

	IPv@: reorder: the first number       | tbuf@ 4967293, tbuf@ rx_seq_in_order | over=@ order key=4 seq=0xfffffffd
	IPv@: reorder: over the wrap, one early waits | tbuf@ rx_seq_gaps      | over=@ order key=4 seq=0xffffffff
	IPv@: reorder: so does one behind it  | tbuf@ rx_seq_in_order          | over=@ order key=4 seq=0
	IPv@: reorder: the same again does not | tbuf@ rx_drop_seq_duplicate   | over=@ order key=4 seq=0
	IPv@: reorder: without a number it does not wait | tbuf@               | over=@ key=4
	IPv@: reorder: the missing one, and all pass | tbuf@ 4967294 4967295 0, tbuf@ rx_seq_reordered | over=@ order key=4 seq=0xfffffffe
	IPv@: reorder: what has passed is old | tbuf@ rx_drop_seq_old          | over=@ order key=4 seq=0xfffffffe
	IPv@: reorder: the last is a duplicate | tbuf@ rx_drop_seq_duplicate   | over=@ order key=4 seq=0
	IPv@: reorder: a gap waits            | tbuf@ rx_seq_gaps              | over=@ order key=4 seq=5
	IPv@: reorder: another                | tbuf@ rx_seq_gaps              | over=@ order key=4 seq=8
	IPv@: reorder: one between them       | tbuf@ rx_seq_reordered         | over=@ order key=4 seq=6
	IPv@: reorder: one more than may wait: the lowest passes, and those next to it | tbuf@ 5 6, tbuf@ rx_seq_gaps, tbuf@ rx_seq_lost x4, tbuf@ rx_seq_overflows | over=@ order key=4 seq=20
	IPv@: reorder: what was given up is old | tbuf@ rx_drop_seq_old        | over=@ order key=4 seq=2
	IPv@: reorder: what is missing still counts | tbuf@ 7 8, tbuf@ rx_seq_reordered | over=@ order key=4 seq=7
	IPv@: reorder: one waits on           | tbuf@ rx_seq_in_order          | over=@ order key=4 seq=21
	IPv@: reorder: a second               | tbuf@ rx_seq_gaps              | over=@ order key=4 seq=23
	IPv@: reorder: one too many that is the lowest itself passes | tbuf@ 19 20 21, tbuf@ rx_seq_reordered, tbuf@ rx_seq_lost x10, tbuf@ rx_seq_overflows | over=@ order key=4 seq=19
	! link set tbuf@ down
	IPv@: reorder: what waited is dropped by down | tbuf@ rx_drop_down     | over=@ order key=4 seq=22
	! link set tbuf@ up
	IPv@: reorder: which passed it in the count of numbers | tbuf@ 24, tbuf@ rx_seq_in_order | over=@ order key=4 seq=24

	IPv@: reorder, in pieces: the first   | tbit@ 1, tbit@ rx_seq_in_order | over=@ order pieces key=8 seq=1
	IPv@: reorder, in pieces: one waits   | tbit@ rx_seq_gaps              | over=@ order pieces key=8 seq=3
	IPv@: reorder, in pieces: and passes as any other | tbit@ 2 3, tbit@ rx_seq_reordered | over=@ order pieces key=8 seq=2

	IPv@: resync: the first number        | tres@ 1000, tres@ rx_seq_in_order | over=@ order key=5 seq=1000
	IPv@: resync: one old                 | tres@ rx_drop_seq_old          | over=@ order key=5 seq=0
	IPv@: resync: two                     | tres@ rx_drop_seq_old          | over=@ order key=5 seq=1
	IPv@: resync: one in sequence between them begins the count anew | tres@ 1001, tres@ rx_seq_in_order | over=@ order key=5 seq=1001
	IPv@: resync: one old                 | tres@ rx_drop_seq_old          | over=@ order key=5 seq=10
	IPv@: resync: two                     | tres@ rx_drop_seq_old          | over=@ order key=5 seq=11
	IPv@: resync: one that does not ascend is the first | tres@ rx_drop_seq_old | over=@ order key=5 seq=5
	IPv@: resync: the second              | tres@ rx_drop_seq_old          | over=@ order key=5 seq=9
	IPv@: resync: the third passes        | tres@ 10, tres@ rx_seq_in_order, tres@ rx_seq_resyncs | over=@ order key=5 seq=10
	IPv@: resync: and the next            | tres@ 11, tres@ rx_seq_in_order | over=@ order key=5 seq=11
	IPv@: resync: not those of before     | tres@ rx_drop_seq_old          | over=@ order key=5 seq=9

	IPv@: resync in window: the first     | twres@ 1, twres@ rx_seq_in_order | over=@ order key=6 seq=1
	IPv@: resync in window: a gap         | twres@ 3, twres@ rx_seq_gaps   | over=@ order key=6 seq=3
	IPv@: resync in window: a duplicate   | twres@ rx_drop_seq_duplicate   | over=@ order key=6 seq=0
	IPv@: resync in window: and another   | twres@ rx_drop_seq_duplicate   | over=@ order key=6 seq=1
	IPv@: resync in window: a late one passes, and is none of the row | twres@ 2, twres@ rx_seq_late | over=@ order key=6 seq=2
	IPv@: resync in window: the third     | twres@ 3, twres@ rx_seq_in_order, twres@ rx_seq_resyncs | over=@ order key=6 seq=3
	IPv@: resync in window: nothing before it passes | twres@ rx_drop_seq_duplicate | over=@ order key=6 seq=2

	IPv@: resync in reorder: the first    | tbres@ 500, tbres@ rx_seq_in_order | over=@ order key=7 seq=500
	IPv@: resync in reorder: one waits    | tbres@ rx_seq_gaps             | over=@ order key=7 seq=502
	IPv@: resync in reorder: one old      | tbres@ rx_drop_seq_old         | over=@ order key=7 seq=0
	IPv@: resync in reorder: two          | tbres@ rx_drop_seq_old         | over=@ order key=7 seq=1
	IPv@: resync in reorder: the third passes behind what waited | tbres@ 502 2, tbres@ rx_seq_in_order, tbres@ rx_seq_lost, tbres@ rx_seq_resyncs | over=@ order key=7 seq=2
	IPv@: resync in reorder: and the next | tbres@ 3, tbres@ rx_seq_in_order | over=@ order key=7 seq=3
	END
done
