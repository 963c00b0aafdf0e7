#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Each refusal by `ip` gives a reason, and changes nothing.
#
#   gw1: u0 192.0.2.1/24 2001:db8::1/64 and the tunnels below, as gw_topology draws it
#
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/config.sh
. "$LIB/config.sh"
need root module:gre2890
gw_topology

ns gw1 ip -batch - <<-END
	link add h0 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 7
	link add h1 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 8
	link add h2 type gre2890 local 192.0.2.1 remote 192.0.2.2 nopmtudisc ignore-df
	link add e0 type gre2890 remote 192.0.2.2 key 9 mode ether
	link add n0 type gre2890 local 192.0.2.1 key 7
	link add n1 type gre2890
	link add s0 type gre2890 local 2001:db8::1 remote 2001:db8::2 key 7
	link add s1 type gre2890 remote fe80::2 dev u0
	link add a1 type gre2890 local 192.0.2.1 remote 192.0.2.8 key 1 keepalive 10 keepalive-form plain
	link add a2 type gre2890 local 192.0.2.1 remote 192.0.2.8 key 2 keepalive 10
END
hold gw1

# kernel DESC TEXT CMD...       claims that the kernel refuses `ip link CMD` with TEXT. One call of `ip` runs all of these.
DESC=() TEXT=() CMD=()
kernel() {
	DESC+=("$1") TEXT+=("$2") CMD+=("link ${*:3}")
}
kernel_claims() {
	local i line said=()
	printf '%s\n' "${CMD[@]}" >"$WORK/batch"
	ns gw1 ip -force -batch "$WORK/batch" >/dev/null 2>"$WORK/errors" || true
	line=
	while read -r text; do
		if [[ $text == "Command failed "* ]]; then
			said[${text##*:} - 1]=$line
		else
			line=$text
		fi
	done <"$WORK/errors"
	for i in "${!CMD[@]}"; do
		equal "${DESC[i]}" "${said[i]-done}" "Error: ${TEXT[i]}."
	done
}

# plugin DESC WORD TEXT CMD...  claims that the plugin refuses WORD because of TEXT
plugin() {
	declined "$1" 255 "Error: argument \"$2\" is wrong: $3" ns gw1 ip link "${@:4}"
}

add="add x type gre2890"
# shellcheck disable=SC2086 # words
{
# Identities
ends="local 192.0.2.1 remote 192.0.2.2"
kernel "add: an identity that is in use" "h0 has this local, remote and key" $add $ends key 7
kernel "add: an identity that differs only in the key sent" "h0 has this local, remote and key" $add $ends ikey 7 okey 9
kernel "add: an identity that differs only in the mode" "h0 has this local, remote and key" $add $ends key 7 mode ether
kernel "add: an identity without a key that is in use" "h2 has this local, remote and key" $add $ends
kernel "add: an identity without addresses that is in use" "n1 has this local, remote and key" $add
kernel "add: an identity without a remote that is in use" "n0 has this local, remote and key" $add local 192.0.2.1 key 7
kernel "add: an identity over IPv6 that is in use" "s0 has this local, remote and key" $add local 2001:db8::1 remote 2001:db8::2 key 7
kernel "change: to an identity that is in use" "h0 has this local, remote and key" set h1 type gre2890 key 7 ttl 9 csum
kernel "change: to an identity without a key that is in use" "h2 has this local, remote and key" set h1 type gre2890 nokey
kernel "change: to an identity that is in use, by key and local address" "h0 has this local, remote and key" set h1 type gre2890 ikey 7 okey 8 local 192.0.2.1

# Addresses
for address in 255.255.255.255 ff01::1 ::ffff:192.0.2.2; do
	kernel "add: remote $address" "The address is neither unicast nor that of a group beyond this host" \
		$add remote $address dev u0
done
kernel "add: local 239.1.1.1" "The address is not unicast" $add local 239.1.1.1 remote 192.0.2.2
kernel "change: remote 224.0.0.5" "A unicast remote stays unicast" set h0 type gre2890 ttl 9 remote 224.0.0.5
kernel "change: local ff02::1" "The address is not unicast" set s0 type gre2890 ttl 9 local ff02::1
both="local and remote must both be IPv4 or both be IPv6"
plugin "add: addresses of two families" 2001:db8::2 "$both" $add local 192.0.2.1 remote 2001:db8::2
plugin "change: the family of one address" 2001:db8::9 "$both" set h0 type gre2890 ttl 9 remote 2001:db8::9
kernel "change: the family" "The underlay's family can't be changed" \
	set h0 type gre2890 local 2001:db8::1 remote 2001:db8::9 ttl 9
kernel "change: the family of a tunnel without addresses" "The underlay's family can't be changed" set n1 type gre2890 local 2001:db8::1
kernel "add: a link-local remote without dev" "A link-local address needs a dev" $add remote fe80::2
kernel "add: a link-local local without dev" "A link-local address needs a dev" $add local fe80::1 remote 2001:db8::2
kernel "change: to link-local without dev" "A link-local address needs a dev" set s0 type gre2890 remote fe80::2
kernel "change: adding a remote" "A remote can't be added" set n0 type gre2890 remote 192.0.2.3 ttl 9
kernel "change: removing the remote" "A remote can't be taken away" set h0 type gre2890 remote any ttl 9

# The device, the mode
plugin "add: a dev that does not exist" nosuch "no such device" $add remote 192.0.2.2 dev nosuch
kernel "change: dev is the link itself" "dev is the tunnel itself" set h0 type gre2890 dev h0 ttl 9
kernel "change: the mode to ether" "The mode can't be changed" set h0 type gre2890 mode ether ttl 9
kernel "change: the mode to ip" "The mode can't be changed" set e0 type gre2890 mode ip ttl 9
kernel "add: mode ether without remote" "Mode ether needs a remote" $add mode ether local 192.0.2.1 key 5
kernel "change: removing the remote in mode ether" "Mode ether needs a remote" set e0 type gre2890 remote any
kernel "add: an address in mode ip" "The address of an IP tunnel is its local" \
	add x address 02:00:5e:10:00:01 type gre2890 remote 192.0.2.2 key 5
for address in 01:00:5e:10:00:01 00:00:00:00:00:00 ff:ff:ff:ff:ff:ff; do
	kernel "add: Ethernet address $address" "Not a unicast Ethernet address" \
		add x address $address type gre2890 remote 192.0.2.2 key 5 mode ether
done
kernel "add: an MTU that IPv4 does not allow" "mtu less than device minimum" add x mtu 67 type gre2890 remote 192.0.2.9
kernel "set: an MTU that IPv4 does not allow, in mode ether" "mtu less than device minimum" set e0 mtu 67
kernel "set: an MTU larger than a packet" "mtu greater than device maximum" set h0 mtu 65536

# Options of the other family
only4="tos, pmtudisc and ignore-df are for an IPv4 underlay"
for word in pmtudisc nopmtudisc ignore-df noignore-df; do
	kernel "add: $word over IPv6" "$only4" $add remote 2001:db8::2 $word
done
kernel "change: ignore-df over IPv6" "$only4" set s0 type gre2890 ttl 9 ignore-df
only6="encaplimit and allow-localremote are for an IPv6 underlay"
kernel "add: flowlabel over IPv4" "An IPv4 underlay has tos, no tclass and flowlabel" $add remote 192.0.2.9 flowlabel 5
kernel "change: flowlabel over IPv4" "An IPv4 underlay has tos, no tclass and flowlabel" set h0 type gre2890 ttl 9 flowlabel 5
for word in "encaplimit 4" "encaplimit none" allow-localremote; do
	kernel "add: $word over IPv4" "$only6" $add remote 192.0.2.9 $word
done
kernel "add: ignore-df with path MTU discovery" "ignore-df needs nopmtudisc" $add remote 192.0.2.9 ignore-df
kernel "change: ignore-df with path MTU discovery" "ignore-df needs nopmtudisc" set h0 type gre2890 ttl 9 ignore-df
kernel "change: path MTU discovery with ignore-df" "ignore-df needs nopmtudisc" set h2 type gre2890 ttl 9 pmtudisc

# Sequence numbers
reorder="reorder-timeout and reorder-buffer are for seq-mode reorder"
kernel "add: seq-window in another mode" "seq-window is for seq-mode window" $add remote 192.0.2.9 iseq seq-window 5
kernel "add: seq-window without a seq-mode" "seq-window is for seq-mode window" $add remote 192.0.2.9 seq-window 5
kernel "add: reorder-timeout in another mode" "$reorder" $add remote 192.0.2.9 seq-mode window reorder-timeout 5
kernel "change: reorder-buffer without a seq-mode" "$reorder" set h2 type gre2890 ttl 9 reorder-buffer 5
kernel "add: seq-resync without a seq-mode" "seq-resync needs a seq-mode other than off" $add remote 192.0.2.9 seq-resync idle 5
kernel "change: seq-resync without a seq-mode" "seq-resync needs a seq-mode other than off" \
	set h0 type gre2890 ttl 9 seq-resync packets 5
plugin "add: an unknown seq-mode" lax "'seq-mode' takes auto|off|strict|window|reorder" $add remote 192.0.2.9 seq-mode lax
plugin "add: seq-window 0" 0 "'seq-window' takes a number from 1 to 1024" $add remote 192.0.2.9 seq-window 0
plugin "add: reorder-timeout 10001" 10001 "'reorder-timeout' takes a number from 1 to 10000" \
	$add remote 192.0.2.9 reorder-timeout 10001
plugin "add: seq-resync idle without a time" idle "needs a number: never|packets N|idle MS" $add remote 192.0.2.9 seq-resync idle
plugin "add: seq-resync after 0 packets" 0 "'seq-resync packets' takes a number from 1 to 1024" \
	$add remote 192.0.2.9 seq-resync packets 0

# Liveness
pair="local 192.0.2.1 remote 192.0.2.9"
for some in "remote 192.0.2.9" "local 192.0.2.1 key 5" "local 192.0.2.1 remote 239.1.1.1"; do
	kernel "add: keepalive with $some" "keepalive needs local and remote" $add $some keepalive 10
	kernel "add: reflect with $some" "reflect needs local and remote" $add $some reflect inside
done
for word in "retries 5" "hold 5" "form auth" "loss 5" "rtt 5"; do
	kernel "add: keepalive-$word without keepalive" "keepalive-${word% *} needs keepalive" $add $pair keepalive-$word
	kernel "add: keepalive-$word with keepalive off" "keepalive-${word% *} needs keepalive" \
		$add $pair keepalive off keepalive-$word
	kernel "change: keepalive-$word without keepalive" "keepalive-${word% *} needs keepalive" \
		set h0 type gre2890 ttl 9 keepalive-$word
done
for word in "loss 5" "rtt 5"; do
	kernel "add: keepalive-$word with form plain" "keepalive-loss and keepalive-rtt need keepalive-form key or auth" \
		$add $pair keepalive 10 keepalive-form plain keepalive-$word
done
kernel "change: form plain where another tunnel has it" "a1 asks and has the same answers: use keepalive-form key or auth" \
	set a2 type gre2890 ttl 9 keepalive-form plain
plugin "add: keepalive too often" 99 "'keepalive' takes 1 to 32767 (seconds), 100 ms to 32767000 ms, or off" \
	$add $pair keepalive 99 ms
plugin "add: keepalive-loss of all" 100 "'keepalive-loss' takes a number from 0 to 99 or off" \
	$add $pair keepalive 10 keepalive-loss 100

# Options of `type gre` that gre2890 does not have
plugin "add: external" external "not supported: use one link for each remote and key" $add external
for encap in fou gue; do
	plugin "add: encap $encap" $encap "not supported: GRE in UDP; 'encap' takes only none" $add remote 192.0.2.9 encap $encap
done
for word in encap-sport encap-dport encap-csum encap-csum6 encap-remcsum; do
	plugin "add: $word" $word "not supported: GRE in UDP" $add remote 192.0.2.9 $word auto
done
for word in erspan erspan_ver erspan_dir erspan_hwid; do
	plugin "add: $word" $word "not supported: ERSPAN; use type erspan or ip6erspan" $add remote 192.0.2.9 $word 1
done
plugin "add: fwmark inherit" inherit "not supported: 'fwmark' takes only a number" $add remote 2001:db8::9 fwmark inherit

# Numbers and keywords
plugin "add: ttl 256" 256 "'ttl' takes a number from 0 to 255 or inherit" $add remote 192.0.2.9 ttl 256
plugin "add: tos 100" 100 "'tos' takes 0 to ff (hexadecimal), a DSCP's name or inherit" $add remote 192.0.2.9 tos 100
plugin "add: a key of 33 bits" 4294967296 "'key' takes a number from 0 to 4294967295 or a dotted quad" \
	$add remote 192.0.2.9 key 4294967296
plugin "add: a key of five octets" 1.2.3.4.5 "'ikey' takes a number from 0 to 4294967295 or a dotted quad" \
	$add remote 192.0.2.9 ikey 1.2.3.4.5
plugin "add: flowlabel 100000" 100000 "'flowlabel' takes 0 to fffff (hexadecimal) or inherit" \
	$add remote 2001:db8::9 flowlabel 100000
plugin "add: encaplimit 256" 256 "'encaplimit' takes a number from 0 to 255 or none" $add remote 2001:db8::9 encaplimit 256
plugin "add: fwmark -1" -1 "'fwmark' takes a number from 0 to 4294967295" $add remote 192.0.2.9 fwmark -1
plugin "add: an incomplete address" 192.0.2 "not an IPv4 or IPv6 address, nor 'any'" $add remote 192.0.2
plugin "add: an unknown mode" frame "'mode' takes ip|ether" $add remote 192.0.2.9 mode frame
plugin "add: an unknown option" kye "unknown option, see 'ip link help gre2890'" $add remote 192.0.2.9 kye 5
plugin "add: a missing argument" key "needs an argument: K" $add remote 192.0.2.9 key
plugin "change: a wrong value after valid options" 300 "'ttl' takes a number from 0 to 255 or inherit" \
	set h0 type gre2890 key 5 ttl 300
}
kernel_claims
declined "set: a multicast Ethernet address" 2 "RTNETLINK answers: Cannot assign requested address" \
	ns gw1 ip link set e0 address 01:00:5e:10:00:01
held "the refused requests have changed nothing"

check "similar requests with other identities are accepted" ns gw1 ip -batch - <<-END
	link add x0 type gre2890 local 192.0.2.1 remote 192.0.2.3 key 7
	link add x1 type gre2890 local 192.0.2.3 remote 192.0.2.2 key 7
	link add x2 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 0
	link add x3 type gre2890 remote 192.0.2.2 key 7
	link add x4 type gre2890 key 7
	link add x5 type gre2890 local ::
	link add x6 type gre2890 remote fe80::3 dev u0
	link add x7 mtu 68 type gre2890 remote 192.0.2.9
	link set e0 address 02:00:5e:10:00:01
	link set h1 type gre2890 key 7 remote 192.0.2.4
END
check "the same identity is free in another namespace" \
	ns gw2 ip link add h0 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 7
check "an identity that a change has given up is free" ns gw1 ip link add x8 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 8
check "  and so is that of a deleted link" ns gw1 ip -batch - <<-END
	link del h0
	link add x9 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 7
END
