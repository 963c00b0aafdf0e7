# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Tables of claims, in which each line describes one packet and its fate. Sourced after lib.sh.
#
#   verdict_topology       makes gw_topology. The test makes its tunnels in gw1; their names begin with t.
#                          verdict.py uses tsync and torder in gw1. gw2 has no tunnels.
#   verdicts 4|6|- <<END   CLAIM | FATE | WORDS      4 or 6 replaces each @
#
# WORDS of a packet that gw2 sends to gw1:
#   over=4|6 src=A dst=A otos=N      outer header (4, 192.0.2.2, 192.0.2.1, 0)
#   key=N seq=N csum csum=bad        GRE fields; flags=N: further bits; proto=N: another protocol type
#   inner=4|6|ether|ether6           payload (4), a UDP datagram: itos=N, pad=OCTETS; tags=N,... VLANs of a frame,
#                                    the innermost tag 802.1Q, others 802.1ad
#   inner=N|Nv6|Neth                 or N octets of the protocol type IPv4, IPv6, TEB
#   cut=N                            GRE header and payload end after N octets
#   pieces                           the headers before GRE's are in one piece of memory, the rest is in another
#   order                            FATE has the sequence numbers, modulo 10000000, of all packets delivered then
# WORDS of a packet that gw1 sends:
#   tx=DEV to=A itos=N               a UDP datagram of its IP stack through DEV
#   tx=DEV far=A                     8 octets from a packet socket through DEV, which has no remote, to A
#
# FATE is "nothing", or all of these that happened, joined by ", ":
#   DEV, DEV tos N                   the tunnel delivered the packet (with itos=: and the TOS of its payload)
#   DEV N...                         with "order": the tunnel delivered these numbers in this order
#   stack                            the packet went on to the rest of gw1's stack
#   A > B key N tos N                an outer packet left gw1 (key: if it has one; tos: if not 0)
#   DEV COUNTER, netns COUNTER       a counter rose by one. The counters of the namespace are read if FATE has
#                                    one of them, and once more at the end.
#
# A line "! WORDS..." runs ip in gw1.

verdict_topology() {
	local n
	gw_topology
	for n in 1 2; do
		ns "gw$n" ip link set u0 address "02:00:00:00:00:0$n"
	done
	# gw2 has no addresses, so it answers nothing. Tunnels without IPv6 send nothing by themselves.
	ns gw2 ip address flush dev u0
	ns gw1 sh -c 'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6'
	ns gw1 ip -batch - <<-END
		neigh add 192.0.2.2 dev u0 lladdr 02:00:00:00:00:02 nud permanent
		neigh add 2001:db8::2 dev u0 lladdr 02:00:00:00:00:02 nud permanent
		link add tsync type gre2890 local 192.0.2.1 remote 192.0.2.2 key 4294967295
		link set tsync up
		link add torder type gre2890 local 192.0.2.1 remote 192.0.2.2 key 4294901760 iseq
		link set torder up
	END
}

verdicts() {
	local claim wanted got
	sed "s/@/$1/g" | ns gw1 /usr/bin/python3 -SE "$LIB/verdict.py" \
		"$PFX-gw1" "$PFX-gw2" >"$WORK/verdicts" 2>"$WORK/verdicts.err" ||
		not_ok "verdict.py reads its table to the end" "$(<"$WORK/verdicts.err")"
	while IFS='|' read -r claim wanted got; do
		equal "$claim" "$got" "$wanted"
	done <"$WORK/verdicts"
}
