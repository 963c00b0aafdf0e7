#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# IPsec in transport mode between the addresses of a tunnel: packets of the tunnel leave as ESP, and with a policy that
# requires ESP the tunnel receives nothing else.
#
# Topology: gw_topology, with tunnels of key 7 (k) and 8 (o) over both underlays. gw2 also has tunnels (m) to 192.0.2.9
# and 2001:db8::9, to which no policy applies.
#
# Set the tunnels up when both ends exist: an ICMP error from the peer would be reported inside.
# shellcheck source=selftests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
need module:gre2890 python3
modprobe -qa esp4 esp6 authenc || skip_all "the kernel has no ESP"

inject_topology
for n in 1 2; do
	# Only these claims may send through the tunnels.
	ns gw$n sysctl -qw net.ipv6.conf.default.disable_ipv6=1
	{
		for f in 4 6; do
			if [[ $f -eq 4 ]]; then net=192.0.2.; else net=2001:db8::; fi
			cat <<-END
				link add k$f type gre2890 local $net$n remote $net$((3 - n)) key 7
				link add o$f type gre2890 local $net$n remote $net$((3 - n)) key 8
				link add m$f type gre2890 local $net$n remote ${net}9
				address add 10.0.$f.$n/24 dev k$f
				address add 10.1.$f.$n/24 dev o$f
			END
		done
	} >"$WORK/batch"
	ns gw$n ip -batch "$WORK/batch"
done
for n in 1 2; do
	printf 'link set %s up\n' k4 o4 m4 k6 o6 m6 | ns gw$n ip -batch -
done
let_be "place = Tunnels('$PFX-gw2'); wire = Tap('$PFX-gw2', 'u0', out=True)"
let_be 'C = {4: "192.0.2.9", 6: "2001:db8::9"}'

# clear DESC WORDS PARTS        claims which words plain packets from gw1 bring to gw2's tunnels
# Some kernels look for the key only in packets of 12 octets or more, so the text has this length.
clear() {
	equal "IPv$f: $1" "$(inject "arrived(src, dst, place, ip(A$f, B$f, $3), ip(C[$f], B$f, gre('last')), \
		'm$f:last')")" "$2"
}

# seen                          prints the protocols on the wire since the last call, each once
seen() {
	inject 'heard(wire)' | tr ' ' '\n' | sort -u | xargs
}

keys="auth hmac(sha256) 0x$(printf '%064d' 1) enc cbc(aes) 0x$(printf '%032d' 1)"

# states ADDR ADDR              adds security associations for both directions
states() {
	echo "xfrm state add src $1 dst $2 proto esp spi 0x101 mode transport $keys"
	echo "xfrm state add src $2 dst $1 proto esp spi 0x102 mode transport $keys"
}

# policies VERB HERE THERE SELECTOR      adds or deletes the policies of one gateway
policies() {
	local tmpl
	tmpl="tmpl src $2 dst $3 proto esp mode transport"
	[[ $1 == add ]] || tmpl=''
	echo "xfrm policy $1 src $2 dst $3 proto gre $4 dir out $tmpl"
	tmpl="tmpl src $3 dst $2 proto esp mode transport"
	[[ $1 == add ]] || tmpl=''
	echo "xfrm policy $1 src $3 dst $2 proto gre $4 dir in $tmpl"
}

xfrm() {
	policies "$1" "$A" "$B" "${2:-}" >"$WORK/batch"
	ns gw1 ip -batch "$WORK/batch"
	policies "$1" "$B" "$A" "${2:-}" >"$WORK/batch"
	ns gw2 ip -batch "$WORK/batch"
}

send_clear() {
	inject "src.send(ip(A$f, B$f, gre('a-text', 7)), dst)"
}

for f in 4 6; do
	if [[ $f -eq 4 ]]; then A=192.0.2.1 B=192.0.2.2; else A=2001:db8::1 B=2001:db8::2; fi
	states $A $B >"$WORK/batch"
	ns gw1 ip -batch "$WORK/batch"
	ns gw2 ip -batch "$WORK/batch"

	clear "without a policy plain GRE is received" k$f:a-text 'gre("a-text", 7)'
	check "IPv$f: ping without a policy" ns gw1 ping -c 1 -W 5 10.0.$f.2
	seen >/dev/null

	xfrm add
	check "IPv$f: ping under a policy that requires ESP" ns gw1 ping -c 1 -W 5 10.0.$f.2
	check "IPv$f: ping in the other direction" ns gw2 ping -c 1 -W 5 10.1.$f.1
	equal "IPv$f: only ESP is on the wire" "$(seen)" proto-50
	clear "plain GRE is dropped under this policy" '' 'gre("a-text", 7)'
	reason_rises "IPv$f: it is counted" gw2 k$f rx_drop_policy send_clear
	cut='[(0, 8), (8, None)]'
	equal "IPv$f: plain GRE in fragments is dropped, too" "$(inject "arrived(src, dst, place, fragments(A$f, B$f, $cut, \
		gre('fragments', 7)), ip(C[$f], B$f, gre('last')), 'm$f:last')")" ''
	[[ $f -eq 4 ]] || clear "plain GRE behind destination options is dropped, too" '' 'dest(), gre("a-text", 7)'

	# Delete the security associations and keep the policy.
	ns gw1 ip xfrm state flush
	seen >/dev/null
	check_fail "IPv$f: without a security association no packet passes" \
		ns gw1 ping -c 2 -i 0.2 -W 1 10.0.$f.2
	equal "IPv$f: and no plain packet is sent" "$(seen)" ''
	states $A $B >"$WORK/batch"
	ns gw1 ip -batch "$WORK/batch"
	xfrm delete

	xfrm add 'key 7'
	seen >/dev/null
	check "IPv$f: ping under a policy for one key, with that key" ns gw1 ping -c 1 -W 5 10.0.$f.2
	equal "IPv$f: it is ESP on the wire" "$(seen)" proto-50
	check "IPv$f: ping with another key under this policy" ns gw1 ping -c 1 -W 5 10.1.$f.2
	equal "IPv$f: it is plain GRE on the wire" "$(seen)" proto-47
	clear "plain GRE with the key of the policy is dropped" '' 'gre("a-text", 7)'
	clear "plain GRE with another key is received" o$f:a-text 'gre("a-text", 8)'
	xfrm delete 'key 7'
	clear "without the policy plain GRE with this key is received again" k$f:a-text 'gre("a-text", 7)'
done
