#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A tunnel gets a copy of a packet, which is too big for its path. The other copies stay unchanged, and the sender gets no
# ICMP error. Copies are made by a bridge that floods, by tc mirred, by nftables dup, and for packet sockets.
#
#   +-------------+   +----------------------------+   +-------------+
#   | h1          |   | gw1                        |   |          h3 |
#   |          h0 |---| h1  [br0: h1 t0 h3]     h3 |---| h0          |
#   |   10.9.0.1  |   |           u0               |   | 10.9.0.3    |
#   +-------------+   +------------|---------------+   +-------------+
#                                 gw2
#
# For tc and nftables gw1 routes: h1 is 10.9.1.1 behind 10.9.1.254, h3 is 10.9.3.1 behind 10.9.3.254.
. "$(dirname "$0")/../lib/lib.sh"
need root module:gre2890 module:bridge python3 tc nft

gw_topology
ns_add h1 h3
# h3 sends nothing by itself, so the bridge does not learn its port.
for n in 1 3; do
	ns h$n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
	ip link add name h0 netns "$PFX-h$n" type veth peer name h$n netns "$PFX-gw1"
	ns h$n ip link set h0 up
	ns gw1 ip link set h$n up
done

mac() { ns "$1" cat "/sys/class/net/$2/address"; }

# copies ADDRESS N              sends N different datagrams of 1472 octets in one packet with DF from h1 to h3; prints how
# many arrive unchanged
copies() {
	ns h1 ip route flush cache
	: >"$WORK/copies"
	ns h3 timeout $((30 * ${POLL_FACTOR:-1})) python3 -SE - "$2" $((5 * ${POLL_FACTOR:-1})) <<-'END' >"$WORK/copies" &
		import socket, sys
		sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		sock.bind(("", 5000))
		print("ready", flush=True)
		wanted = {bytes([n + 1]) * 1472 for n in range(int(sys.argv[1]))}
		got = set()
		sock.settimeout(int(sys.argv[2]))
		try:
		    while len(got) < len(wanted):
		        got.add(sock.recv(65536))
		except TimeoutError:
		    pass
		print("got", len(got & wanted), flush=True)
	END
	poll 20 grep -q ready "$WORK/copies"
	ns h1 python3 -SE - "$@" <<-'END'
		import socket, sys
		address, count = sys.argv[1], int(sys.argv[2])
		sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		sock.setsockopt(0, 10, 2)                  # IP_MTU_DISCOVER, IP_PMTUDISC_DO
		if count > 1:
		    sock.setsockopt(17, 103, 1472)         # UDP_SEGMENT
		sock.sendto(b"".join(bytes([n + 1]) * 1472 for n in range(count)), (address, 5000))
	END
	poll 20 grep -q got "$WORK/copies"
	awk '/got/ { print $2 }' "$WORK/copies"
}

# learnt ADDRESS                prints the path MTU that h1 has learned for ADDRESS
learnt() {
	ns h1 ip route get "$1" | grep -o 'mtu [0-9]*' || echo nothing
}

# copied HOW ADDRESS TUNNEL     claims that copies are unchanged, for a single datagram and for a GSO packet
copied() {
	local how=$1 address=$2 tunnel=$3 n before
	for n in 1 10; do
		before=$(reason gw1 "$tunnel" tx_drop_too_big)
		equal "$how: all of $n datagrams in one packet reach the other port unchanged" "$(copies "$address" "$n")" "$n"
		equal "$how: the sender learns no path MTU" "$(learnt "$address")" nothing
		check "$how: the tunnel counts its copy as too big" \
			test "$(reason gw1 "$tunnel" tx_drop_too_big)" -gt "$before"
	done
}

# ---- flooded --------------------------------------------------------------------------------------------

for n in 1 3; do
	ns h$n ip address add 10.9.0.$n/24 dev h0
done
ns h1 ip neigh replace 10.9.0.3 lladdr "$(mac h3 h0)" dev h0 nud permanent
ns h3 ip neigh replace 10.9.0.1 lladdr "$(mac h1 h0)" dev h0 nud permanent
ns gw1 ip link add br0 type bridge mcast_snooping 0
ns gw1 ip link set br0 up

# where                         prints the port that the bridge has learned for h3 if it is the wrong one
where() {
	ns gw1 bridge fdb show br br0 | awk -v mac="$(mac h3 h0)" '$1 == mac && !/permanent/ && $3 != "h3" { print $3 }'
}

for pair in "192.0.2.1 192.0.2.2" "2001:db8::1 2001:db8::2"; do
	for numbers in "" seq; do
		# shellcheck disable=SC2086 # words
		ns gw1 ip link add t0 type gre2890 mode ether local ${pair% *} remote ${pair#* } key 7 $numbers
		ns gw1 ip link set t0 mtu 1500
		# A bridge floods the port added first last, with the original packet.
		for n in h1 h3; do ns gw1 ip link set $n nomaster; done
		ns gw1 ip link set t0 master br0 up
		for n in h1 h3; do ns gw1 ip link set $n master br0 up; done
		copied "flooded ${pair% *} ${numbers:-no numbers}" 10.9.0.3 t0
		equal "flooded ${pair% *} ${numbers:-no numbers}: the bridge does not learn h3 at a wrong port" "$(where)" ""
		ns gw1 ip link del t0
	done
done

# With a VLAN tag, by a bridge without and with vlan_filtering
for n in 1 3; do
	ns h$n ip -batch - <<-END
		link add link h0 name h0.5 type vlan id 5
		link set h0.5 up
		address add 10.9.5.$n/24 dev h0.5
	END
done
ns h1 ip neigh replace 10.9.5.3 lladdr "$(mac h3 h0)" dev h0.5 nud permanent
ns h3 ip neigh replace 10.9.5.1 lladdr "$(mac h1 h0)" dev h0.5 nud permanent
ns gw1 ip link add t0 type gre2890 mode ether local 192.0.2.1 remote 192.0.2.2 key 7
ns gw1 ip link set t0 mtu 1500 master br0 up
for filtering in 0 1; do
	if [[ $filtering == 1 ]] && ! ns gw1 ip link set br0 type bridge vlan_filtering 1 2>/dev/null; then
		skip "flooded with a tag, vlan_filtering 1" "the kernel's bridges know no VLANs"
		continue
	fi
	# A bridge floods the port added first last.
	for n in h1 h3; do ns gw1 ip link set $n nomaster; done
	for n in h1 h3; do ns gw1 ip link set $n master br0 up; done
	[[ $filtering == 0 ]] || for n in t0 h1 h3; do ns gw1 bridge vlan add vid 5 dev $n; done
	copied "flooded with a tag, vlan_filtering $filtering" 10.9.5.3 t0
	equal "flooded with a tag, vlan_filtering $filtering: the bridge does not learn h3 at a wrong port" "$(where)" ""
done
ns gw1 ip link del t0
for n in 1 3; do
	ns h$n ip link del h0.5
done

# ---- mirrored, duplicated -------------------------------------------------------------------------------

ns gw1 ip link del br0
ns gw1 sysctl -qw net.ipv4.ip_forward=1 net.ipv4.icmp_ratelimit=0
for n in 1 3; do
	ns h$n ip -batch - <<-END
		address flush dev h0
		address add 10.9.$n.1/24 dev h0
		route add default via 10.9.$n.254
	END
	ns gw1 ip address add 10.9.$n.254/24 dev h$n
done
ns gw1 tc qdisc add dev h3 clsact
for mode in ip ether; do
	ns gw1 ip link add t0 type gre2890 mode $mode local 192.0.2.1 remote 192.0.2.2 key 7
	ns gw1 ip link set t0 mtu 1500 up
	[[ $mode == ether ]] || ns gw1 ip route add 203.0.113.0/24 dev t0
	ns gw1 tc filter add dev h3 egress protocol ip flower ip_proto udp action mirred egress mirror dev t0
	copied "mirrored, mode $mode" 10.9.3.1 t0
	ns gw1 tc filter del dev h3 egress
	ns gw1 ip link del t0
done

ns gw1 ip link add t0 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 7
ns gw1 ip link set t0 mtu 1500 up
ns gw1 ip address add 10.9.7.1/30 dev t0
if lib_has module:nft_dup_ipv4; then
	ns gw1 nft -f - <<-END
		table ip twice {
			chain forward {
				type filter hook forward priority 0
				ip daddr 10.9.3.1 udp dport 5000 dup to 10.9.7.2 device "t0"
			}
		}
	END
	equal "duplicated by nftables: all ten reach h3" "$(copies 10.9.3.1 10)" 10
	ns gw1 nft delete table ip twice
else
	skip "duplicated by nftables: all ten reach h3" "the kernel has no nft_dup_ipv4"
fi

# A redirected packet is not a copy, and gets an answer as a routed one does.
ns gw1 tc filter add dev h3 egress protocol ip flower ip_proto udp action mirred egress redirect dev t0
copies 10.9.3.1 1 >/dev/null
check "redirected: the sender gets an error that its packet is too big" poll 5 test "$(learnt 10.9.3.1)" == "mtu 1472"
ns gw1 tc filter del dev h3 egress
ns gw1 ip link del t0

# ---- a packet socket ------------------------------------------------------------------------------------

for mode in ip ether; do
	tunnel_pair t0 192.0.2. 10.0.0. key 7 tos inherit mode $mode
	check "mode $mode: pings pass" poll 10 ns gw1 ping -n -q -c 1 -W 1 10.0.0.2
	# The underlay marks all packets: the tunnel's packet socket sees the mark in the inner packet, that of u0 does not.
	ns gw2 nft -f - <<-END
		table netdev congestion {
			chain in {
				type filter hook ingress device u0 priority 0
				ip protocol gre ip ecn set ce
			}
		}
	END
	ns gw2 timeout 30 python3 -SE - "$mode" <<-'END' >"$WORK/socket" &
		import socket, sys
		at = 14 + 20 + 8 + (14 if sys.argv[1] == "ether" else 0)
		def packet_socket(device):
		    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
		    sock.bind((device, 3))
		    sock.settimeout(10)
		    return sock
		wire, tunnel = packet_socket("u0"), packet_socket("t0")
		print("ready", flush=True)
		def tos(sock, off):
		    while True:
		        data, (_, _, kind, _, _) = sock.recvfrom(4096)
		        if kind != socket.PACKET_OUTGOING and data[off:off + 1] == b"\x45" and data[off + 9] == 1:
		            return data[off + 1]
		# The tunnel's packet socket gets the packet after it was marked.
		delivered = tos(tunnel, 14 if sys.argv[1] == "ether" else 0)
		print("wire", tos(wire, at) & 3, "tunnel", delivered & 3, flush=True)
	END
	poll 20 grep -q ready "$WORK/socket"
	ns gw1 ping -n -q -c 1 -W 2 -Q 2 10.0.0.2 >/dev/null
	poll 20 grep -q wire "$WORK/socket"
	equal "mode $mode: a packet socket on the underlay device sees the packet unchanged" \
		"$(grep wire "$WORK/socket")" "wire 2 tunnel 3"
	ns gw2 nft delete table netdev congestion
	for n in 1 2; do
		ns gw$n ip link del t0
	done
done
