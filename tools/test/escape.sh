# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Tests of names that would act on the terminal, for run.sh

# An escape sequence, a carriage return, C1 as UTF-8 and as an octet, quotes and an expansion; what is printed for them
evil=$'\e[2Ja\r' told='\033[2Ja\015'
c1=$'b\xc2\x9b1m\x9b\x7f' c1_told='b\302\2331m\233\177'
quoted=$'$(id)\\"\'`' quoted_told=$'$(id)\\\\"\'`'
bidi=$'c\xe2\x80\xaed' bidi_told='c\342\200\256d'
lines=$'x\ndelete t4' lines_told='x\012delete t4'

# raw                   what of standard input is neither printable UTF-8 nor the end of a line
raw() {
	python3 -c '
import sys, unicodedata
for octet in sys.stdin.buffer.read().decode("utf-8", "surrogateescape"):
    if octet != "\n" and unicodedata.category(octet) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        print(ascii(octet))'
}

# the links of the tests, with names as a tenant may choose
evil_links() {
	local names=("$evil" "$c1" "$quoted" "$bidi" 'grün'$'\xe2\x82\xac') i

	for i in "${!names[@]}"; do
		link "${names[i]}" $((20 + i)) remote 192.0.2.$((20 + i)) mode ether
	done
}

test_escape_show() {
	local name
	same "show: names are escaped" "$(cli show | sed 's/: state.*//')" "20: $told
21: $c1_told
22: $quoted_told
23: $bidi_told
24: grün€"
	same "show of one: so is its name" "$(cli show "$evil" | sed 's/: state.*//')" "20: $told"
	same "stats: names are escaped" "$(cli stats | sed -n 's/: rx_packets.*//p')" "20: $told
21: $c1_told
22: $quoted_told
23: $bidi_told
24: grün€"
	for name in show stats export '-j show' '-j -p show' '-j stats' 'stats --openmetrics'; do
		# shellcheck disable=SC2086 # options
		same "$name: nothing acts on the terminal" "$(cli $name 2>&1 | raw)" ""
	done
	same "export: nor does it as JSON" "$(cli -p export 2>/dev/null | raw)" ""
	same "JSON: a name is what it is" "$(cli -j show | python3 -c '
import json, os, sys
for link in json.load(sys.stdin):
    print(os.fsencode(link["ifname"]))')" \
		"$(python3 -c 'import os, sys
for name in sys.argv[1:]:
    print(os.fsencode(name))' "$evil" "$c1" "$quoted" "$bidi" 'grün€')"
	same "OpenMetrics: by the rules" "$(cli stats --openmetrics | misformed)" ""
	# shellcheck disable=SC2016 # a name
	same "OpenMetrics: every name is another, and none spoils the text" \
		"$(cli stats --openmetrics | sed -n 's/^gre2890_up{device="\(.*\)"} 1$/\1/p')" '/033[2Ja/015
b/302/2331m/233/177
$(id)\\\"'"'"'`
c/342/200/256d
grün€'
	same "export says escaped what it leaves out" "$(cli export 2>&1 >/dev/null | grep 'left out')" \
		"gre2890: $c1_told: name is not UTF-8: left out"
}

test_escape_events() {
	test/message gre2890 20 "$evil" mode ether remote 192.0.2.20 >"${work:?}/events"
	test/message gre2890 20 "$c1" mode ether remote 192.0.2.99 >>"$work/events"
	test/message gre2890 77 "$lines" >>"$work/events"
	same "monitor: names are escaped" \
		"$(KERNEL_EVENTS=$work/events KERNEL_LINKS=/dev/null cli monitor 2>&1 | sed 's/: state.*//')" \
		"created 20: $told
changed 20: $c1_told: -remote 192.0.2.20 +remote 192.0.2.99 -name $told +name $c1_told
created 77: $lines_told
gre2890: netlink: Input/output error"
	same "monitor -j: nothing acts on the terminal" \
		"$(KERNEL_EVENTS=$work/events cli -j monitor 2>/dev/null | raw)" ""
}

test_escape_plan() {
	# shellcheck disable=SC2028 # JSON's own
	echo '{"tunnels":[{"name":"\u001b[2Ja\r","remote":"192.0.2.20","mode":"ether","ttl":9,"alias":"m\u001b]0;x\u0007\\\n"},
		{"name":"n\u001b","addresses":["10.0.0.1/30"],"up":true}]}' >"${work:?}/$evil"
	same "apply --dry-run: names and aliases are escaped" "$(cli apply --dry-run --prune "$work/$evil")" "delete $quoted_told
delete $c1_told
delete $bidi_told
delete grün€
add n\\033: remote any local any ttl inherit mode ip up +10.0.0.1/30
change $told: -ttl inherit +ttl 9 alias 'm\\033]0;x\\007\\\\\\012'"
}

test_escape_errors() {
	gives "a wrong verb" 2 "gre2890: word 2 '$told': unknown verb, see 'gre2890 help'" cli "$evil"
	gives "a wrong option" 2 "gre2890: word 2 '--$told': unknown option, see 'gre2890 help'" cli "--$evil"
	gives "a wrong word" 2 "gre2890: word 4 '$lines_told': unknown option, see 'gre2890 help add'" cli add t1 "$lines"
	gives "a wrong value" 2 "gre2890: word 5 '$quoted_told': not an IPv4 or IPv6 address, nor 'any'" \
		cli add t1 remote "$quoted"
	gives "a name that is too long" 2 \
		"gre2890: word 3 '$told$told$told$told': a device's name has 1 to 15 characters" cli add "$evil$evil$evil$evil"
	gives "set of nobody" 1 "gre2890: $bidi_told\\0338: No such device" cli set "$bidi"$'\e8' ttl 5
	gives "del of nobody" 1 "gre2890: $told$told: No such device" cli del "$evil$evil"
	gives "a namespace" 1 "gre2890: $lines_told: no such network namespace, see 'ip netns'" cli -n "$lines" show
	KERNEL_WORDS="the name $evil$c1 is taken" gives "the kernel quotes a name" 1 \
		"gre2890: refused: the name $told$c1_told is taken" cli add refused
	KERNEL_WORDS="$lines" gives "the kernel warns" 0 \
		"index=0 flags=0/0 3=7761726e656400 18=[ 1=6772653238393000 2=[ ] ]"$'\n'"gre2890: warning: $lines_told" \
		cli add warned
	gives "a file that is not there" 2 "gre2890: word 3 '/$told': No such file or directory" cli apply "/$evil"
	# shellcheck disable=SC2028 # JSON's own
	echo '{"\u001b\n":1,"tunnels":[{"name":"refused"},{"\u009bx":2}]}' >"${work:?}/$lines"
	same "what is wrong with a file" "$(cli apply "$work/$lines" 2>&1)" \
		"gre2890: $work/$lines_told:1:2: '\\033\\012' is unknown; the file's object has 'tunnels'
gre2890: $work/$lines_told:1:46: '\\302\\233x': unknown option, see 'gre2890 help apply'
gre2890: $work/$lines_told:1:45: the tunnel's 'name' is missing"
	echo '{"tunnels":[{"name":"refused"}]}' >"$work/$lines"
	KERNEL_WORDS=$evil same "what the kernel says of a file" "$(KERNEL_WORDS=$evil cli apply "$work/$lines" 2>&1)" \
		"gre2890: $work/$lines_told:1:13: refused: $told"
}

# Only constants may be printed by another function, and lines of a format with rules of its own.
test_escape_sources() {
	same "every text of the command goes through one function" \
		"$(grep -nE '\<(v?f?printf|v?dprintf|f?puts|f?put(c|char)|fwrite|perror|v?(err|warn)x?)\(' \
			./*.c cli/*.c iproute2/*.c |
			grep -vE '^(\./escape|cli/openmetrics)\.c:|f?put[cs]\(["'"'"'][^"]*["'"'"'][,)]' || true)" ""
}

test_escape() {
	local KERNEL_LINKS=$work/evil
	export KERNEL_LINKS
	evil_links
	test_escape_show
	test_escape_events
	test_escape_plan
	test_escape_errors
	test_escape_sources
}
