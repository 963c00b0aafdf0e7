#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The command gre2890 adds, changes and shows every option. An option that is not given has its default.
#
#   gw1: u0 192.0.2.1/24 2001:db8::1/64 and many tunnels, in gw_topology
#
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/config.sh
. "$LIB/config.sh"
need root module:gre2890 gre2890
gw_topology

cli() {
	ns gw1 gre2890 "$@"
}

# listed                        sets SHOWN[name] to the options of each link as `gre2890 show` prints them
listed() {
	local name words
	declare -gA SHOWN=()
	while read -r name words; do
		SHOWN[$name]=$words
	done < <(cli show | sed -E 's/^[0-9]+: ([^:]+): state \S+ mtu [0-9]+ /\1 /')
}

# Entering a namespace costs more time than the command. Enter it once.
commands() {
	# shellcheck disable=SC2016 # expanded there
	ns gw1 bash -c 'while read -ra words; do "${words[@]}"; done' <"$WORK/commands" 2>"$WORK/errors" || true
}

rows a 100
for i in "${!NAME[@]}"; do
	echo "gre2890 add ${NAME[i]} ${ENDS[i]} ${WORDS[i]}"
done >"$WORK/commands"
commands
listed
for i in "${!NAME[@]}"; do
	equal "add: IPv${NAME[i]:1:1} ${WORDS[i]:-without options}" "${SHOWN[${NAME[i]}]-no link}" "${WANTED[i]}"
done
lib_diag "$(<"$WORK/errors")"

cp "$WORK/commands" "$WORK/adds"
check "one command deletes all tunnels" cli del "${NAME[@]}"
listed
equal "no link is left" "${!SHOWN[*]}" ""

rows b 101
for i in "${!NAME[@]}"; do
	[[ -n ${WORDS[i]} ]] || continue
	mode=
	[[ ${WORDS[i]} != "mode ether"* ]] || mode="mode ether"
	echo "link add ${NAME[i]} type gre2890 ${ENDS[i]} $mode" >&3
	echo "gre2890 set ${NAME[i]} ${WORDS[i]}"
done >"$WORK/commands" 3>"$WORK/batch"
ns gw1 ip -batch "$WORK/batch"
commands
listed
for i in "${!NAME[@]}"; do
	[[ -n ${WORDS[i]} ]] || continue
	equal "set: IPv${NAME[i]:1:1} ${WORDS[i]}" "${SHOWN[${NAME[i]}]-no link}" "${WANTED[i]}"
done
lib_diag "$(<"$WORK/errors")"

n=0
for row in "${ROWS_ENDS[@]}"; do
	echo "gre2890 add e$((n++)) ${row%%|*}"
done >"$WORK/commands"
cat >>"$WORK/commands" <<-END
	gre2890 set b4-2 local 192.0.2.9 remote 203.0.113.9
	gre2890 add x0 remote 192.0.2.2 key 1 mtu 1300 up
	gre2890 add x1 remote 192.0.2.2 key 2 mode ether address 02:00:5e:10:00:01
	gre2890 add x2 remote 192.0.2.2 key 3 up
	gre2890 set x2 down mtu 1280 ttl 5
END
commands
listed
n=0
for row in "${ROWS_ENDS[@]}"; do
	# shellcheck disable=SC2086 # words
	equal "add: ${row%%|*}" "${SHOWN[e$((n++))]-no link}" "$(items ${row#*|})"
done
equal "set: both ends" "${SHOWN[b4-2]%% dev *}" "remote 203.0.113.9 local 192.0.2.9"
equal "add: mtu and up" "$(cli show x0 | grep -oE 'state \S+ mtu [0-9]+')" "state up mtu 1300"
check "add: the Ethernet address" grep -q 'link/ether 02:00:5e:10:00:01' <(ns gw1 ip link show x1)
equal "set: down, mtu and ttl at once" "$(cli show x2 | grep -oE 'state .*')" \
	"state down mtu 1280 remote 192.0.2.2 local any ttl 5 ikey 0.0.0.3 okey 0.0.0.3 mode ip"
lib_diag "$(<"$WORK/errors")"

check "-n selects the namespace" gre2890 -n "$PFX-gw1" set x2 ttl 6
equal "show of one link prints one line, from this namespace" \
	"$(gre2890 -n "$PFX-gw1" show x2 | grep -oE 'x2: .* ttl 6')" \
	"x2: state down mtu 1280 remote 192.0.2.2 local any ttl 6"
equal "show prints nothing of another namespace" "$(gre2890 -n "$PFX-gw2" show)" ""
