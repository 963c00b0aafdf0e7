#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Packet sockets and raw sockets beside a tunnel receive the right packets. No metadata of a packet crosses from the
# underlay into the tenant's namespace, or back.
#
#   +---------------------+          +---------------------+          +----------------------+
#   | gw1                 |          | gw2                 |          | ten                  |
#   |                  u0 |----------| u0   underlay of  - | - - - -  | t4, t6               |
#   |      t4, t6, h4     |          | h4                  |          |                      |
#   +---------------------+          +---------------------+          +----------------------+
#
# u0 has the addresses of gw_topology.
# shellcheck source=selftests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
need module:gre2890 python3 tcpdump nft

inject_topology
ns_add ten
for n in 1 2; do
	# Only these claims may send through the tunnels.
	ns gw$n sysctl -qw net.ipv6.conf.default.disable_ipv6=1
	ns gw$n ip -batch - <<-END
		link add t4 type gre2890 local 192.0.2.$n remote 192.0.2.$((3 - n)) key 4
		link add t6 type gre2890 local 2001:db8::$n remote 2001:db8::$((3 - n)) key 6
		link add h4 type gre2890 local 192.0.2.$n remote 192.0.2.$((3 - n)) key 8
		address add 10.8.0.$n/24 dev h4
	END
done
ns ten sysctl -qw net.ipv6.conf.default.disable_ipv6=1
ns gw2 ip link set t4 netns "$PFX-ten"
ns gw2 ip link set t6 netns "$PFX-ten"
for gw in gw1 ten; do
	n=$([[ $gw == gw1 ]] && echo 1 || echo 2)
	ns $gw ip -batch - <<-END
		link set t4 up
		link set t6 up
		address add 10.4.0.$n/24 dev t4
		address add 10.6.0.$n/24 dev t6
	END
done
ns gw1 ip link set h4 up
ns gw2 ip link set h4 up

# ---- taps -----------------------------------------------------------------------------------------------

let_be "outer = Tap('$PFX-gw2', 'u0', out=True)"
for f in 4 6; do
	let_be "inner = Tap('$PFX-ten', 't$f', out=True)"
	check "IPv$f: ping" ns gw1 ping -c 1 -W 5 10.$f.0.2
	equal "IPv$f: a packet socket on the tunnel receives request and reply" "$(inject 'heard(inner)')" "icmp-8/0 icmp-0/0"
	equal "IPv$f: a packet socket on the underlay receives both in GRE" "$(inject 'heard(outer)')" "proto-47 proto-47"
done

let_be "tunnels = Tunnels('$PFX-ten'); raw = Raw('$PFX-gw2', socket.AF_INET, GRE)"
let_be 'place = tunnels'
equal "a packet of a tunnel reaches the tunnel" "$(inject 'arrived(src, dst, place, ip4(A4, B4, gre("one", 4)),
	ip4(A4, B4, gre("last", 4)), "t4:last")')" t4:one
inject 'heard(raw)' >/dev/null
equal "a raw socket for GRE receives packets of no tunnel" "$(inject 'arrived(src, dst, raw,
	ip4(A4, B4, gre("a-text", 5)), ip4(A4, B4, gre("end", 5)), "raw-31")')" raw-34

# tcpdump derives the format of the packets from the type of the device.
ns gw1 tcpdump -nlUi t4 -c 2 icmp >"$WORK/dump" 2>"$WORK/dump.err" &
check "tcpdump listens on the tunnel" poll 20 grep -q 'listening on' "$WORK/dump.err"
ns gw1 ping -c 1 -W 5 10.4.0.2 >/dev/null || true
check "and prints the inner packets" poll 10 grep -q 'IP 10.4.0.2 > 10.4.0.1: ICMP echo reply' "$WORK/dump"

# ---- what the namespaces know of a packet ---------------------------------------------------------------

ns gw2 nft -f - <<-END
	table inet filter {
		chain prerouting {
			type filter hook prerouting priority raw
			meta l4proto gre meta mark set 5
		}
		chain input {
			type filter hook input priority filter
			meta l4proto gre meta mark 5 ct state new,established counter
			ip protocol icmp meta mark 5 counter name here-marked
		}
		chain output {
			type filter hook output priority filter
			meta l4proto gre meta mark 6 counter name tenants-mark
			meta l4proto gre meta mark 0 ct state established counter name unmarked
		}
		counter here-marked { }
		counter tenants-mark { }
		counter unmarked { }
	}
END
ns ten nft -f - <<-END
	table ip filter {
		chain prerouting {
			type filter hook prerouting priority raw
			iifname "t4" meta mark 5 counter name marked
			iifname "t4" meta mark 0 counter name unmarked
		}
		chain input {
			type filter hook input priority filter
			ip protocol icmp ct state new counter name new
			ip protocol icmp ct state established counter name established
		}
		chain output {
			type filter hook output priority raw
			ip protocol icmp meta mark set 6
		}
		counter marked { }
		counter unmarked { }
		counter new { }
		counter established { }
	}
END

# packets NS NAME               prints the packets of a named counter
packets() {
	ns "$1" nft list counters | awk -v name="$2" '$1 == "counter" { found = $2 == name }
		found && $1 == "packets" { print $2 }'
}

# After the second request the outer flow is established. The inner flow of the third is still new.
for ((i = 0; i < 3; i++)); do
	ns gw1 ping -c 1 -W 5 10.4.0.2 >/dev/null || true
done
equal "the tenant's rules see the inner packets" "$(packets ten unmarked)" 3
equal "  without the mark of the outer packets" "$(packets ten marked)" 0
equal "  and not as packets of the outer flow: each ping is a new flow" "$(packets ten new)" 3
equal "  and none belongs to an established one" "$(packets ten established)" 0
equal "the tenant's marks do not reach the underlay" "$(packets gw2 tenants-mark)" 0
equal "  where its packets have no mark" "$(packets gw2 unmarked)" 3

# Within one namespace the mark stays, as with ip_gre: rules for the inner packet may use it.
check "ping within the underlay's namespace" ns gw1 ping -c 1 -W 5 10.8.0.2
equal "  within one namespace the mark stays" "$(packets gw2 here-marked)" 1
