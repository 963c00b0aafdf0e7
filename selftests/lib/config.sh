# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# For the tests of the configuration: a table of options and of the output of `ip link show` for each. Sourced after
# lib.sh.

# shellcheck disable=SC2034 # for those who source this

# options typed | items shown in addition to the default ones
ROWS4=(
	"|"
	"dev u0|dev u0"
	"ttl 9|ttl 9" "hoplimit 255|ttl 255" "hlim 1|ttl 1" "ttl inherit|ttl inherit" "ttl 0|ttl inherit"
	"tos b8|tos 0xb8" "tclass 0x28|tos 0x28" "dsfield AF11|tos 0x28" "tos 0|" "tos inherit|tos inherit"
	"pmtudisc|" "nopmtudisc|nopmtudisc" "nopmtudisc ignore-df|nopmtudisc ignore-df" "noignore-df|"
	"ikey 7|ikey 0.0.0.7" "okey 1.2.3.4|okey 1.2.3.4" "ikey 0x10 okey 20|ikey 0.0.0.16 okey 0.0.0.20"
	"key 0|ikey 0.0.0.0 okey 0.0.0.0" "key 4294967295|ikey 255.255.255.255 okey 255.255.255.255"
	"key 255.255.255.255|ikey 255.255.255.255 okey 255.255.255.255"
	"iseq|iseq" "oseq|oseq" "seq|iseq oseq" "icsum|icsum" "ocsum|ocsum" "csum|icsum ocsum"
	"nokey noseq nocsum|"
	"seq-mode auto|" "seq-mode off|seq-mode off" "iseq seq-mode off|iseq seq-mode off"
	"seq-mode strict|seq-mode strict" "seq-mode window|seq-mode window seq-window 64"
	"seq-mode window seq-window 1|seq-mode window seq-window 1"
	"seq-mode window seq-window 1024 iseq|iseq seq-mode window seq-window 1024"
	"seq-mode reorder|seq-mode reorder reorder-timeout 50 reorder-buffer 64"
	"seq-mode reorder reorder-timeout 1 reorder-buffer 4096|seq-mode reorder reorder-timeout 1 reorder-buffer 4096"
	"seq-mode reorder reorder-timeout 10000 reorder-buffer 1|seq-mode reorder reorder-timeout 10000 reorder-buffer 1"
	"iseq seq-resync packets 1|iseq seq-resync packets_1" "iseq seq-resync never|iseq"
	"seq-mode reorder seq-resync idle 3600000|seq-mode reorder reorder-timeout 50 reorder-buffer 64
		seq-resync idle_3600000"
	"fwmark 5|fwmark 0x5" "fwmark 0xffffffff|fwmark 0xffffffff" "fwmark 0|"
	"keepalive-answer|" "nokeepalive-answer|nokeepalive-answer" "reflect off|" "reflect inside|reflect inside"
	"keepalive off|" "keepalive 10|keepalive 10 keepalive-retries 3 keepalive-hold 1"
	"keepalive 100 ms|keepalive 100_ms keepalive-retries 3 keepalive-hold 1"
	"keepalive 2000 ms keepalive-form plain|keepalive 2 keepalive-retries 3 keepalive-hold 1 keepalive-form plain"
	"keepalive 32767 keepalive-retries 255 keepalive-hold 255 keepalive-form auth keepalive-loss 99 keepalive-rtt 60000|
		keepalive 32767 keepalive-retries 255 keepalive-hold 255 keepalive-form auth keepalive-loss 99
		keepalive-rtt 60000"
	"encap none|" "noencap|" "mode ip|mode ip"
	"mode ether|mode ether"
	"dev u0 ttl 64 tos 4 nopmtudisc ignore-df ikey 1 okey 2 seq csum fwmark 7|dev u0 ttl 64 tos 0x4 nopmtudisc
		ignore-df ikey 0.0.0.1 okey 0.0.0.2 iseq oseq icsum ocsum fwmark 0x7"
)
BASE4="ttl inherit mode ip"

ROWS6=(
	"|"
	"dev u0|dev u0"
	"hoplimit 9|hoplimit 9" "ttl 255|hoplimit 255" "hlim inherit|hoplimit inherit"
	"encaplimit none|encaplimit none" "encaplimit 4|encaplimit 4" "encaplimit 0|encaplimit 0"
	"encaplimit 255|encaplimit 255"
	"tclass b8|tclass 0xb8" "tos 0x28|tclass 0x28" "dsfield AF11|tclass 0x28" "tclass inherit|tclass inherit"
	"flowlabel 12345|flowlabel 0x12345" "fl fffff|flowlabel 0xfffff" "flowlabel inherit|flowlabel inherit"
	"tclass 4 flowlabel inherit|tclass 0x04 flowlabel inherit"
	"tclass inherit flowlabel 1|tclass inherit flowlabel 0x00001"
	"key 7|ikey 0.0.0.7 okey 0.0.0.7" "ikey 0|ikey 0.0.0.0" "okey 1.2.3.4|okey 1.2.3.4"
	"iseq|iseq" "oseq|oseq" "icsum|icsum" "ocsum|ocsum"
	"seq-mode window seq-resync packets 1024|seq-mode window seq-window 64 seq-resync packets_1024"
	"allow-localremote|allow-localremote" "noallow-localremote|"
	"fwmark 5|fwmark 0x5" "mode ip|mode ip" "reflect outside|reflect outside" "nokeepalive-answer|nokeepalive-answer"
	"keepalive 500 ms|keepalive 500_ms keepalive-retries 3 keepalive-hold 1"
	"keepalive 1 keepalive-form auth keepalive-rtt 1 keepalive-loss off|keepalive 1 keepalive-retries 3
		keepalive-hold 1 keepalive-form auth keepalive-rtt 1"
	"mode ether|mode ether"
	"dev u0 hoplimit 5 encaplimit 4 tclass inherit flowlabel inherit ikey 1 okey 2 seq csum allow-localremote
		fwmark 7|dev u0 hoplimit 5 encaplimit 4 tclass inherit flowlabel inherit ikey 0.0.0.1 okey 0.0.0.2
		iseq oseq icsum ocsum allow-localremote fwmark 0x7"
)
BASE6="hoplimit 64 encaplimit none tclass 0x00 flowlabel 0x00000 mode ip"

# all options of a link | all items that are shown
ROWS_ENDS=(
	"key 9000|remote any local any $BASE4 ikey 0.0.35.40 okey 0.0.35.40"
	"local any remote any key 9001|remote any local any $BASE4 ikey 0.0.35.41 okey 0.0.35.41"
	"local 192.0.2.1 key 9002|remote any local 192.0.2.1 $BASE4 ikey 0.0.35.42 okey 0.0.35.42"
	"remote 192.0.2.2 key 9003|remote 192.0.2.2 local any $BASE4 ikey 0.0.35.43 okey 0.0.35.43"
	"local :: key 9004|remote any local any $BASE6 ikey 0.0.35.44 okey 0.0.35.44"
	"local 2001:db8::1 remote any key 9005|remote any local 2001:db8::1 $BASE6 ikey 0.0.35.45 okey 0.0.35.45"
	"remote 2001:db8::2 local any key 9006|remote 2001:db8::2 local any $BASE6 ikey 0.0.35.46 okey 0.0.35.46"
	"remote fe80::2 dev u0 key 9007|remote fe80::2 local any dev u0 $BASE6 ikey 0.0.35.47 okey 0.0.35.47"
	"remote 192.0.2.2 mode ether key 9008|remote 192.0.2.2 local any $BASE4 ikey 0.0.35.48 okey 0.0.35.48 mode ether"
)

# All options, and their forms with "no", in the order in which they are shown
mapfile -t ITEMS < <(gre2890 help --words add)

# items WORD...                 prints items in the order in which `ip` shows them. A later item replaces an earlier one of
#                               the same name, -ITEM removes it, and _ stands for a blank in a value.
items() {
	local -A item
	local name line=''
	while [[ $# -gt 0 ]]; do
		case $1 in
		-*) unset "item[${1#-}]" ;;
		*)
			item[$1]=$1
			if [[ -n ${2:-} && $2 != -* && " ${ITEMS[*]} " != *" $2 "* ]]; then
				item[$1]+=" $2"
				shift
			fi
			;;
		esac
		shift
	done
	for name in "${ITEMS[@]}"; do
		line+=${item[$name]:+ ${item[$name]}}
	done
	line=${line# }
	echo "${line//_/ }"
}

# rows PREFIX N                 sets NAME[], ENDS[], WORDS[] and WANTED[] for each row; N keeps two sets apart
rows() {
	local row n=0
	NAME=() ENDS=() WORDS=() WANTED=()
	row() {
		NAME+=("$1")
		ENDS+=("$2")
		read -rd '' -a row <<<"$3" || true
		WORDS+=("${row[*]}")
		# shellcheck disable=SC2086 # words
		WANTED+=("$(items $4)")
	}
	for row in "${ROWS4[@]}"; do
		row "$1"4-$((++n)) "local 192.0.2.1 remote 198.51.$2.$n" "${row%%|*}" \
			"local 192.0.2.1 remote 198.51.$2.$n $BASE4 ${row#*|}"
	done
	for row in "${ROWS6[@]}"; do
		row "$1"6-$((++n)) "local 2001:db8::1 remote 2001:db8:$2::$n" "${row%%|*}" \
			"local 2001:db8::1 remote 2001:db8:$2::$n $BASE6 ${row#*|}"
	done
}

# shown NS                      sets SHOWN[name] to what `ip` shows of each link's options
shown() {
	local name words
	declare -gA SHOWN=()
	while read -r name words; do
		SHOWN[$name]=$words
	done < <(ns "$1" ip -d -o link show type gre2890 |
		sed -E 's/ (addrgenmode|numtxqueues) .*//; s/^[0-9]+: ([^:@]+).* gre2890 /\1 /')
}

# hold NS                       records all links of a namespace
hold() {
	HELD=$1
	ns "$1" ip -d link show >"$WORK/held"
}

# held DESC                     claims that no link has changed since hold
held() {
	ns "$HELD" ip -d link show >"$WORK/now"
	if cmp -s "$WORK/held" "$WORK/now"; then
		ok "$1"
	else
		not_ok "$1" "$(diff "$WORK/held" "$WORK/now")"
	fi
}

# declined DESC STATUS TEXT CMD...    claims that CMD exits with STATUS and prints TEXT alone on standard error
declined() {
	local desc=$1 wanted=$2 text=$3 said status=0
	shift 3
	said=$("$@" 2>&1 >/dev/null) || status=$?
	if [[ $status -eq $wanted && $said == "$text" ]]; then
		ok "$desc"
	else
		not_ok "$desc" "$*" "got:    status $status, $said" "wanted: status $wanted, $text"
	fi
}
