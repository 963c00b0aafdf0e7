# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# The library of the selftests. A test sources it first, makes its claims, and ends:
#
#   . "$(dirname "$0")/../lib/lib.sh"
#   need module:gre2890 tcpdump
#   gw_topology
#   check "a tunnel can be added" ns gw1 ip link add t0 type gre2890 remote 192.0.2.2
#   refused "a second tunnel with the same identity is refused" 't0' \
#           ns gw1 ip link add t1 type gre2890 remote 192.0.2.2
#
# The library prints the plan, cleans up and sets the exit status (kselftest's: 0 passed, 1 failed, 4 skipped).
# A set-up command that fails outside a claim ends the test as failed and prints where.
set -eEuo pipefail

KSFT_PASS=0 KSFT_FAIL=1 KSFT_SKIP=4
LIB=$(cd "${BASH_SOURCE[0]%/*}" && pwd)    # this folder
# shellcheck source=selftests/lib/klog.sh
. "$LIB/klog.sh"

TEST=${0##*/}
PFX=g$$                         # prefix of the names of this run's namespaces
WORK=$(mktemp -d)               # for the test's files; removed at its end
lib_mark="selftests: gre2890: $TEST $PFX"
lib_claims=0 lib_failed=0 lib_died=''
lib_spaces=() lib_deferred=()

# ---- claims ---------------------------------------------------------------------------------------------

lib_diag() {
	[[ $# -eq 0 || -z $* ]] || printf '%s\n' "$@" | sed 's/^/# /'
}

# ok DESC
ok() {
	echo "ok $((++lib_claims)) $1"
}

# not_ok DESC [LINES...]
not_ok() {
	lib_failed=$((lib_failed + 1))
	echo "not ok $((++lib_claims)) $1"
	lib_diag "${@:2}"
}

# skip DESC WHY
skip() {
	echo "ok $((++lib_claims)) $1 # SKIP $2"
}

# A packet that was never sent proves nothing by not arriving. Record a step that failed; lib_end fails the test.
lib_mistake() {
	echo "$*" >>"$WORK/mistakes"
}

# check DESC CMD...             claims that CMD succeeds
check() {
	local desc=$1 output status=0
	shift
	output=$("$@" 2>&1) || status=$?
	if [[ $status -eq 0 ]]; then
		ok "$desc"
	else
		not_ok "$desc" "$*" "$output" "exit status $status"
	fi
}

# check_fail DESC CMD...        claims that CMD fails
check_fail() {
	local desc=$1 output
	shift
	if output=$("$@" 2>&1); then
		not_ok "$desc" "$*" "$output" "succeeded, and must not"
	else
		ok "$desc"
	fi
}

# refused DESC REGEX CMD...     claims that CMD fails and that its standard error matches REGEX
refused() {
	local desc=$1 regex=$2 errors
	shift 2
	if errors=$("$@" 2>&1 >/dev/null); then
		not_ok "$desc" "$*" "succeeded, and must not"
	elif grep -qiE -- "$regex" <<<"$errors"; then
		ok "$desc"
	else
		not_ok "$desc" "$*" "$errors" "was refused, but does not say '$regex'"
	fi
}

# equal DESC GOT WANTED         claims that two texts are equal
equal() {
	if [[ $2 == "$3" ]]; then
		ok "$1"
	else
		not_ok "$1" "got:    $2" "wanted: $3"
	fi
}

# poll SECONDS CMD...           repeats CMD until it succeeds; returns its last status when the time is over
# POLL_FACTOR in the environment multiplies SECONDS, for kernels that are slow.
poll() {
	local now end status
	end=$((${EPOCHREALTIME//[!0-9]/} + $1 * ${POLL_FACTOR:-1} * 1000000))
	shift
	while true; do
		status=0
		"$@" >/dev/null 2>&1 || status=$?
		now=${EPOCHREALTIME//[!0-9]/}
		[[ $status -ne 0 && $now -lt $end ]] || return "$status"
		sleep 0.05
	done
}

# ---- what a test needs ----------------------------------------------------------------------------------

lib_has() {
	case $1 in
	module:*) [[ -d /sys/module/${1#module:} ]] || modprobe -q "${1#module:}" ;;
	python:*) python3 -c "import importlib.util as u, sys; sys.exit(not u.find_spec('${1#python:}'))" ;;
	root) [[ $EUID -eq 0 ]] ;;
	*) command -v "$1" >/dev/null ;;
	esac
}

# need THING...                 skips the whole test if one is missing: a command, module:NAME, python:NAME, root
need() {
	local thing
	for thing in "$@"; do
		lib_has "$thing" 2>/dev/null || skip_all "$thing is missing"
	done
}

# skip_all WHY                  ends the test as skipped
skip_all() {
	echo "1..0 # SKIP $1"
	lib_claims=-1
	exit "$KSFT_SKIP"
}

# ---- namespaces -----------------------------------------------------------------------------------------

# ns_add NAME...                makes namespaces with lo up and without duplicate address detection
ns_add() {
	local name
	for name in "$@"; do
		lib_spaces+=("$PFX-$name")
		ip netns add "$PFX-$name"
		nsenter --net="/run/netns/$PFX-$name" sh -c \
			'echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad; exec ip link set lo up'
	done
}

# ns NAME CMD...                runs CMD in a namespace. `ns NAME ip -batch - <<EOF` saves 30 ms a line in a guest.
ns() {
	local name=$PFX-$1 cmd=$2
	shift 2
	case $cmd in
	ip | bridge | tc) "$cmd" -n "$name" "$@" ;;     # a third of the time of a change of namespace
	*) ip netns exec "$name" "$cmd" "$@" ;;
	esac
}

# ns_del NAME...                deletes namespaces before the test ends
ns_del() {
	local name
	for name in "$@"; do
		ip netns del "$PFX-$name"
	done
}

#   +------------------------+                +------------------------+
#   | gw1                    |                |                    gw2 |
#   |        192.0.2.1/24 u0 |----------------| u0 192.0.2.2/24        |
#   |     2001:db8::1/64     |                |    2001:db8::2/64      |
#   +------------------------+                +------------------------+
gw_topology() {
	ns_add gw1 gw2
	ip link add name u0 netns "$PFX-gw1" type veth peer name u0 netns "$PFX-gw2"
	local n
	for n in 1 2; do
		gw_addresses $n
	done
}

# gw_addresses N                sets u0 of gwN up, with the addresses that gw_topology draws
gw_addresses() {
	ns gw"$1" ip -batch - <<-END
		link set u0 up
		address add 192.0.2.$1/24 dev u0
		address add 2001:db8::$1/64 dev u0 nodad
	END
}

# tunnel_end N NAME OUTER INNER [OPTION...]     makes one end, at gwN, of a tunnel between the gateways, and sets it up
# OUTER and INNER are addresses without their last number, which is N. INNER may be a list or "".
tunnel_end() {
	local n=$1 name=$2 outer=$3 inner=$4 address
	shift 4
	{
		echo "link add $name type gre2890 local $outer$n remote $outer$((3 - n)) $*"
		echo "link set $name up"
		for address in $inner; do
			case $address in
			*:*) echo "address add $address$n/64 dev $name nodad" ;;
			*) echo "address add $address$n/24 dev $name" ;;
			esac
		done
	} | ns "gw$n" ip -batch -
}

# tunnel_pair NAME OUTER INNER [OPTION...] [/ OPTION...]     makes both ends; with a /, the options after it are gw2's
#   tunnel_pair t4 192.0.2. "10.4.0. fd04::" key 4           192.0.2.N outside, 10.4.0.N and fd04::N inside
#   tunnel_pair t0 192.0.2. 10.0.0. oseq / iseq
tunnel_pair() {
	local name=$1 outer=$2 inner=$3 options="${*:4}"
	# shellcheck disable=SC2086 # words
	tunnel_end 1 "$name" "$outer" "$inner" ${options%%/*}
	# shellcheck disable=SC2086
	tunnel_end 2 "$name" "$outer" "$inner" ${options#*/}
}

# ---- counters -------------------------------------------------------------------------------------------

# reason NS DEV NAME            prints the value of a counter; fails if DEV has no such counter
reason() {
	ns "$1" ethtool -S "$2" | awk -v name="$3:" '$1 == name { print $2; found = 1 } END { exit !found }'
}

lib_above() {
	local value
	value=$(reason "$1" "$2" "$3") && [[ $value -gt $4 ]]
}

# reason_rises DESC NS DEV NAME CMD...     claims that CMD raises the counter; the status of CMD does not matter
reason_rises() {
	local desc=$1 where=("$2" "$3" "$4") before
	shift 4
	if ! before=$(reason "${where[@]}" 2>&1); then
		not_ok "$desc" "no counter ${where[2]} at ${where[1]} in ${where[0]}" "$before"
		return
	fi
	"$@" >"$WORK/rises" 2>&1 || true
	if poll 2 lib_above "${where[@]}" "$before"; then
		ok "$desc"
	else
		not_ok "$desc" "$*" "$(<"$WORK/rises")" "${where[2]} stays at $before"
	fi
}

# reason_stays DESC NS DEV NAME CMD...     claims that CMD does not change the counter
reason_stays() {
	local desc=$1 where=("$2" "$3" "$4") before
	shift 4
	before=$(reason "${where[@]}") || before=missing
	"$@" >/dev/null 2>&1 || true
	equal "$desc" "$(reason "${where[@]}" || echo missing)" "$before"
}

# ---- the end --------------------------------------------------------------------------------------------

# defer CMD...                  runs CMD when the test ends, in whatever way; the command deferred last runs first
defer() {
	lib_deferred=("$(printf '%q ' "$@")" "${lib_deferred[@]}")
}

lib_cleanup() {
	local command space
	for command in "${lib_deferred[@]}"; do
		eval "$command"
	done
	# shellcheck disable=SC2046 # a list of numbers
	for space in "${lib_spaces[@]}"; do
		[[ -e /run/netns/$space ]] || continue
		kill -9 $(ip netns pids "$space")
		ip netns del "$space"
	done
	# shellcheck disable=SC2046
	kill -9 $(jobs -p)
	rm -rf "$WORK"
}

# Search the kernel's log since the start of the test for faults. Without rights to read the log there are none.
lib_klog() {
	local faults
	faults=$(dmesg -rS 2>/dev/null | sed -n "\\|$lib_mark|,\$p" | klog_faults "${KLOG_OK:-}")
	[[ -z $faults ]] || not_ok "the kernel's log is clean" "$faults"
}

# Record the backtrace of a set-up command that failed.
lib_error() {
	local frame
	lib_died=$1
	for ((frame = 1; frame < ${#FUNCNAME[@]}; frame++)); do
		lib_died+=$'\n'"  at ${BASH_SOURCE[frame]}:${BASH_LINENO[frame - 1]}"
	done
}

lib_end() {
	local status=$? mistakes
	trap - ERR EXIT
	trap '' INT TERM
	set +eE
	mistakes=$(cat "$WORK/mistakes" 2>/dev/null)
	lib_cleanup >/dev/null 2>&1 </dev/null
	[[ $lib_claims -ge 0 ]] || exit "$KSFT_SKIP"
	[[ $status -eq 0 ]] || not_ok "the test runs to its end" "exit status $status" "$lib_died"
	[[ -z $mistakes ]] || not_ok "the test does all that it says" "$mistakes"
	lib_klog
	echo "1..$lib_claims"
	[[ $lib_failed -eq 0 ]] || exit "$KSFT_FAIL"
	exit "$KSFT_PASS"
}

trap 'lib_error "$BASH_COMMAND"' ERR
trap lib_end EXIT
trap 'exit 143' INT TERM
{ echo "<6>$lib_mark" >/dev/kmsg; } 2>/dev/null || true
echo "TAP version 13"
