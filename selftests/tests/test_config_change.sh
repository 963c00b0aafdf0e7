#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A change by `ip` or by the command gre2890 keeps every setting that it does not name.
#
#   gw1: u0 192.0.2.1/24 2001:db8::1/64 and many tunnels with every option set, in gw_topology
#
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/config.sh
. "$LIB/config.sh"
need root module:gre2890 gre2890
gw_topology

# options of a change | the items that change
WORDS4="dev u0 ttl 64 tos 4 nopmtudisc ignore-df ikey 1 okey 2 seq csum fwmark 7"
SHOWN4="dev u0 ttl 64 tos 0x4 nopmtudisc ignore-df ikey 0.0.0.1 okey 0.0.0.2 iseq oseq icsum ocsum fwmark 0x7 mode ip"
CHANGES4=(
	"local 192.0.2.9|local 192.0.2.9" "local any|local any" "remote 203.0.113.4|remote 203.0.113.4"
	"dev lo|dev lo" "ttl 5|ttl 5" "ttl inherit|ttl inherit"
	"tos 8|tos 0x8" "tos 0|-tos" "tos inherit|tos inherit"
	"noignore-df|-ignore-df" "pmtudisc noignore-df|-nopmtudisc -ignore-df"
	"ikey 5|ikey 0.0.0.5" "noikey|-ikey" "okey 5|okey 0.0.0.5" "nookey|-okey" "nokey|-ikey -okey"
	"key 0|ikey 0.0.0.0 okey 0.0.0.0"
	"noiseq|-iseq" "nooseq|-oseq" "noseq|-iseq -oseq" "noicsum|-icsum" "noocsum|-ocsum" "nocsum|-icsum -ocsum"
	"seq-mode off|seq-mode off" "seq-mode window|seq-mode window seq-window 64"
	"seq-mode window seq-window 9|seq-mode window seq-window 9" "seq-resync packets 9|seq-resync packets_9"
	"seq-resync idle 9|seq-resync idle_9"
	"fwmark 8|fwmark 0x8" "fwmark 0|-fwmark" "mode ip|" "keepalive off|"
	"keepalive 500 ms|keepalive 500_ms keepalive-retries 3 keepalive-hold 1" "nokeepalive-answer|nokeepalive-answer"
	"reflect inside|reflect inside"
)
WORDS6="dev u0 hoplimit 5 encaplimit 4 tclass 8 flowlabel 12345 ikey 1 okey 2 seq csum allow-localremote fwmark 7"
SHOWN6="dev u0 hoplimit 5 encaplimit 4 tclass 0x08 flowlabel 0x12345 ikey 0.0.0.1 okey 0.0.0.2 iseq oseq icsum ocsum
	allow-localremote fwmark 0x7 mode ip"
CHANGES6=(
	"local 2001:db8::9|local 2001:db8::9" "local any|local any" "remote 2001:db8:9::4|remote 2001:db8:9::4"
	"dev lo|dev lo" "hoplimit 6|hoplimit 6" "hoplimit inherit|hoplimit inherit"
	"encaplimit 0|encaplimit 0" "encaplimit none|encaplimit none"
	"tclass 4|tclass 0x04" "tclass 0|tclass 0x00" "tclass inherit|tclass inherit"
	"flowlabel 1|flowlabel 0x00001" "flowlabel inherit|flowlabel inherit"
	"noikey|-ikey" "nookey|-okey" "noseq|-iseq -oseq" "noocsum|-ocsum"
	"noallow-localremote|-allow-localremote" "fwmark 0|-fwmark"
)
WORDSR="seq-mode reorder reorder-timeout 9 reorder-buffer 8 seq-resync packets 7"
SHOWNR="hoplimit 64 encaplimit none tclass 0x00 flowlabel 0x00000 seq-mode reorder reorder-timeout 9 reorder-buffer 8
	seq-resync packets_7 mode ip"
CHANGESR=(
	"reorder-timeout 5|reorder-timeout 5" "reorder-buffer 5|reorder-buffer 5" "seq-resync packets 5|seq-resync packets_5"
	"seq-resync idle 5|seq-resync idle_5" "seq-resync never|-seq-resync" "iseq|iseq" "hoplimit 6|hoplimit 6"
	"seq-mode strict|seq-mode strict -reorder-timeout -reorder-buffer"
	"iseq seq-mode auto|iseq -seq-mode -reorder-timeout -reorder-buffer"
	"seq-mode off|seq-mode off -reorder-timeout -reorder-buffer -seq-resync"
	"seq-mode window seq-window 5|seq-mode window seq-window 5 -reorder-timeout -reorder-buffer"
)
WORDSK="keepalive 9 keepalive-retries 8 keepalive-hold 7 keepalive-form auth keepalive-loss 6 keepalive-rtt 5"
WORDSK+=" nokeepalive-answer reflect outside"
SHOWNK="hoplimit 64 encaplimit none tclass 0x00 flowlabel 0x00000 nokeepalive-answer reflect outside keepalive 9
	keepalive-retries 8 keepalive-hold 7 keepalive-form auth keepalive-loss 6 keepalive-rtt 5 mode ip"
CHANGESK=(
	"keepalive 100 ms|keepalive 100_ms" "keepalive-retries 4|keepalive-retries 4" "keepalive-hold 4|keepalive-hold 4"
	"keepalive-form key|-keepalive-form" "keepalive-loss off|-keepalive-loss" "keepalive-rtt 0|-keepalive-rtt"
	"keepalive-form plain keepalive-loss 0 keepalive-rtt off|keepalive-form plain -keepalive-loss -keepalive-rtt"
	"keepalive-answer reflect off|-nokeepalive-answer -reflect" "hoplimit 6|hoplimit 6"
	"keepalive off|-keepalive -keepalive-retries -keepalive-hold -keepalive-form -keepalive-loss -keepalive-rtt"
)
WORDSI="encaplimit 4 tclass inherit flowlabel inherit allow-localremote"
SHOWNI="hoplimit 64 $WORDSI mode ip"
CHANGESI=(
	"hoplimit 6|hoplimit 6" "key 7|ikey 0.0.0.7 okey 0.0.0.7" "encaplimit none|encaplimit none"
	"tclass 4|tclass 0x04" "flowlabel 1|flowlabel 0x00001" "noallow-localremote|-allow-localremote"
)

# ip changes links with an even number, gre2890 those with an odd one. Every row of the table occurs for both.
n=0 DESC=() WANTED=()
change() {
	local ends=$1 words=$2 shown=$3 row by
	shift 3
	for row in "$@"; do
		for by in ip gre2890; do
			echo "link add c$n type gre2890 ${ends}$n $words" >&3
			if [[ $by == ip ]]; then
				echo "link set c$n type gre2890 ${row%%|*}" >&4
			else
				echo "gre2890 set c$n ${row%%|*}" >&5
			fi
			DESC+=("$by: ${row%%|*} keeps the rest")
			# shellcheck disable=SC2086 # words
			WANTED+=("$(items ${ends}$n $shown ${row#*|})")
			n=$((n + 1))
		done
	done
}
exec 3>"$WORK/add" 4>"$WORK/set" 5>"$WORK/commands"
# Several links may lose their local address or key: their remote addresses differ.
change "local 192.0.2.1 remote 198.51.100." "$WORDS4" "$SHOWN4" "${CHANGES4[@]:0:2}" "${CHANGES4[@]:3}"
change "local 2001:db8::1 remote 2001:db8:100::" "$WORDS6" "$SHOWN6" "${CHANGES6[@]:0:2}" "${CHANGES6[@]:3}"
change "local 2001:db8::1 remote 2001:db8:101::" "$WORDSI" "$SHOWNI" "${CHANGESI[@]}"
change "local 2001:db8::1 remote 2001:db8:102::" "$WORDSR" "$SHOWNR" "${CHANGESR[@]}"
change "local 2001:db8::1 remote 2001:db8:103::" "$WORDSK" "$SHOWNK" "${CHANGESK[@]}"
change "remote 192.0.2.2 local 192.0.2." "$WORDS4" "$SHOWN4" "${CHANGES4[2]}"
change "remote 2001:db8::2 local 2001:db8:100::" "$WORDS6" "$SHOWN6" "${CHANGES6[2]}"
exec 3>&- 4>&- 5>&-
ns gw1 ip -batch "$WORK/add"
ns gw1 ip -force -batch "$WORK/set" 2>"$WORK/errors" || true
# shellcheck disable=SC2016 # expanded there
ns gw1 bash -c 'while read -ra words; do "${words[@]}"; done' <"$WORK/commands" 2>>"$WORK/errors" || true
shown gw1
for i in "${!DESC[@]}"; do
	equal "${DESC[i]}" "${SHOWN[c$i]-no link}" "${WANTED[i]}"
done
lib_diag "$(<"$WORK/errors")"

# link NAME WORD                prints the item after a word in the output of `ip` for a link
link() {
	ns gw1 ip -d -o link show dev "$1" | sed -nE "s|.* $2 (\S+) .*|\1|p"
}

# Settings of the device
ns gw1 ip -batch - <<-END
	link add d0 type gre2890 remote 192.0.2.2 key 90
	link add d1 mtu 1300 type gre2890 remote 192.0.2.2 key 91
	link add d2 address 02:00:5e:10:00:01 type gre2890 remote 192.0.2.2 key 92 mode ether
	link set d0 up
	link set d1 up
	link set d2 up
END

heard_anything() {
	ns gw1 ip link set dev lo alias "$EPOCHREALTIME"
	[[ -s $WORK/monitor ]]
}
stdbuf -oL ip -n "$PFX-gw1" -d monitor link >"$WORK/monitor" &
poll 20 heard_anything || true

check "change: a link that is up" ns gw1 ip link set d0 type gre2890 key 99
check "a change is told to who listens" poll 10 grep -q "remote 192.0.2.2 .* ikey 0.0.0.99 okey 0.0.0.99" "$WORK/monitor"
equal "the link stays up" "$(ns gw1 ip -br link show up dev d0 | cut -d@ -f1)" d0
equal "an automatic MTU changes with the options" "$(link d0 mtu)" 1472
ns gw1 ip link set d0 type gre2890 nokey csum seq
equal "  also when the header becomes larger" "$(link d0 mtu)" 1468
ns gw1 gre2890 set d1 seq csum
equal "an MTU that was set by a user stays" "$(link d1 mtu)" 1300
check "  the change of options was made" grep -q "iseq oseq icsum ocsum" <(ns gw1 gre2890 show d1)
ns gw1 ip link set d2 type gre2890 key 93 remote 192.0.2.3
equal "the Ethernet address stays" "$(link d2 link/ether)" 02:00:5e:10:00:01
ns gw1 gre2890 set d2 address 02:00:5e:10:00:02 ttl 3
equal "  and changes on request" "$(link d2 link/ether)" 02:00:5e:10:00:02
