#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `ip` adds, changes and shows every option. An option that is not given has its default.
#
#   gw1: u0 192.0.2.1/24 2001:db8::1/64 and many tunnels, in gw_topology
#
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/config.sh
. "$LIB/config.sh"
need root module:gre2890
gw_topology

# claims DESC                   claims for every link of the table that it shows the expected options
claims() {
	local i
	shown gw1
	for i in "${!NAME[@]}"; do
		equal "$1 IPv${NAME[i]:1:1} ${WORDS[i]:-without options}" "${SHOWN[${NAME[i]}]-no link}" "${WANTED[i]}"
	done
	lib_diag "$(<"$WORK/errors")"
}

rows a 100
for i in "${!NAME[@]}"; do
	echo "link add ${NAME[i]} type gre2890 ${ENDS[i]} ${WORDS[i]}"
done >"$WORK/batch"
ns gw1 ip -force -batch "$WORK/batch" 2>"$WORK/errors" || true
claims add:
sed -E 's/^link add (\S+) .*/link del \1/' "$WORK/batch" >"$WORK/delete"
check "all links can be deleted" ns gw1 ip -batch "$WORK/delete"
shown gw1
equal "no link is left" "${!SHOWN[*]}" ""

rows b 101
for i in "${!NAME[@]}"; do
	mode=
	[[ ${WORDS[i]} != "mode ether"* ]] || mode="mode ether"
	echo "link add ${NAME[i]} type gre2890 ${ENDS[i]} $mode"
	[[ -z ${WORDS[i]} ]] || echo "link set ${NAME[i]} type gre2890 ${WORDS[i]}"
done >"$WORK/batch"
ns gw1 ip -force -batch "$WORK/batch" 2>"$WORK/errors" || true
claims change:

# Change to other addresses, over both families.
n=0
for row in "${ROWS_ENDS[@]}"; do
	echo "link add e$((n++)) type gre2890 ${row%%|*}"
done >"$WORK/batch"
ns gw1 ip -force -batch "$WORK/batch" 2>"$WORK/errors" || true
shown gw1
n=0
for row in "${ROWS_ENDS[@]}"; do
	# shellcheck disable=SC2086 # words
	equal "add: ${row%%|*}" "${SHOWN[e$((n++))]-no link}" "$(items ${row#*|})"
done
lib_diag "$(<"$WORK/errors")"

first6=$((${#ROWS4[@]} + 1)) second6=$((${#ROWS4[@]} + 2))
ns gw1 ip -force -batch - 2>"$WORK/errors" <<-END || true
	link set b4-1 type gre2890 local 192.0.2.9 remote 203.0.113.9
	link set e2 type gre2890 local any
	link set b6-$first6 type gre2890 local 2001:db8::9
	link set b6-$second6 type gre2890 remote 2001:db8:9::9 local any
END
shown gw1
equal "change: both ends" "${SHOWN[b4-1]}" "remote 203.0.113.9 local 192.0.2.9 $BASE4"
equal "change: local to any" "${SHOWN[e2]}" "remote any local any ttl inherit ikey 0.0.35.42 okey 0.0.35.42 mode ip"
equal "change: the IPv6 local end" "${SHOWN[b6-$first6]%% hop*}" "remote 2001:db8:101::$first6 local 2001:db8::9"
equal "change: the IPv6 remote end" "${SHOWN[b6-$second6]%% dev*}" "remote 2001:db8:9::9 local any"
lib_diag "$(<"$WORK/errors")"

ns gw1 ip link show dev b4-1 >"$WORK/link"
check "the hardware address follows the local end, the peer the remote" \
	grep -q 'link/gre 192.0.2.9 peer 203.0.113.9' "$WORK/link"

# Options of `ip link` for every kind
check "a link can be added with an index" ns gw1 ip link add n0 index 4242 type gre2890 remote 192.0.2.2 key 4242
equal "  which is shown" "$(ns gw1 ip -o link show n0 | cut -d: -f1)" 4242
check "a link can get an alternative name" ns gw1 ip link property add dev n0 altname tenant-4242-of-the-second-customer
check "  and be found by this name" ns gw1 ip link show dev tenant-4242-of-the-second-customer
check "  and be changed" ns gw1 ip link set dev tenant-4242-of-the-second-customer type gre2890 ttl 9
equal "  which is shown" "$(ns gw1 gre2890 -j show n0 | grep -o '"ttl":9')" '"ttl":9'
check "a link can be put into a group" ns gw1 ip link set dev n0 group 42
check "  and the group can be deleted" ns gw1 ip link del group 42
check_fail "  with the link" ns gw1 ip link show dev n0
