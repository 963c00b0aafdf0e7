#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# NFLOG and NFQUEUE on tunnels of every kind: both report the sender's link layer address in a buffer of 8 octets.
#
#   +------------------------------------------------------------------+
#   | host                                                             |
#   |   lo 192.0.2.1, 192.0.2.2, 2001:db8::1, 2001:db8::2              |
#   |   p4, p6: tunnels with a remote, key 1    to themselves, from    |
#   |   n4, n6: without a remote,      key 2    the first address to   |
#   |   e4, e6: mode ether,            key 3    the second             |
#   +------------------------------------------------------------------+
#
# The same in tenant, a network namespace of a user without rights outside. Packets for 10.9.0.0/16 that arrive by e4 and
# e6 are forwarded to n4 and n6, with their Ethernet header in front.
. "$(dirname "$0")/../lib/lib.sh"
need root module:gre2890 python3 nft unshare nsenter module:nft_log module:nft_queue module:nfnetlink_log
need module:nfnetlink_queue
local=([4]=192.0.2.2 [6]=2001:db8::2)
remote=([4]=192.0.2.1 [6]=2001:db8::1)

# tunnels RUN...                makes the tunnels and rules in the namespace in which RUN runs commands
tunnels() {
	local f
	for f in 4 6; do
		echo "link add p$f type gre2890 local ${local[f]} remote ${remote[f]} key 1"
		echo "link add n$f type gre2890 local ${local[f]} key 2"
		echo "link add e$f type gre2890 mode ether local ${local[f]} remote ${remote[f]} key 3"
		echo "link set e$f address 02:00:00:00:00:0$f"
		echo "link set p$f up"
		echo "link set n$f up"
		echo "link set e$f up"
		echo "address add 10.$f.0.1/16 dev n$f"
		echo "address add 10.8.$f.1/24 dev e$f"
		echo "rule add iif e$f table $f"
		echo "route add 10.9.0.0/16 dev n$f table $f"
	done >"$WORK/links"
	"$@" sh -c "
		sysctl -qw net.ipv4.ip_forward=1
		sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0
		ip link set lo up
		for n in 1 2; do
			ip address add 192.0.2.\$n/32 dev lo
			ip address add 2001:db8::\$n/128 dev lo nodad
		done
		ip -batch -
	" <"$WORK/links"
	"$@" nft -f - <<-END
		table ip t {
			chain in {
				type filter hook prerouting priority 0
				iifname { p4, p6, n4, n6, e4, e6 } log group 5
				iifname { p4, p6, n4, n6, e4, e6 } queue num 6
			}
			chain out {
				type filter hook postrouting priority 0
				oifname { n4, n6 } log group 7
				oifname { n4, n6 } queue num 8
			}
		}
	END
}

# reported KIND NUMBER FAMILY KEY FRAME      prints what netfilter_log.py does
reported() {
	"${run[@]}" python3 -SE "$LIB/netfilter_log.py" "$1" "$2" "${remote[$3]}" "${local[$3]}" "$4" "$5" 2>&1
}

# claims WHO                    makes the claims
claims() {
	local f kind number
	for kind in log queue; do
		number=$([[ $kind == log ]] && echo 5 || echo 6)
		for f in 4 6; do
			equal "$1, $kind, IPv$f: a tunnel with a remote has no link layer address" \
				"$(reported $kind "$number" $f 1 packet)" "p$f none text"
			equal "$1, $kind, IPv$f: a frame has the address of its sender" \
				"$(reported $kind "$number" $f 3 02:00:00:00:00:0$f)" "e$f 02:00:00:00:00:aa text"
		done
		equal "$1, $kind, IPv4: without a remote the address is the outer source" \
			"$(reported $kind "$number" 4 2 packet)" "n4 c0:00:02:01 text"
		equal "$1, $kind, IPv6: without a remote no address is reported, as it is too long" "$(reported $kind "$number" 6 2 packet)" "n6 none text"
	done
}

# forwarded WHO                 claims about forwarded packets; queue 6 is not bound, so only the log rules see them
forwarded() {
	local f
	"${run[@]}" nft flush chain ip t in
	for f in 4 6; do
		equal "$1, log, IPv$f: an Ethernet header is not mistaken for that of a tunnel" \
			"$(reported log 7 $f 3 02:00:00:00:00:0$f)" "e$f none text"
		equal "$1, queue, IPv$f: an Ethernet header is not mistaken for that of a tunnel" "$(reported queue 8 $f 3 02:00:00:00:00:0$f)" "e$f none text"
	done
}

ns_add host
run=(ip netns exec "$PFX-host")
tunnels "${run[@]}"
claims root
forwarded root

if unshare -Urn true 2>/dev/null; then
	unshare -Urn sleep 1000 &
	tenant=$!
	defer kill $tenant
	poll 10 sh -c "[ \"\$(readlink /proc/$tenant/ns/net)\" != \"\$(readlink /proc/self/ns/net)\" ] && grep -q . /proc/$tenant/uid_map"
	run=(nsenter -t "$tenant" -U -n --preserve-credentials)
	tunnels "${run[@]}"
	claims tenant
	forwarded tenant
else
	skip "a tenant" "this kernel lets nobody make user namespaces"
fi
