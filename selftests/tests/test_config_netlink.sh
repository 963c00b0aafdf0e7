#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The netlink interface: attributes that no tool sends, and requests of software that configures `gre`.
#
#   gw1: u0 192.0.2.1/24 2001:db8::1/64 and tunnels, as gw_topology draws it
#
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/config.sh
. "$LIB/config.sh"
need root module:gre2890 python3 python:yaml
gw_topology

coproc PEER { ip netns exec "$PFX-gw1" python3 "$LIB/config_netlink.py" 2>&1; }

# nl DESC ANSWER COMMAND...     claims that config_netlink.py answers ANSWER to COMMAND
nl() {
	local answer
	echo "${@:3}" >&"${PEER[1]}"
	read -r -t 60 answer <&"${PEER[0]}" || answer="no answer"
	equal "$1" "$answer" "$2"
}

ends4="local=192.0.2.1 remote=192.0.2.2"
ends6="local=2001:db8::1 remote=2001:db8::2"
all="iflags=0xb000 oflags=0xb000 ikey=1 okey=2 ttl=64 fwmark=7 encap_type=0"
nl "add: every attribute over IPv4" OK "add r4 gre2890 $ends4 $all tos=4 pmtudisc=0 ignore_df=1"
nl "add: every attribute over IPv6" OK "add r6 gre2890 $ends6 $all flowinfo=0x00812345 encap_limit=4 flags=0x40"
hold gw1

# ---- what is refused: the error, the attribute that is pointed at, and the words ----

# no WANTED WORDS...            claims that a link with these attributes is refused
no() {
	nl "add: ${*:2} is refused" "$1" "add x gre2890 ${*:2}"
}
for number in 0 90 200; do
	no "EINVAL $number Unknown attribute type" "$ends4 $number=01000000"
done
for number in 25 49 63; do
	no "EINVAL $number Unsupported attribute" "$ends4 $number=01000000"
done
no "EINVAL iflags invalid attribute length" 2=00
no "EINVAL okey invalid attribute length" 5=000000
no "EINVAL ttl invalid attribute length" 8=4000
no "EINVAL ttl invalid attribute length" 8=
no "EINVAL flags invalid attribute length" "remote=2001:db8::2 13=0000"
no "EINVAL mode invalid attribute length" 64=01000000
no "EINVAL local An address has 4 or 16 octets" 6=c000020101
no "EINVAL remote An address has 4 or 16 octets" 7=
no "ERANGE local Attribute failed policy validation" 6=20010db800000000000000000000000101
no "EINVAL - bytes leftover after parsing attributes" "$ends4 junk"
no "EINVAL remote Local and remote are of different families" "local=192.0.2.1 remote=2001:db8::2"
no "EINVAL remote Local and remote are of different families" "local=0.0.0.0 remote=2001:db8::2"
no "EINVAL local The address is not unicast" "local=224.0.0.1 remote=192.0.2.2"
no "EINVAL remote The address is neither unicast nor that of a group beyond this host" "remote=ff01::1"
no "EINVAL - A link-local address needs a dev" "remote=ff02::1"
no "ERANGE mode integer out of range" "$ends4 mode=2"
no "EINVAL mode Mode ether needs a remote" "local=192.0.2.1 mode=1"
no "ERANGE pmtudisc integer out of range" "$ends4 pmtudisc=2"
no "ERANGE ignore_df integer out of range" "$ends4 pmtudisc=0 ignore_df=2"
no "EINVAL ignore_df ignore-df needs nopmtudisc" "$ends4 ignore_df=1"
for flag in 0x4000 0x0800 0x0080 0x0001; do
	no "EINVAL iflags Flags are GRE_CSUM, GRE_KEY and GRE_SEQ" "$ends4 iflags=$flag"
	no "EINVAL oflags Flags are GRE_CSUM, GRE_KEY and GRE_SEQ" "$ends4 oflags=$flag"
done
for flag in 0x08 0x10 0x20 0x80 0x80000000; do
	no "EINVAL flags A flag of ip6gre that gre2890 does not have" "$ends6 flags=$flag"
done
no "EINVAL encap_type UDP encapsulation is not supported" "$ends4 encap_type=1"
no "EINVAL encap_type UDP encapsulation is not supported" "$ends6 encap_type=2"
no "EINVAL collect_metadata External mode is not supported" collect_metadata
no "EINVAL state The state can't be set" "$ends4 state=0"
for word in state-age keepalive-misses keepalive-answer-age keepalive-rtt-last keepalive-rtt-smoothed keepalive-rtt-min \
	keepalive-lost; do
	no "EINVAL ${word//-/_} The $word can't be set" "$ends4 keepalive=1000 ${word//-/_}=0"
done
no "ENODEV local_dev The underlay namespace has no such local-dev" "remote=192.0.2.2 local_dev=9999"
no "EINVAL link_name The name is not that of the device" "$ends4 link=1 link_name=nosuch"
no "EINVAL local_dev_name The name is not that of the device" "remote=192.0.2.2 local_dev=1 local_dev_name=nosuch"
for name in link_name local_dev_name; do
	number=$([[ $name == link_name ]] && echo 73 || echo 74)
	no "EINVAL $name Attribute failed policy validation" "remote=192.0.2.2 $name=$(printf 'n%.0s' {1..128})"
	no "EINVAL $name Attribute failed policy validation" "remote=192.0.2.2 $number=6e"
done
no "EINVAL local local is the address of local-dev" "$ends4 local_dev=1"
no "ERANGE seq_mode integer out of range" "$ends4 seq_mode=5"
for word in seq_window=0 seq_window=1025 reorder_timeout=0 reorder_timeout=10001 reorder_buffer=0 reorder_buffer=4097 \
	resync_packets=1025; do
	no "ERANGE ${word%=*} integer out of range" "$ends4 seq_mode=4 $word"
done
no "ERANGE resync_idle seq-resync idle is an hour at most" "$ends4 seq_mode=2 resync_idle=3600001"
no "ERANGE resync_idle seq-resync idle is an hour at most" "$ends4 seq_mode=2 resync_idle=0xffffffff"
no "EINVAL seq_window seq-window is for seq-mode window" "$ends4 seq_mode=2 seq_window=5"
no "EINVAL seq_window seq-window is for seq-mode window" "$ends4 seq_window=5"
reorder="reorder-timeout and reorder-buffer are for seq-mode reorder"
no "EINVAL reorder_timeout $reorder" "$ends4 seq_mode=3 reorder_timeout=5"
no "EINVAL reorder_buffer $reorder" "$ends4 iflags=0x1000 reorder_buffer=5"
for word in resync_packets=5 resync_idle=5 resync_packets=0; do
	no "EINVAL ${word%=*} seq-resync needs a seq-mode other than off" "$ends4 $word"
	no "EINVAL ${word%=*} seq-resync needs a seq-mode other than off" "$ends4 iflags=0x1000 seq_mode=1 $word"
done
no "EINVAL resync_packets seq-resync is after packets or after idle time, not both" \
	"$ends4 seq_mode=2 resync_packets=5 resync_idle=5"
for word in keepalive_answer=2 reflect=3 keepalive_retries=0 keepalive_hold=0 keepalive_form=3 keepalive_loss=100; do
	no "ERANGE ${word%=*} integer out of range" "$ends4 keepalive=1000 $word"
done
for ms in 1 99 32767001 0xffffffff; do
	no "ERANGE keepalive keepalive is off or from 100 ms to 32767 s" "$ends4 keepalive=$ms"
done
for ms in 60001 0xffffffff; do
	no "ERANGE keepalive_rtt keepalive-rtt is a minute at most" "$ends4 keepalive=1000 keepalive_rtt=$ms"
done
for ends in remote=192.0.2.2 local=192.0.2.1 "local=192.0.2.1 remote=239.1.1.1" local=2001:db8::1; do
	no "EINVAL keepalive keepalive needs local and remote" "$ends keepalive=1000"
	no "EINVAL reflect reflect needs local and remote" "$ends reflect=1"
done
for word in retries=3 hold=1 form=0 loss=5 rtt=5; do
	no "EINVAL keepalive_${word%=*} keepalive-${word%=*} needs keepalive" "$ends4 keepalive_$word"
	no "EINVAL keepalive_${word%=*} keepalive-${word%=*} needs keepalive" "$ends4 keepalive=0 keepalive_$word"
done
for word in loss=5 rtt=5; do
	no "EINVAL keepalive_form keepalive-loss and keepalive-rtt need keepalive-form key or auth" \
		"$ends4 keepalive=1000 keepalive_form=1 keepalive_$word"
done
for word in erspan_index=1 erspan_ver=1 erspan_dir=0 erspan_hwid=1; do
	no "EINVAL ${word%=*} ERSPAN is not supported" "$ends4 $word"
done
no "ENODEV link The underlay namespace has no such dev" "$ends4 link=9999"
no "EINVAL - A link-local address needs a dev" "remote=fe80::2"
no "EINVAL flowinfo An IPv4 underlay has tos, no tclass and flowlabel" "$ends4 flowinfo=0"
for word in encap_limit=4 flags=0; do
	no "EINVAL ${word%=*} encaplimit and allow-localremote are for an IPv6 underlay" "$ends4 $word"
done
for word in tos=4 pmtudisc=1 ignore_df=0; do
	no "EINVAL ${word%=*} tos, pmtudisc and ignore-df are for an IPv4 underlay" "$ends6 $word"
done
no "EINVAL ifla:1 The address of an IP tunnel is its local" "$ends4 address=02005e100001"
no "EADDRNOTAVAIL ifla:1 Not a unicast Ethernet address" "$ends4 mode=1 address=02005e1000"
no "EADDRNOTAVAIL ifla:1 Not a unicast Ethernet address" "$ends4 mode=1 address=01005e100001"
no "EEXIST - r4 has this local, remote and key" "$ends4 iflags=0x2000 ikey=1"
nl "add: a name that is in use is refused" "EEXIST -" "add r4 gre2890 remote=192.0.2.9"
nl "set: a request for a stock kind is refused" "EOPNOTSUPP -" "set r4 gre $ends4 ttl=9"
nl "set: a change of the mode is refused" "EINVAL mode The mode can't be changed" "set r4 gre2890 ttl=9 mode=1"
nl "set: a change of the family is refused" "EINVAL local The underlay's family can't be changed" "set r4 gre2890 ttl=9 $ends6"
nl "set: removing the remote is refused" "EINVAL - A remote can't be taken away" "set r4 gre2890 ttl=9 remote=0.0.0.0"
nl "set: a valid attribute before a wrong one is not applied" "EINVAL oflags Flags are GRE_CSUM, GRE_KEY and GRE_SEQ" \
	"set r6 gre2890 ttl=9 fwmark=9 okey=9 oflags=0x4000"
held "the refused requests have changed nothing"

# ---- a change of one attribute ----

# one ATTRIBUTE...              claims that only this attribute changes; ATTR=VALUE OTHER... names others that follow from it
one() {
	local also=("${@:3}")
	nl "set: only ${2} changes${also[*]:+ with it: ${also[*]}}" \
		"OK $(printf '%s\n' "${2%%=*}" "${also[@]}" | sort | xargs)" "keep $1 gre2890 $2"
}
lo=$(ns gw1 ip -o link show lo | cut -d: -f1)
for word in ttl=5 tos=8 fwmark=9 ikey=11 okey=12 "link=$lo" local=192.0.2.3 remote=192.0.2.4 ignore_df=0 pmtudisc=1; do
	one r4 "$word"
done
one r4 resync_packets=5
nl "set: the other way of resynchronising beside it is refused" \
	"EINVAL resync_idle seq-resync is after packets or after idle time, not both" "set r4 gre2890 resync_idle=5"
one r4 resync_packets=0
one r4 resync_idle=5
one r4 seq_mode=3 seq_window
one r4 seq_window=5
one r4 seq_mode=4 seq_window reorder_timeout reorder_buffer
one r4 reorder_timeout=5
one r4 reorder_buffer=5
one r4 seq_mode=0 reorder_timeout reorder_buffer
one r4 iflags=0x2000 resync_packets resync_idle
one r4 keepalive_answer=0
one r4 reflect=2
asking=(keepalive_retries keepalive_hold keepalive_form keepalive_loss keepalive_rtt)
one r4 keepalive=5000 "${asking[@]}"
for word in keepalive=100 keepalive_retries=5 keepalive_hold=5 keepalive_loss=5 keepalive_rtt=5 keepalive_loss=0 \
	keepalive_rtt=0 keepalive_form=2; do
	one r4 "$word"
done
one r4 keepalive_form=1 keepalive_loss keepalive_rtt
one r4 keepalive=0 "${asking[@]:0:3}"
one r4 oflags=0x9000 okey
one r4 iflags=0 ikey
nl "set: a key without its flag does not count" "OK" "keep r4 gre2890 ikey=5"
nl "set: no attributes change nothing" "OK" "keep r4 gre2890"
nl "set: the same values change nothing" "OK" "keep r4 gre2890 ttl=5 fwmark=9 remote=192.0.2.4"
for word in ttl=5 fwmark=9 encap_limit=5 flowinfo=0x00012345 flags=0x42 "link=$lo" local=2001:db8::3 remote=2001:db8::4; do
	one r6 "$word"
done
nl "set: the flag removes the limit" "OK encap_limit flags" "keep r6 gre2890 flags=0x41"
nl "set: a new limit removes the flag" "OK encap_limit flags" "keep r6 gre2890 flags=0x40 encap_limit=7"

# ---- software that speaks gre ----

# The attributes that iproute2 sends for `type gre`, `type gretap` and `type ip6gre`, in its order
gre="ikey=7 okey=7 iflags=0x2000 oflags=0x2000 local=192.0.2.1 remote=192.0.2.9 pmtudisc=1 tos=0 ttl=64 fwmark=0
	encap_type=0 encap_flags=0 encap_sport=0 encap_dport=0"
ip6gre="ikey=7 okey=7 iflags=0x2000 oflags=0x2000 local=2001:db8::1 remote=2001:db8::9 ttl=64 encap_limit=4
	flowinfo=0x00812345 flags=0x40 fwmark=0 encap_type=0 encap_flags=0 encap_sport=0 encap_dport=0"
gre=$(xargs <<<"$gre") ip6gre=$(xargs <<<"$ip6gre")
alike() {
	equal "$1" "$(ns gw1 ip -d link show "$2" | sed -n 's/ mode ip / /; s/.* gre2890 \(.*\) addrgen.*/\1/p')" \
		"$(ns gw1 ip -d link show "$3" | sed -nE 's/.* (ip6)?gre (.*) addrgen.*/\2/p')"
}
if lib_has module:ip_gre && lib_has module:ip6_gre; then
	nl "the request of software for gre over IPv4 adds a stock link" OK "add s4 gre $gre"
	nl "  and with the kind changed a link of gre2890" OK "add g4 gre2890 $gre"
	alike "  which shows the same options" g4 s4
	nl "the request of software for ip6gre adds a stock link" OK "add s6 ip6gre $ip6gre"
	nl "  and with the kind changed a link of gre2890" OK "add g6 gre2890 $ip6gre"
	alike "  which shows the same options" g6 s6
	nl "the request of software for a change of gre changes a stock link" OK "set s4 gre ${gre/ttl=64/ttl=5}"
	nl "  and a link of gre2890" OK "set g4 gre2890 ${gre/ttl=64/ttl=5}"
	alike "  which shows the same options" g4 s4
else
	skip "requests of software for gre" "ip_gre or ip6_gre is missing"
fi
nl "nested attributes may have the flag NLA_F_NESTED" OK "add m0 gre2890 $ends4 iflags=0x2000 ikey=99 nested"
nl "  also in a change" "OK ttl" "keep m0 gre2890 ttl=8 nested"
# Attributes of a tunnel over either family
settings=(link=00000000 iflags=0000 oflags=0000 ikey=00000000 okey=00000000 ttl=00 fwmark=00000000 mode=00 seq_mode=00
	local_dev=00000000 state=00 state_age=age keepalive_answer=01 reflect=00 keepalive=00000000)

sorted() {
	printf '%s\n' "$@" | LC_ALL=C sort | paste -sd' '
}

nl "a link without attributes is accepted" OK "add m1 gre2890 nodata"
nl "  and has the default settings" "$(sorted "${settings[@]}" local=00000000 remote=00000000 ignore_df=00 pmtudisc=01 tos=00)" "get m1"
nl "a link with only a remote is accepted over IPv6" OK "add m2 gre2890 remote=2001:db8::9"
nl "  and has no encapsulation limit by default" "$(sorted "${settings[@]}" "local=$(printf '0%.0s' {1..32})" \
	remote=20010db8000000000000000000000009 encap_limit=00 flags=01000000 flowinfo=00000000)" "get m2"
