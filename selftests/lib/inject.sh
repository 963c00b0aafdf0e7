# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Sends packets that no kernel sends from gw1 to gw2 of gw_topology, and observes where they arrive: inject.py for
# shell scripts. Sourced after lib.sh.

# inject_topology               makes gw_topology; expressions may name its addresses A4, B4, A6 and B6
inject_topology() {
	gw_topology
	mkfifo "$WORK/inject.in" "$WORK/inject.out"
	python3 -SE "$LIB/inject.py" <"$WORK/inject.in" >"$WORK/inject.out" 2>"$WORK/inject.err" &
	inject_pid=$!
	defer inject_end
	exec {inject_in}>"$WORK/inject.in" {inject_out}<"$WORK/inject.out"
	let_be 'A4, B4, A6, B6 = "192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2"'
	let_be "src = Tap('$PFX-gw1', 'u0'); dst = Tap('$PFX-gw2', 'u0')"
}

inject_end() {
	exec {inject_in}>&- {inject_out}<&-
	wait "$inject_pid"
}

# inject EXPRESSION             prints its value
inject() {
	local reply
	echo "${1//$'\n'/ }" >&"$inject_in"
	read -r -t 60 reply <&"$inject_out" || reply="error: $(<"$WORK/inject.err")"
	[[ $reply != error:* ]] || lib_mistake "inject $1: $reply"
	echo "$reply"
}

# let_be STATEMENT              runs a statement, for the expressions that follow:
#   place = Tap('$PFX-gw2', 't0')     arrive looks here: at packets that t0 receives
#   last = ip4(A4, B4, gre("last"))   arrive sends this last; it must reach the place, as the word "last"
let_be() {
	local reply
	reply=$(inject "$1")
	[[ $reply == None ]] || {
		lib_diag "$1" "$reply"
		return 1
	}
}

# arrive DESC WORDS PACKETS     claims that of these packets exactly WORDS reach the place; '' for none
arrive() {
	equal "$1" "$(inject "arrived(src, dst, place, $3, last)")" "$2"
}

# silence NS...                 drops multicast reports and router solicitations, so that only the test sends
silence() {
	local name
	for name in "$@"; do
		ns "$name" nft -f - <<-END
			table inet silence {
				chain output {
					type filter hook output priority 0
					icmpv6 type { 131, 132, 133, 143 } drop
				}
			}
		END
	done
}
