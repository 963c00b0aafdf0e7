#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Some routers clear DF and fragment. A fragment that such a path loses costs its own packet and no other, since each
# packet has an identification, with one processor's packets and with several.
# Topology: as path_topology draws it; r clears DF, and sends gw2 no more than 1400 octets at once.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/path.sh
. "$LIB/path.sh"
need root module:gre2890 nft ping python3

path_topology
path_tunnel 4 t0 4 key 7 ttl 64
ns r ip route replace 198.51.100.2/32 dev b0 mtu 1400
ns r nft -f - <<-END
	table ip clear {
		chain df {
			type filter hook prerouting priority -300
			ip protocol gre ip frag-off set 0
		}
	}
END

# lose                          gw2 gets no first fragments for now
lose() {
	ns gw2 nft -f - <<-END
		table netdev lose {
			chain in {
				type filter hook ingress device u0 priority 0
				ip protocol gre ip frag-off & 0x3fff == 0x2000 drop
			}
		}
	END
}

# passes                        how many of ten packets pass that are fragmented, each with other octets
passes() {
	local octet good=0
	for octet in 21 32 43 54 65 76 87 98 a9 ba; do
		! ns gw1 ping -n -q -c 1 -W 2 -s 1420 -p "$octet" 10.4.0.2 >/dev/null || good=$((good + 1))
	done
	echo "$good"
}

check "pings pass" poll 10 ns gw1 ping -n -q -c 1 -W 1 10.4.0.2
equal "a path that clears DF and fragments carries large packets" "$(passes)" 10
lose
check_fail "a packet without its first fragment is lost" ns gw1 ping -n -q -c 1 -W 1 -s 1420 -p 11 10.4.0.2
ns gw2 nft delete table netdev lose
equal "the ten after it are not" "$(passes)" 10
equal "nothing is joined wrongly" "$(reason gw2 t0 rx_drop_truncated) $(ns gw2 nstat -az IpReasmFails |
	awk '/ReasmFails/ { print $2 }')" "0 0"

# idents N CPUS                 prints how many of N packets, sent by so many processors, have an identification of their own
idents() {
	ns gw1 python3 -SE - "$@" <<-'END'
		import os, socket, sys, threading
		count, cpus = map(int, sys.argv[1:])
		ear = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
		ear.setsockopt(socket.SOL_SOCKET, 33, 64 << 20)
		ear.bind(("u0", 3))
		def send(cpu):
		    os.sched_setaffinity(0, {cpu})
		    out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		    for _ in range(count // cpus):
		        out.sendto(b"x", ("10.4.0.2", 9))
		threads = [threading.Thread(target=send, args=(cpu,)) for cpu in range(cpus)]
		for thread in threads:
		    thread.start()
		for thread in threads:
		    thread.join()
		ear.settimeout(3)
		seen, got = set(), 0
		while got < count // cpus * cpus:
		    data, (_, _, kind, _, _) = ear.recvfrom(2048)
		    if kind == socket.PACKET_OUTGOING and data[23:24] == b"\x2f":
		        seen.add(data[18:20])
		        got += 1
		print(len(seen))
	END
}

cpus=$(nproc)
equal "each of 300 packets has an identification of its own" "$(idents 300 1)" 300
if [[ $cpus -gt 1 ]]; then
	equal "also where several processors send" "$(idents $((150 * cpus)) "$cpus")" $((150 * cpus))
else
	skip "also where several processors send" "there is one"
fi
