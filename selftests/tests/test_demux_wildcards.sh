#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Tunnels without a local or remote address: they rank below exact ones, remote alone before local alone before neither
# (src/demux.h). The key always has to match. A tunnel without a remote sends to the address in the neighbour entry.
#
# Topology: verdict_topology. gw1 has a second address, .5 or ::5. gw2 also sends packets with the source .3 or ::3. The
# last digit of a tunnel's name is the family of the underlay:
#
#   key 1: texact, tremote (remote .2), tlocal (local .1), tany      key 2: the same without texact
#   key 3: tlocal, tany    key 4: tany    no key: tlocal
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/verdict.sh
. "$LIB/verdict.sh"
need root module:gre2890 python3 gre2890

# tunnels UNDERLAY NET LLADDR-OF-NET.2 LLADDR-OF-NET.3      makes the tunnels
tunnels() {
	local key n=0 device
	{
		echo "address add ${2}5/24 dev u0"
		echo "neigh add ${2}3 dev u0 lladdr 02:00:00:00:00:02 nud permanent"
		echo "link add texact$1.1 type gre2890 local ${2}1 remote ${2}2 key 1"
		for key in 1 2; do
			echo "link add tremote$1.$key type gre2890 remote ${2}2 key $key"
		done
		for key in 1 2 3; do
			echo "link add tlocal$1.$key type gre2890 local ${2}1 key $key"
		done
		echo "link add tlocal$1.0 type gre2890 local ${2}1"
		for key in 1 2 3 4; do
			echo "link add tany$1.$key type gre2890 local ${5} remote any key $key"
		done
		for device in exact$1.1 remote$1.{1,2} local$1.{0..3} any$1.{1..4}; do
			echo "address add 10.$1.$((++n)).1/24 dev t$device"
			echo "link set t$device up"
		done
		echo "neigh add 10.$1.4.2 dev tlocal$1.0 lladdr $3"
		echo "neigh add 10.$1.4.3 dev tlocal$1.0 lladdr $4"
		echo "neigh add 10.$1.11.2 dev tany$1.4 lladdr $3"
		echo "neigh add 10.$1.11.3 dev tany$1.4 lladdr $4"
	} >"$WORK/batch"
	ns gw1 ip -batch "$WORK/batch"
}

# table UNDERLAY NET LLADDR-OF-NET.3 FATE-OF-NO-ENTRY       makes the claims
table() {
	verdicts "$1" <<-END
	IPv@: an exact tunnel is preferred to all others      | texact@.1                   | over=@ key=1
	IPv@: remote alone is preferred to local alone        | tremote@.2                  | over=@ key=2
	IPv@: local alone is preferred to no address          | tlocal@.3                   | over=@ key=3
	IPv@: a tunnel without addresses comes last           | tany@.4                     | over=@ key=4
	IPv@: another source reaches the tunnel with local    | tlocal@.1                   | over=@ key=1 src=${2}3
	IPv@: another destination reaches the one with remote | tremote@.1                  | over=@ key=1 dst=${2}5
	IPv@: with both changed it reaches the one without    | tany@.1                     | over=@ key=1 src=${2}3 dst=${2}5
	IPv@: another key reaches none                        | netns rx_no_tunnel, stack   | over=@ key=5
	IPv@: no key reaches none with a key                  | netns rx_no_tunnel, stack   | over=@ dst=${2}5
	IPv@: no key reaches the tunnel without one           | tlocal@.0                   | over=@
	IPv@: and from another source, too                    | tlocal@.0                   | over=@ src=${2}3
	IPv@: key 0 does not                                  | netns rx_no_tunnel, stack   | over=@ key=0
	! link del texact@.1
	IPv@: without the exact tunnel, that with remote      | tremote@.1                  | over=@ key=1
	! link del tremote@.1
	IPv@: without this one, that with local               | tlocal@.1                   | over=@ key=1
	! link del tlocal@.1
	IPv@: without this one, that without addresses        | tany@.1                     | over=@ key=1
	! link del tany@.1
	IPv@: without any of them, none                       | netns rx_no_tunnel, stack   | over=@ key=1
	IPv@: remote alone sends from the route's source      | ${2}1 > ${2}2 key 2         | tx=tremote@.2 to=10.@.3.2
	IPv@: a tunnel without remote sends to a neighbour    | ${2}1 > ${2}2               | tx=tlocal@.0 to=10.@.4.2
	IPv@: and to another neighbour                        | ${2}1 > ${2}3               | tx=tlocal@.0 to=10.@.4.3
	IPv@: but not to one without an address               | tlocal@.0 tx_drop_no_remote | tx=tlocal@.0 to=10.@.4.9
	IPv@: a packet socket gives the address itself        | ${2}1 > ${2}3               | tx=tlocal@.0 far=${2}3
	IPv@: a tunnel without addresses sends to neighbours  | ${2}1 > ${2}2 key 4         | tx=tany@.4 to=10.@.11.2
	IPv@: and to another one of them                      | ${2}1 > ${2}3 key 4         | tx=tany@.4 to=10.@.11.3
	IPv@: but not to one without an address either        | tany@.4 tx_drop_no_remote   | tx=tany@.4 to=10.@.11.9
	! neigh change 10.@.11.2 dev tany@.4 lladdr $3
	IPv@: a changed neighbour entry is used at once       | ${2}1 > ${2}3 key 4         | tx=tany@.4 to=10.@.11.2
	! neigh del 10.@.11.2 dev tany@.4
	IPv@: a deleted neighbour entry is not used           | tany@.4 tx_drop_no_remote   | tx=tany@.4 to=10.@.11.2
	END
}

verdict_topology
tunnels 4 192.0.2. 192.0.2.2 192.0.2.3 0.0.0.0
tunnels 6 2001:db8:: 20:01:0d:b8:00:00:00:00:00:00:00:00:00:00:00:02 \
	20:01:0d:b8:00:00:00:00:00:00:00:00:00:00:00:03 ::
table 4 192.0.2. 192.0.2.3
table 6 2001:db8:: 20:01:0d:b8:00:00:00:00:00:00:00:00:00:00:00:03

# nameless DEV                  sends by a packet socket that gives no address
nameless() {
	ns gw1 python3 -SEc "import socket as s
socket = s.socket(s.AF_PACKET, s.SOCK_DGRAM)
socket.bind(('$1', 0x800))
socket.send(bytes(8))"
}

for f in 4 6; do
	refused "IPv$f: a packet socket that names no neighbour is refused" "Invalid argument" nameless tlocal$f.0
done
