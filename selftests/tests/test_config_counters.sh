#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The counters are those of the uapi header, and every way to read them gives the same names and values.
#
#   +------------------------+                +------------------------+
#   | gw1                    |                |                    gw2 |
#   |  t0 key 1, 10.0.1.1/30 |                |  t0 key 1, 10.0.1.2/30 |
#   |  t1 no route           |                |  t2 key 2, 10.0.2.2/30 |
#   |        192.0.2.1/24 u0 |----------------| u0 192.0.2.2/24        |
#   +------------------------+                +------------------------+
. "$(dirname "$0")/../lib/lib.sh"
need root module:gre2890 gre2890 ethtool jq
gw_topology

# Only packets that this test sends may count.
for gw in gw1 gw2; do
	ns "$gw" sysctl -qw net.ipv6.conf.default.disable_ipv6=1
done
ns gw1 ip -batch - <<-END
	link add t1 type gre2890 remote 203.0.113.9 key 1
	address add 10.0.3.1/30 dev t1
	link set t1 up
END
tunnel_pair t0 192.0.2. 10.0.1. key 1
tunnel_end 2 t2 192.0.2. 10.0.2. key 2
check "packets pass through t0" ns gw1 ping -c 1 -W 5 10.0.1.2
ns gw1 ping -c 1 -W 1 10.0.3.2 >/dev/null 2>&1 || true
ns gw2 ping -c 1 -W 1 10.0.2.1 >/dev/null 2>&1 || true

header=
for file in "$LIB"/../../include/uapi/linux/gre2890.h /usr/include/linux/gre2890.h; do
	[[ ! -e $file || -n $header ]] || header=$file
done
equal "ethtool -i has the module's name" "$(ns gw1 ethtool -i t1 | head -n 1)" "driver: gre2890"
names=$(ns gw1 ethtool -S t1 | sed -nE 's/^ +(\S+): [0-9]+$/\1/p' | xargs)
if [[ -n $header ]]; then
	all=$(sed -nE 's/^\s+X\([A-Z_]+,\s+"(\S+)"\).*/\1/p' "$header" | xargs)
	check "the header names counters" grep -q "rx_drop_checksum .*tx_drop_no_route" <<<"$all"
	equal "ethtool -S has every counter of the header but the namespace's, in its order" "rx_no_tunnel $names" "$all"
else
	skip "the counters' names" "the interface's header is missing"
	all="rx_no_tunnel $names"
fi

# values FILTER                 prints the counters of a JSON object as NAME=VALUE, in the order of ethtool -S
values() {
	jq -r "$1 | to_entries | map(\"\(.key)=\(.value)\") | join(\" \")"
}
ns gw1 ip link set t1 down
by_ethtool=$(ns gw1 ethtool -S t1 | sed -nE 's/^ +(\S+): ([0-9]+)$/\1=\2/p' | xargs)
no_route=$(reason gw1 t1 tx_drop_no_route)
check "a packet without a route is counted" [ "$no_route" -gt 0 ]
equal "ip -j -s has the same names and values" \
	"$(ns gw1 ip -j -d -s link show t1 | values '.[0].linkinfo.info_xstats')" "$by_ethtool"
equal "gre2890 -j stats has the same names and values" "$(ns gw1 gre2890 -j stats t1 | values '.links[0].info_xstats')" "$by_ethtool"
equal "gre2890 -a stats has the same names and values" \
	"$(ns gw1 gre2890 -a stats t1 | sed -nE 's/^    (\S+) ([0-9]+)$/\1=\2/p' | xargs)" "$by_ethtool"
not_zero=$(tr ' ' '\n' <<<"$by_ethtool" | grep -v '=0$' | xargs)
equal "gre2890 stats has the counters that are not 0" \
	"$(ns gw1 gre2890 stats t1 | sed -nE 's/^    (\S+) ([0-9]+)$/\1=\2/p' | xargs)" "$not_zero"
equal "ip -s has the counters that are not 0" \
	"$(ns gw1 ip -d -s link show t1 | sed -nE 's/^    ([a-z]+_[a-z_]+) ([0-9]+)( .*)?$/\1=\2/p' | xargs)" "$not_zero"
check_fail "ip without -s has no counters" grep tx_drop <(ns gw1 ip -d link show t1)
check_fail "gre2890 stats prints no counters for a link without drops" grep '^ ' <(ns gw1 gre2890 stats t0)

packets='{rx: (.rx | {bytes, packets, errors, dropped}), tx: (.tx | {bytes, packets, errors, dropped})}'
ns gw1 ip link set t0 down
by_ip=$(ns gw1 ip -j -s link show t0 | jq -cS ".[0].stats64 | $packets")
check "packets were counted" grep -qE '"packets":[1-9].*"packets":[1-9]' <<<"$by_ip"
equal "gre2890 -j stats has packets and octets as ip -j -s" \
	"$(ns gw1 gre2890 -j stats t0 | jq -cS ".links[0].stats64 | $packets")" "$by_ip"
equal "  and so does gre2890 stats" "$(ns gw1 gre2890 stats t0 | head -n 1 | cut -d' ' -f 3-)" \
	"$(jq -r '"rx_packets \(.rx.packets) rx_bytes \(.rx.bytes) tx_packets \(.tx.packets) tx_bytes \(.tx.bytes)"' <<<"$by_ip")"
equal "tx_errors holds the dropped" "$(ns gw1 ip -j -s link show t1 | jq '.[0].stats64.tx.errors')" "$no_route"

ns gw1 gre2890 -j stats >"$WORK/json"
equal "a packet of no tunnel counts for the namespace" "$(jq '.netns.rx_no_tunnel' "$WORK/json")" 1
equal "  whose counters have the header's names" "$(jq -r '.netns | del(.tunnels, .reorder_memory, .reorder_used, .answer_rate, .answer_rate_tunnel, .log_unknown) | keys_unsorted | join(" ")' "$WORK/json")" "$all"
equal "  and which reports the number of its tunnels" "$(jq '.netns.tunnels' "$WORK/json")" 2
equal "gre2890 -j stats has all links" "$(jq -c '.links | map(.ifname) | sort' "$WORK/json")" '["t0","t1"]'
equal "gre2890 stats prints the namespace first" "$(ns gw1 gre2890 stats | head -n 2 | xargs)" \
	"netns: tunnels 2 reorder_memory 16777216 reorder_used 0 answer_rate 10000 answer_rate_tunnel 1000 rx_no_tunnel 1"
equal "another namespace has its own counters" "$(ns gw2 gre2890 -j stats | jq .netns.rx_no_tunnel)" 0
equal "gre2890 stats of one link does not print the namespace" "$(ns gw1 gre2890 -j stats t0 | jq 'has("netns")')" false
equal "a new link has counters of 0" \
	"$(ns gw1 ip -batch - <<<$'link del t1\nlink add t1 type gre2890 remote 203.0.113.9 key 1'; reason gw1 t1 tx_drop_no_route)" 0

# ---- the rates of answers ----

rates() {
	ns "$1" gre2890 -j stats | jq -c '.netns | [.answer_rate, .answer_rate_tunnel]'
}
refused "answer-rate takes a number only" "takes a number of answers per second" ns gw1 gre2890 netns answer-rate many
check "the rate of a tunnel's answers can be set" ns gw1 gre2890 netns answer-rate-tunnel 0
equal "  the namespace reports this, and the other rate is the same as before" "$(rates gw1)" "[10000,0]"
check "both rates can be set" ns gw1 gre2890 netns answer-rate 4294967295 answer-rate-tunnel 7
equal "  the namespace reports this" "$(rates gw1)" "[4294967295,7]"
equal "  and another one has its own" "$(rates gw2)" "[10000,1000]"

# ---- the log of packets for nobody ----

# logged TEXT                   is this packet in the kernel's log?
logged() {
	dmesg | grep -qF "gre2890: no tunnel: $1"
}
check_fail "packets of no tunnel are not logged by default" logged 192.0.2.2
refused "log-unknown takes on or off only" "takes on or off" ns gw1 gre2890 netns log-unknown maybe
check "the log can be switched on" ns gw1 gre2890 netns log-unknown on
equal "  the namespace reports this" "$(ns gw1 gre2890 -j stats | jq .netns.log_unknown)" true
equal "  and another one does not" "$(ns gw2 gre2890 -j stats | jq .netns.log_unknown)" false
ns gw2 ping -c 1 -W 1 10.0.2.1 >/dev/null 2>&1 || true
check "packets of no tunnel are then logged with source, destination, key and device" poll 10 logged "192.0.2.2 > 192.0.2.1 key 0.0.0.2 on u0"
tunnel_end 2 t6 2001:db8:: 10.0.6.
ns gw2 ping -c 1 -W 1 10.0.6.1 >/dev/null 2>&1 || true
check "  also over IPv6" poll 10 logged "2001:db8::2 > 2001:db8::1 key none on u0"
unknown() {
	ns gw1 gre2890 -j stats | jq .netns.rx_no_tunnel
}
before=$(unknown)
ns gw2 ping -q -c 50 -i 0.002 -W 0.1 10.0.6.1 >/dev/null 2>&1 || true
equal "fifty more are counted" $(($(unknown) - before)) 50
check "  but not all of them are logged" test "$(dmesg | grep -cF 'gre2890: no tunnel: 2001')" -lt 50
