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
	IPv@: off: any number is delivered                        | toff@ 5              | over=@ order key=1 seq=5
	IPv@: off: the same number again is delivered             | toff@ 5              | over=@ order key=1 seq=5
	IPv@: off: a lower number is delivered                    | toff@ 4              | over=@ order key=1 seq=4
	IPv@: off: with iseq a packet without a number is dropped | toff@ rx_drop_no_seq | over=@ key=1

	IPv@: strict: the first number is delivered          | tstrict@ 7, tstrict@ rx_seq_in_order                       | over=@ order key=2 seq=7
	IPv@: strict: a packet without a number is delivered | tstrict@                                                   | over=@ key=2
	IPv@: strict: the next number is delivered           | tstrict@ 8, tstrict@ rx_seq_in_order                       | over=@ order key=2 seq=8
	IPv@: strict: the same number again is a duplicate   | tstrict@ rx_drop_seq_duplicate                             | over=@ order key=2 seq=8
	IPv@: strict: a number behind a gap is delivered     | tstrict@ 11, tstrict@ rx_seq_gaps, tstrict@ rx_seq_lost x2 | over=@ order key=2 seq=11
	IPv@: strict: a late number is old                   | tstrict@ rx_drop_seq_old                                   | over=@ order key=2 seq=10

	IPv@: window: the first number is delivered                                  | twin@ 100, twin@ rx_seq_in_order                      | over=@ order key=3 seq=100
	IPv@: window: a number before the first is a duplicate                       | twin@ rx_drop_seq_duplicate                           | over=@ order key=3 seq=99
	IPv@: window: a number behind a gap is delivered                             | twin@ 103, twin@ rx_seq_gaps                          | over=@ order key=3 seq=103
	IPv@: window: a late number is delivered                                     | twin@ 102, twin@ rx_seq_late                          | over=@ order key=3 seq=102
	IPv@: window: the late number again is a duplicate                           | twin@ rx_drop_seq_duplicate                           | over=@ order key=3 seq=102
	IPv@: window: the last number again is a duplicate                           | twin@ rx_drop_seq_duplicate                           | over=@ order key=3 seq=103
	IPv@: window: a second number behind a gap is delivered                      | twin@ 105, twin@ rx_seq_gaps                          | over=@ order key=3 seq=105
	IPv@: window: a number behind the window is old                              | twin@ rx_drop_seq_old                                 | over=@ order key=3 seq=101
	IPv@: window: the lowest number of the window again is a duplicate           | twin@ rx_drop_seq_duplicate                           | over=@ order key=3 seq=102
	IPv@: window: a missing number in the window is delivered                    | twin@ 104, twin@ rx_seq_late                          | over=@ order key=3 seq=104
	IPv@: window: a packet without a number is delivered                         | twin@                                                 | over=@ key=3
	IPv@: window: a number far ahead is delivered, and the missing ones are lost | twin@ 1105, twin@ rx_seq_gaps, twin@ rx_seq_lost x937 | over=@ order key=3 seq=1105

	IPv@: reorder: the first number is delivered                                        | tbuf@ 4967293, tbuf@ rx_seq_in_order                                                  | over=@ order key=4 seq=0xfffffffd
	IPv@: reorder: a number behind a gap waits, across the wrap                         | tbuf@ rx_seq_gaps                                                                     | over=@ order key=4 seq=0xffffffff
	IPv@: reorder: the next number waits, too                                           | tbuf@ rx_seq_in_order                                                                 | over=@ order key=4 seq=0
	IPv@: reorder: a waiting number again is a duplicate                                | tbuf@ rx_drop_seq_duplicate                                                           | over=@ order key=4 seq=0
	IPv@: reorder: a packet without a number does not wait                              | tbuf@                                                                                 | over=@ key=4
	IPv@: reorder: the missing number releases all                                      | tbuf@ 4967294 4967295 0, tbuf@ rx_seq_reordered                                       | over=@ order key=4 seq=0xfffffffe
	IPv@: reorder: a number before the last delivered one is old                        | tbuf@ rx_drop_seq_old                                                                 | over=@ order key=4 seq=0xfffffffe
	IPv@: reorder: the last delivered number again is a duplicate                       | tbuf@ rx_drop_seq_duplicate                                                           | over=@ order key=4 seq=0
	IPv@: reorder: a number behind a gap waits                                          | tbuf@ rx_seq_gaps                                                                     | over=@ order key=4 seq=5
	IPv@: reorder: a number behind a second gap waits                                   | tbuf@ rx_seq_gaps                                                                     | over=@ order key=4 seq=8
	IPv@: reorder: a number between the gaps waits                                      | tbuf@ rx_seq_reordered                                                                | over=@ order key=4 seq=6
	IPv@: reorder: with a full buffer the lowest number and its successor are delivered | tbuf@ 5 6, tbuf@ rx_seq_gaps, tbuf@ rx_seq_lost x4, tbuf@ rx_seq_overflows            | over=@ order key=4 seq=20
	IPv@: reorder: a number that was given up is old                                    | tbuf@ rx_drop_seq_old                                                                 | over=@ order key=4 seq=2
	IPv@: reorder: a missing number that was not given up releases the next             | tbuf@ 7 8, tbuf@ rx_seq_reordered                                                     | over=@ order key=4 seq=7
	IPv@: reorder: a number behind a gap waits again                                    | tbuf@ rx_seq_in_order                                                                 | over=@ order key=4 seq=21
	IPv@: reorder: a second number waits                                                | tbuf@ rx_seq_gaps                                                                     | over=@ order key=4 seq=23
	IPv@: reorder: with a full buffer an arriving lowest number is delivered            | tbuf@ 19 20 21, tbuf@ rx_seq_reordered, tbuf@ rx_seq_lost x10, tbuf@ rx_seq_overflows | over=@ order key=4 seq=19
	! link set tbuf@ down
	IPv@: reorder: a device that goes down drops waiting packets                        | tbuf@ rx_drop_down                                                                    | over=@ order key=4 seq=22
	! link set tbuf@ up
	IPv@: reorder: the sequence continues behind the dropped number                     | tbuf@ 24, tbuf@ rx_seq_in_order                                                       | over=@ order key=4 seq=24

	IPv@: reorder, in pieces: the first number is delivered  | tbit@ 1, tbit@ rx_seq_in_order    | over=@ order pieces key=8 seq=1
	IPv@: reorder, in pieces: a number behind a gap waits    | tbit@ rx_seq_gaps                 | over=@ order pieces key=8 seq=3
	IPv@: reorder, in pieces: the missing number releases it | tbit@ 2 3, tbit@ rx_seq_reordered | over=@ order pieces key=8 seq=2

	IPv@: resync: the first number is delivered                 | tres@ 1000, tres@ rx_seq_in_order                     | over=@ order key=5 seq=1000
	IPv@: resync: a first old number is dropped                 | tres@ rx_drop_seq_old                                 | over=@ order key=5 seq=0
	IPv@: resync: a second old number is dropped                | tres@ rx_drop_seq_old                                 | over=@ order key=5 seq=1
	IPv@: resync: a number in sequence restarts the count       | tres@ 1001, tres@ rx_seq_in_order                     | over=@ order key=5 seq=1001
	IPv@: resync: a first old number after it is dropped        | tres@ rx_drop_seq_old                                 | over=@ order key=5 seq=10
	IPv@: resync: a second old number after it is dropped       | tres@ rx_drop_seq_old                                 | over=@ order key=5 seq=11
	IPv@: resync: a lower old number counts as the first again  | tres@ rx_drop_seq_old                                 | over=@ order key=5 seq=5
	IPv@: resync: the second ascending one is dropped           | tres@ rx_drop_seq_old                                 | over=@ order key=5 seq=9
	IPv@: resync: the third one is delivered and resynchronises | tres@ 10, tres@ rx_seq_in_order, tres@ rx_seq_resyncs | over=@ order key=5 seq=10
	IPv@: resync: its successor is delivered                    | tres@ 11, tres@ rx_seq_in_order                       | over=@ order key=5 seq=11
	IPv@: resync: a number before it is old                     | tres@ rx_drop_seq_old                                 | over=@ order key=5 seq=9

	IPv@: resync in window: the first number is delivered                       | twres@ 1, twres@ rx_seq_in_order                        | over=@ order key=6 seq=1
	IPv@: resync in window: a number behind a gap is delivered                  | twres@ 3, twres@ rx_seq_gaps                            | over=@ order key=6 seq=3
	IPv@: resync in window: a first duplicate is dropped                        | twres@ rx_drop_seq_duplicate                            | over=@ order key=6 seq=0
	IPv@: resync in window: a second duplicate is dropped                       | twres@ rx_drop_seq_duplicate                            | over=@ order key=6 seq=1
	IPv@: resync in window: a late number is delivered and does not count       | twres@ 2, twres@ rx_seq_late                            | over=@ order key=6 seq=2
	IPv@: resync in window: the third duplicate is delivered and resynchronises | twres@ 3, twres@ rx_seq_in_order, twres@ rx_seq_resyncs | over=@ order key=6 seq=3
	IPv@: resync in window: a number before it is a duplicate                   | twres@ rx_drop_seq_duplicate                            | over=@ order key=6 seq=2

	IPv@: resync in reorder: the first number is delivered                    | tbres@ 500, tbres@ rx_seq_in_order                                              | over=@ order key=7 seq=500
	IPv@: resync in reorder: a number behind a gap waits                      | tbres@ rx_seq_gaps                                                              | over=@ order key=7 seq=502
	IPv@: resync in reorder: a first old number is dropped                    | tbres@ rx_drop_seq_old                                                          | over=@ order key=7 seq=0
	IPv@: resync in reorder: a second old number is dropped                   | tbres@ rx_drop_seq_old                                                          | over=@ order key=7 seq=1
	IPv@: resync in reorder: the third one is delivered after the waiting one | tbres@ 502 2, tbres@ rx_seq_in_order, tbres@ rx_seq_lost, tbres@ rx_seq_resyncs | over=@ order key=7 seq=2
	IPv@: resync in reorder: its successor is delivered                       | tbres@ 3, tbres@ rx_seq_in_order                                                | over=@ order key=7 seq=3
	END
done
