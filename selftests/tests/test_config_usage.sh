#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The command gre2890 exits with 2 and one line that names a wrong word and its position, with 1 and the kernel's reason
# if the kernel refuses, else with 0. A refused command changes nothing.
#
#   gw1: u0 192.0.2.1/24 2001:db8::1/64 and the tunnels below, in gw_topology
#
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/config.sh
. "$LIB/config.sh"
need root module:gre2890 gre2890
gw_topology

ns gw1 ip -batch - <<-END
	link add h0 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 7
	link add h1 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 8
	link add e0 type gre2890 remote 192.0.2.2 key 9 mode ether
	link add s0 type gre2890 local 2001:db8::1 remote 2001:db8::2 key 7
	link add d0 type dummy
END
hold gw1

# cli ARGUMENT...
cli() {
	gre2890 -n "$PFX-gw1" "$@"
}

# wrong N WORD TEXT ARGUMENT...   claims a usage error at argument N, or for a missing argument if WORD is empty. -n NETNS
#                                 precedes the arguments.
wrong() {
	local quoted="'$2'"
	declined "wrong usage: gre2890 ${*:4}" 2 "gre2890: word $(($1 + 3))${2:+ $quoted}: $3" cli "${@:4}"
}

# denied LINK TEXT ARGUMENT...    claims a refusal by the kernel
denied() {
	declined "refused: ${*:3}" 1 "gre2890: $1: $2" cli "${@:3}"
}

wrong 1 sow "unknown verb, see 'gre2890 help'" sow
wrong 1 --frob "unknown option, see 'gre2890 help'" --frob show
wrong 1 "" "a verb is missing, see 'gre2890 help'"
wrong 2 "" "the new device's name is missing" add
wrong 3 "" "the options to set are missing" set h0
wrong 2 "" "the device's name is missing" del
wrong 3 kye "unknown option, see 'gre2890 help add'" add x kye 5
wrong 5 kye "unknown option, see 'gre2890 help set'" set h0 ttl 5 kye
wrong 4 300 "'ttl' takes a number from 0 to 255 or inherit" set h0 ttl 300
wrong 7 300 "'ttl' takes a number from 0 to 255 or inherit" -j add x key 5 ttl 300
wrong 6 1.2.3 "'key' takes a number from 0 to 4294967295 or a dotted quad" add x remote 192.0.2.9 key 1.2.3
wrong 6 ff1 "'tos' takes 0 to ff (hexadecimal), a DSCP's name or inherit" add x remote 192.0.2.9 tos ff1
wrong 6 100000 "'flowlabel' takes 0 to fffff (hexadecimal) or inherit" add x remote 2001:db8::9 flowlabel 100000
wrong 6 256 "'encaplimit' takes a number from 0 to 255 or none" add x remote 2001:db8::9 encaplimit 256
wrong 6 4294967296 "'fwmark' takes a number from 0 to 4294967295" add x remote 192.0.2.9 fwmark 4294967296
wrong 6 frame "'mode' takes ip|ether" add x remote 192.0.2.9 mode frame
wrong 4 192.0.2 "not an IPv4 or IPv6 address, nor 'any'" set h0 local 192.0.2
wrong 6 2001:db8::2 "local and remote must both be IPv4 or both be IPv6" add x local 192.0.2.1 remote 2001:db8::2
wrong 4 2001:db8::2 "local and remote must both be IPv4 or both be IPv6" set h0 remote 2001:db8::2
wrong 6 nosuch "no such device" add x remote 192.0.2.9 dev nosuch
wrong 3 external "not supported: use one link for each remote and key" add x external
wrong 6 fou "not supported: GRE in UDP; 'encap' takes only none" add x remote 192.0.2.9 encap fou
wrong 5 erspan_ver "not supported: ERSPAN; use type erspan or ip6erspan" add x remote 192.0.2.9 erspan_ver 1
wrong 6 02:00:5e:10 "not an Ethernet address" add x mode ether address 02:00:5e:10
wrong 4 nowhere "no such network namespace, see 'ip netns'" add x netns nowhere
wrong 3 link-netns "unknown option, see 'gre2890 help set'" set h0 link-netns nowhere
wrong 4 key "needs an argument: K" set h0 seq key
wrong 2 0123456789abcdef "a device's name has 1 to 15 characters" add 0123456789abcdef remote 192.0.2.9
wrong 3 h1 "one device at most" show h0 h1
wrong 3 h1 "one device at most" stats h0 h1

denied x "h0 has this local, remote and key" add x local 192.0.2.1 remote 192.0.2.2 key 7
denied h1 "h0 has this local, remote and key" set h1 ttl 9 key 7 csum
denied h0 "a device of type gre2890 has this name (ifindex $(ns gw1 cat /sys/class/net/h0/ifindex))" add h0 remote 192.0.2.9
denied x "The address is neither unicast nor that of a group beyond this host" add x remote 255.255.255.255
denied h0 "The underlay's family can't be changed" set h0 ttl 9 local 2001:db8::1 remote 2001:db8::2
denied h0 "The mode can't be changed" set h0 ttl 9 mode ether
denied x "Mode ether needs a remote" add x mode ether
denied h0 "A remote can't be taken away" set h0 ttl 9 remote any
denied h0 "dev is the tunnel itself" set h0 ttl 9 dev h0
denied h0 "ignore-df needs nopmtudisc" set h0 ttl 9 ignore-df
denied s0 "A link-local address needs a dev" set s0 remote fe80::2 ttl 9
denied s0 "tos, pmtudisc and ignore-df are for an IPv4 underlay" set s0 nopmtudisc ttl 9
denied x "The address of an IP tunnel is its local" add x remote 192.0.2.9 address 02:00:5e:10:00:01
denied x "Not a unicast Ethernet address" add x remote 192.0.2.9 mode ether address 01:00:5e:10:00:01
denied x "mtu less than device minimum" add x remote 192.0.2.9 mtu 67
for verb in "show" "stats" "del" "set"; do
	rest=
	[[ $verb != set ]] || rest="ttl 9"
	# shellcheck disable=SC2086 # words
	denied nobody "No such device" $verb nobody $rest
	# shellcheck disable=SC2086
	denied d0 "not a link of type gre2890" $verb d0 $rest
done
declined "refused: a namespace that does not exist" 1 "gre2890: nowhere: no such network namespace, see 'ip netns'" \
	gre2890 -n nowhere show

held "the refused commands have changed nothing"

# Each of these exits with 0 and prints no error.
for words in "help" "help add" "--version" "show" "show h0" "stats" "stats h0" "-j show" "-j stats"; do
	# shellcheck disable=SC2086
	declined "done: $words" 0 "" cli $words
done
check "done: add" cli add x remote 192.0.2.9
check "done: set" cli set x ttl 9
check_fail "del of several links fails if one does not exist" cli del h0 nobody x
shown gw1
equal "  and deletes the others" "$(printf '%s\n' "${!SHOWN[@]}" | sort | xargs)" "e0 h1 s0"
