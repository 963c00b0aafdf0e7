#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Some routers clear DF and fragment. The loss of a fragment on such a path costs only its own packet, because each packet
# has a different identification, whether one processor sends or several do.
# Topology: path_topology; r clears DF, and the link to gw2 has an MTU of 1400.
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

# lose                          drops all first fragments at gw2
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

# passes                        prints how many of ten different packets pass in fragments
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
equal "the ten packets after it are not" "$(passes)" 10
equal "no fragments of different packets are joined" "$(reason gw2 t0 rx_drop_truncated) $(ns gw2 nstat -az IpReasmFails |
	awk '/ReasmFails/ { print $2 }')" "0 0"

# idents N CPUS                 prints how many different identifications N packets from several processors have
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
equal "300 packets have different identifications" "$(idents 300 1)" 300
if [[ $cpus -gt 1 ]]; then
	equal "  also if several processors send" "$(idents $((150 * cpus)) "$cpus")" $((150 * cpus))
else
	skip "  also if several processors send" "there is one"
fi
