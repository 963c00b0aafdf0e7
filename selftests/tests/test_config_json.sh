#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Every option as JSON: `ip -j -d link show` and `gre2890 -j show` print the same.
#
#   gw1: u0 192.0.2.1/24 2001:db8::1/64 and many tunnels, in gw_topology
#
. "$(dirname "$0")/../lib/lib.sh"
need root module:gre2890 gre2890 jq
gw_topology

# options | what they add to the JSON of a link without options, or with null remove from it
ENDS4="local 192.0.2.1 remote 192.0.2.2"
BASE4='{remote: "192.0.2.2", local: "192.0.2.1", ttl: 0, pmtudisc: true, seq_mode: "auto", mode: "ip",
	keepalive_answer: true, reflect: "off", state_age: "number"}'
ROWS4=(
	'|{}'
	'dev u0|{link: "u0"}'
	'ttl 9|{ttl: 9}'
	'tos b8|{tos: "0xb8"}'
	'tos inherit|{tos: "0x1"}'
	'nopmtudisc|{pmtudisc: false}'
	'nopmtudisc ignore-df|{pmtudisc: false, ignore_df: true}'
	'okey 1.2.3.4|{okey: "1.2.3.4"}'
	'okey 0|{okey: "0.0.0.0"}'
	'iseq|{iseq: true}'
	'oseq|{oseq: true}'
	'seq-mode off|{seq_mode: "off"}'
	'iseq seq-mode strict seq-resync packets 5|{iseq: true, seq_mode: "strict", seq_resync_packets: 5}'
	'seq-mode window seq-window 9|{seq_mode: "window", seq_window: 9}'
	'seq-mode reorder reorder-timeout 9 seq-resync idle 1|{seq_mode: "reorder", reorder_timeout: 9,
		reorder_buffer: 64, seq_resync_idle: 1}'
	'icsum|{icsum: true}'
	'ocsum|{ocsum: true}'
	'fwmark 0xffffffff|{fwmark: "0xffffffff"}'
	'mode ether|{mode: "ether"}'
	'nokeepalive-answer|{keepalive_answer: false}'
	'reflect inside|{reflect: "inside"}'
	'keepalive 10|{keepalive: 10000, keepalive_retries: 3, keepalive_hold: 1,
		keepalive_form: "key", keepalive_loss: 0, keepalive_rtt: 0}'
	'keepalive 1500 ms keepalive-form plain|{keepalive: 1500, keepalive_retries: 3, keepalive_hold: 1,
		keepalive_form: "plain"}'
)
ENDS6="local 2001:db8::1 remote 2001:db8::2"
BASE6='{remote: "2001:db8::2", local: "2001:db8::1", ttl: 64, ip6_tnl_f_ign_encap_limit: true, tclass: "0x00",
	flowlabel: "0x00000", seq_mode: "auto", mode: "ip",
	keepalive_answer: true, reflect: "off", state_age: "number"}'
ROWS6=(
	'|{}'
	'hoplimit inherit|{ttl: 0}'
	'encaplimit 0|{ip6_tnl_f_ign_encap_limit: null, encap_limit: 0}'
	'encaplimit 255|{ip6_tnl_f_ign_encap_limit: null, encap_limit: 255}'
	'tclass b8|{tclass: "0xb8"}'
	'tclass inherit|{tclass: null, ip6_tnl_f_use_orig_tclass: true}'
	'flowlabel 12345|{flowlabel: "0x12345"}'
	'flowlabel inherit|{flowlabel: null, ip6_tnl_f_use_orig_flowlabel: true}'
	'allow-localremote|{ip6_tnl_f_allow_local_remote: true}'
	'nokeepalive-answer reflect outside|{keepalive_answer: false, reflect: "outside"}'
	'keepalive 1 keepalive-retries 4 keepalive-hold 5 keepalive-form auth keepalive-loss 6 keepalive-rtt 7|{keepalive: 1000,
		keepalive_retries: 4, keepalive_hold: 5, keepalive_form: "auth", keepalive_loss: 6, keepalive_rtt: 7}'
	'seq csum fwmark 5 mode ether|{iseq: true, oseq: true, icsum: true, ocsum: true, fwmark: "0x5", mode: "ether"}'
)

# Each link has a different key.
n=0
add() {
	local family=$1 ends=$2 base=$3 row
	shift 3
	for row in "$@"; do
		echo "link add j$((++n)) type gre2890 $ends ${row%%|*} ikey $n" >&3
		DESC[n]="$family ${row%%|*}"
		echo "{j$n: ($base + ${row#*|} + {ikey: \"0.0.0.$n\"} | with_entries(select(.value != null)))} +"
	done
}
{
	add IPv4 "$ENDS4" "$BASE4" "${ROWS4[@]}"
	add IPv6 "$ENDS6" "$BASE6" "${ROWS6[@]}"
	echo "{}"
} >"$WORK/wanted" 3>"$WORK/batch"
ns gw1 ip -batch "$WORK/batch"

ns gw1 ip -j -d link show type gre2890 >"$WORK/ip"
ns gw1 gre2890 -j show >"$WORK/cli"
cat >"$WORK/filter" <<-'END'
	def sorted: to_entries | sort_by(.key) | from_entries;
	def data(from): from[0] | map({(.ifname): (.linkinfo.info_data | .state_age |= type)}) | add;
	data($ip) as $i | data($cli) as $c | . as $wanted |
	(keys | sort_by(.[1:] | tonumber)[]) | "\($i[.] | sorted)\t\($c[.] | sorted)\t\($wanted[.] | sorted)"
END
jq -n -f "$WORK/wanted" | jq -r --slurpfile ip "$WORK/ip" --slurpfile cli "$WORK/cli" -f "$WORK/filter" >"$WORK/compared"

i=0
while IFS=$'\t' read -r by_ip by_cli wanted; do
	i=$((i + 1))
	equal "ip -j: ${DESC[i]}" "$by_ip" "$wanted"
	equal "gre2890 -j: ${DESC[i]}" "$by_cli" "$wanted"
done <"$WORK/compared"
equal "every link was compared" "$i" "$n"

keys='map({ifindex, ifname, flags: (.flags | sort), mtu, operstate, kind: .linkinfo.info_kind}) | sort_by(.ifindex)'
ns gw1 ip link set j1 up mtu 1300
ns gw1 ip -j -d link show type gre2890 | jq -cS "$keys" >"$WORK/ip"
ns gw1 gre2890 -j show | jq -cS "$keys" >"$WORK/cli"
equal "index, name, flags, MTU and state are those of ip -j" "$(<"$WORK/cli")" "$(<"$WORK/ip")"
check "  and have the values that were set" grep -q '"flags":\["LOWER_UP","NOARP","POINTOPOINT","UP"\],.*"ifname":"j1","kind":"gre2890","mtu":1300' "$WORK/cli"

equal "one link as JSON is a list of one" "$(ns gw1 gre2890 -j show j2 | jq -c 'map(.ifname)')" '["j2"]'
still='del(.[].linkinfo.info_data.state_age)'
equal "pretty JSON has the same content" \
	"$(ns gw1 gre2890 -j -p show j2 | jq -cS "$still")" "$(ns gw1 gre2890 -j show j2 | jq -cS "$still")"
equal "without links JSON is an empty list" "$(ns gw2 gre2890 -j show)" "[]"
check_fail "show of a link that does not exist prints no JSON" ns gw1 gre2890 -j show nobody
