#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A tenant may give devices, and an operator namespaces and files, names that act on a terminal or a shell. The command and
# its plugin print such names escaped, and completion does not expand them.
#
#   +------------------+    +------------------------+
#   | t1 and $strange  |    | gw1                    |
#   |  (the tenants')  |    |        192.0.2.1/24 u0 |----- gw2
#   +------------------+    +------------------------+
#
. "$(dirname "$0")/../lib/lib.sh"
need root module:gre2890 module:dummy gre2890 python3 jq
gw_topology
ns_add t1

words="type gre2890 local 192.0.2.1 remote 192.0.2.2"
evil=$'\e[2Ja' told='\033[2Ja'          # clears the screen
c1=$'b\xc2\x9b2J\x9b' c1_told='b\302\2332J\233'
# shellcheck disable=SC2016,SC1003 # names
run='$(id>pwned)' quotes='c"`'\''\' quotes_told='c"`'\''\\'

# raw                           prints the octets of standard input that are neither printable UTF-8 nor newlines
raw() {
	python3 -c '
import sys, unicodedata
for c in sys.stdin.buffer.read().decode("utf-8", "surrogateescape"):
    if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        print(ascii(c))'
}

cli() {
	gre2890 -n "$PFX-gw1" "$@"
}

# names                         prints the names in the output, one a line
names() {
	sed -E 's/^[0-9]+: (.*): (state|rx_packets) .*/\1/'
}

# ---- text ------------------------------------------------------------------------------------------------

key=0
for name in "$evil" "$c1" "$run" "$quotes" 'grün€'; do
	# shellcheck disable=SC2086 # words
	ns gw1 ip link add "$name" $words key $((++key))
done
all=$(printf '%s\n' "$told" "$c1_told" "$run" "$quotes_told" 'grün€')
equal "show escapes names" "$(cli show | names)" "$all"
equal "stats escapes names" "$(cli stats | grep rx_packets | names)" "$all"
equal "a name in JSON is what it is" "$(cli -j show "$evil" | jq -j '.[].ifname')" "$evil"
check "a device is found by its name, not by the escaped one" cli set "$quotes" ttl 9
refused "the kernel's words are escaped, which quote a name" "^gre2890: x1: .*\\\\033\\[2Ja" \
	cli add x1 local 192.0.2.1 remote 192.0.2.2 key 1
equal "  and no other octet of the names is printed" "$(cli add x1 local 192.0.2.1 remote 192.0.2.2 key 1 2>&1 | raw)" ""
refused "a missing device is" '^gre2890: d\\033c: No such device' cli del $'d\ec'
refused "a namespace is" '^gre2890: x\\012y: no such network namespace' gre2890 -n $'x\ny' show

alias=$'x\ndelete \e]0;y\a\\'
# shellcheck disable=SC2028 # JSON's own
echo '{"tunnels":[{"name":"u\u001b","local":"192.0.2.1","remote":"192.0.2.2","key":99,"alias":"x\ndelete t4"}]}' \
	>"$WORK/names.json"
equal "a plan has one line for each step" "$(cli apply --dry-run "$WORK/names.json" | sed 's/:.* alias/: alias/')" \
	"add u\\033: alias 'x\\012delete t4'"
check "apply accepts a name with an escape character" cli apply "$WORK/names.json"
ns gw1 ip link set $'u\e' alias "$alias"
equal "export and apply keep an alias" \
	"$(cli export 2>/dev/null | jq -j '.tunnels[] | select(.name == "u\u001b").alias')" "$alias"
equal "export escapes names that it leaves out" "$(cli export 2>&1 >/dev/null)" \
	"gre2890: $c1_told: name is not UTF-8: left out"
ns gw1 ip link property add dev $'u\e' altname $'another-long-name\e[2J'
equal "show escapes the name of dev" "$(cli show $'another-long-name\e[2J' | names)" 'u\033'

gre2890 -n "$PFX-gw1" monitor >"$WORK/monitor" &
listening() {
	ns gw1 ip link set "$run" mtu "$((1300 + RANDOM % 100))"
	[[ -s $WORK/monitor ]]
}
poll 10 listening
ns gw1 ip link set "$run" name $'m\e[2J'
ns gw1 ip link del $'m\e[2J'
check "monitor escapes names" poll 10 grep -qE '^deleted [0-9]+: m\\033\[2J$' "$WORK/monitor"
check "  the old and the new one" grep -qF -- "-name $run +name m\\033[2J" "$WORK/monitor"
equal "  and prints no other control character" "$(raw <"$WORK/monitor")" ""

# shellcheck disable=SC2086 # words
{
ns gw1 ip link add $'\e[1m' type dummy
ns gw1 ip link add p1 $words key 50 dev $'\e[1m'
equal "the plugin escapes the name of a device" "$(ns gw1 ip -d link show p1 | grep -oE 'dev [^ ]+ ')" 'dev \033[1m '
refused "and a word that is wrong" 'argument "\\033\[1m" is wrong' ns gw1 ip link add p2 $words $'\e[1m' 5
ns gw1 ip link del p1
}

text=$(cli stats --openmetrics)
equal "OpenMetrics is valid UTF-8 and has every tunnel" \
	"$(python3 -c 'import sys; print(sys.stdin.buffer.read().decode().count("\ngre2890_up{"))' <<<"$text")" 5
equal "  and no control character" "$(raw <<<"$text")" ""

# ---- completion ------------------------------------------------------------------------------------------

cd "$WORK"
completion=$LIB/../../tools/completion/gre2890
[[ -r $completion ]] || completion=$LIB/../../tools/completion/gre2890

# completes WORD...             prints what completion offers for the last word, as the shell reads it
completes() {
	COMP_CWORD=$(($# - 1)) bash -c '
		. "$0"
		COMP_WORDS=("$@")
		_gre2890
		for word in "${COMPREPLY[@]}"; do
			eval "word=$word"
			printf "<%q>" "$word"
		done' "$completion" "$@"
}

# all_of WORD...                prints these words as completes does
all_of() {
	printf '<%q>' "$@"
}

# shellcheck disable=SC2016 # names
hostile=('$(id>pwned)' '`id>pwned`' ';id>pwned' '*' $'\e[2J' "'\"" 'a\b' '~root' $'\x9b')
lib_spaces+=("$PFX-"$'\n$(id>pwned)')
ip netns add "$PFX-"$'\n$(id>pwned)'
# Other modules may add devices to every namespace.
mapfile -t others < <(ns t1 ip -j link | jq -r '.[].ifname')
for name in "${hostile[@]}"; do
	ns t1 ip link add "$name" type dummy
done
equal "completion offers the devices of the namespace that -n names" \
	"$(completes gre2890 -n "$PFX-t1" add x dev '')" "$(all_of "${others[@]}" "${hostile[@]}")"
equal "it offers the devices of the namespace that link-netns names" \
	"$(completes gre2890 -n "$PFX-gw1" add x link-netns "$PFX-t1" dev '')" "$(all_of "${others[@]}" "${hostile[@]}")"
# shellcheck disable=SC2016 # a name
equal "it offers a master in the namespace that netns names" \
	"$(completes gre2890 -n "$PFX-gw1" add x netns "$PFX-t1" master \$)" "$(all_of '$(id>pwned)')"
equal "it offers the tunnels of a namespace" "$(completes gre2890 -n "$PFX-gw1" set '')" \
	"$(all_of "$evil" "$c1" "$quotes" 'grün€' $'u\e')"
equal "it offers no tunnel in a namespace without any" "$(completes gre2890 -n "$PFX-t1" set '')" ""
equal "it offers namespaces" "$(completes gre2890 -n "$PFX-"$'\n')" "$(all_of "$PFX-"$'\n$(id>pwned)')"
touch -- "${hostile[@]}"
mkdir 'z z'
for name in "${hostile[@]}"; do
	equal "it offers a file whose name is $(printf %q "$name")" \
		"$(completes gre2890 apply "$(printf %q "${name:0:1}")")" "$(all_of "$name")"
done
equal "it offers folders" "$(completes gre2890 apply z)" "$(all_of 'z z/')"
check_fail "completion executes none of these names" test -e pwned
