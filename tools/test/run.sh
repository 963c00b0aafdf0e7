#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Tests of the command and of the plugin that need no module and no rights. Verdicts are TAP.
#
# $IP is the "ip" that the plugin is tried with.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export KERNEL_LINKS=$work/links
claims=0 failed=0

# verdict TEXT...       one line of TAP, numbered
verdict() {
	claims=$((claims + 1))
	if [[ $1 == not* ]]; then
		failed=$((failed + 1))
		echo "not ok $claims - ${*:2}"
	else
		echo "ok $claims - ${*:2}"
	fi
}

# same CLAIM GOT EXPECTED
same() {
	if [[ $2 == "$3" ]]; then
		verdict ok "$1"
	else
		verdict not "$1"
		printf 'expected:\n%s\ngot:\n%s\n' "$3" "$2" | sed 's/^/# /'
	fi
}

# gives CLAIM STATUS OUTPUT COMMAND...  both channels of the command, and its exit status
gives() {
	local claim=$1 expected="$3 ($2)" output status=0
	shift 3
	output=$("$@" 2>&1) || status=$?
	same "$claim" "$output ($status)" "$expected"
}

# cli WORD...           the command, with the kernel of kernel.c
cli() {
	LD_PRELOAD=$PWD/test/kernel.so ./gre2890 "$@"
}

plugin() {
	IP_LIB_DIR=$PWD "${IP:-ip}" "$@"
}

# link NAME INDEX [OPTION]...   one more link in the kernel
link() {
	test/message gre2890 "$2" "$1" "${@:3}" >>"$KERNEL_LINKS"
}

table() {
	local line
	while read -r line; do
		case $line in
		"ok "*) verdict ok "${line#ok }" ;;
		"not ok "*) verdict not "${line#not ok }" ;;
		*) echo "$line" ;;
		esac
	done < <(test/args_test)
}

links() {
	link t4 4 local 192.0.2.1 remote 192.0.2.2 key 7 iseq ocsum nopmtudisc ignore-df tos b8 ttl 9 fwmark 5
	link t6 6 local 2001:db8::1 remote 2001:db8::2 okey 1.2.3.4 encaplimit 4 tos inherit flowlabel 12345 \
		allow-localremote mode ether dev if987654
	test/message gre 9 other remote 192.0.2.3 >>"$KERNEL_LINKS"
}

# shellcheck source=tools/test/cli.sh
. test/cli.sh
# shellcheck source=tools/test/apply.sh
. test/apply.sh
# shellcheck source=tools/test/keep_going.sh
. test/keep_going.sh
# shellcheck source=tools/test/openmetrics.sh
. test/openmetrics.sh
# shellcheck source=tools/test/completion.sh
. test/completion.sh
# shellcheck source=tools/test/escape.sh
. test/escape.sh
# shellcheck source=tools/test/tunnels.sh
. test/tunnels.sh
# shellcheck source=tools/test/unit.sh
. test/unit.sh
# shellcheck source=tools/test/plugin.sh
. test/plugin.sh

table
links
test_usage
test_show
test_liveness
test_stats
test_netns
test_change
test_namespaces
test_forged
test_file_syntax
test_file_members
test_plan
test_addresses
test_apply
test_keep_going
test_export
test_schema
test_unit
test_help
test_completion
test_openmetrics
test_escape
test_tunnels
if type "${IP:-ip}" >/dev/null 2>&1; then
	test_plugin
fi
echo "1..$claims"
[[ $failed -eq 0 ]]
