#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Hostile netlink messages from several processes at once (hostile_netlink.py); one process is root in a user namespace
# and has no rights elsewhere. A granted request takes effect, a refused one changes nothing and gives a reason, and
# nothing leaks. As for every test, lib.sh claims that the kernel's log is clean.
#
#   SEED=N MESSAGES=N           seed, and turns of each process (random, 300)
#
#   +------------------------+                +------------------------+    +------------------------------+
#   | gw1                    |                |                    gw2 |    | tenant                       |
#   |        192.0.2.1/24 u0 |----------------| u0 192.0.2.2/24        |    |  its own user and network    |
#   |     2001:db8::1/64     |                |    2001:db8::2/64      |    |  namespace; "given" by gw1   |
#   |  workers 1 to 3        |                |                        |    |  worker 4                    |
#   +------------------------+                +------------------------+    +------------------------------+
# shellcheck source=selftests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
need root module:gre2890 python3 python:yaml jq unshare nsenter gre2890
unshare -Urn true 2>/dev/null || skip_all "this kernel lets nobody make user namespaces"
SEED=${SEED:-$RANDOM$RANDOM} MESSAGES=${MESSAGES:-300}
program=$LIB/hostile_netlink.py

as_tenant() {
	nsenter -t "$tenant" -U -n --preserve-credentials "$@"
}

# sum FILTER                    prints the sum over the workers
sum() {
	cat "$WORK"/worker* | jq -s "map($1) | add"
}

# held DESC CLAIM               claims that no worker reports a violation of CLAIM
held() {
	equal "$1" "$(cat "$WORK"/worker* | jq -r --arg claim "$2" '.wrong[] | select(startswith($claim))' | head -n 5)" ""
}

given() {
	as_tenant ip -d -o link show given
}

left() {
	ns gw1 ip -br link show type gre2890
	as_tenant ip -br link show type gre2890
	ns gw1 gre2890 -j stats | jq -r '.netns.tunnels | select(. > 0)'
}

# delete_all NS-COMMAND...      deletes the links of the workers, by number because a name may hold any octets
delete_all() {
	"$@" ip -o link show type gre2890 | LC_ALL=C sed -E 's/^([0-9]+).*/link del if\1/' | "$@" ip -force -batch -
}

echo "# SEED=$SEED MESSAGES=$MESSAGES"
gw_topology
unshare -Urn sleep 1000 &
tenant=$!
poll 10 sh -c "[ \"\$(readlink /proc/$tenant/ns/net)\" != \"\$(readlink /proc/self/ns/net)\" ] && grep -q . /proc/$tenant/uid_map"
as_tenant ip link set lo up
ns gw1 ip link add given netns "$tenant" type gre2890 local 192.0.2.1 remote 192.0.2.2 key 7
given >"$WORK/given"

workers=()
for n in 1 2 3; do
	ip netns exec "$PFX-gw1" python3 "$program" "$SEED" $n "$MESSAGES" >"$WORK/worker$n" 2>"$WORK/errors$n" &
	workers+=($!)
done
as_tenant python3 "$program" "$SEED" 4 "$MESSAGES" --outside 9 9<"/run/netns/$PFX-gw1" >"$WORK/worker4" \
	2>"$WORK/errors4" &
workers+=($!)
status=0
for n in "${workers[@]}"; do
	wait "$n" || status=$?
done

equal "every worker runs to its end" "$(cat "$WORK"/errors*)" ""
lib_diag "$(sum .granted) granted, $(sum .refused) refused, $(sum .outside) outside, $(sum .any) of any fate"
check "some requests are granted" test "$(sum .granted)" -gt "$((MESSAGES / 4))"
check "  and some are refused" test "$(sum .refused)" -gt "$((MESSAGES / 4))"
check "  and some are outside of the worker's namespace" test "$(sum .outside)" -gt "$((MESSAGES / 4))"
held "the settings of a granted request can be read" "what is granted can be read"
held "  and a request with the same settings changes nothing" "what is repeated changes nothing"
held "a link accepts all settings that it reports" "what a link shows can be said to it"
held "a link is in the dump of the tunnels of its underlay" "what is granted shows among the tunnels of its underlay"
held "a link can be deleted" "what is granted can be deleted"
held "  and does not exist afterwards" "what is deleted is not there"
held "each refusal has a message with the reason" "a refusal says why"
held "  and changes nothing" "what is refused changes nothing"
held "requests outside of the worker's namespace fail with EPERM" "outside of one's own namespace: EPERM"
held "a tenant does not see tunnels of another underlay" "a tenant sees no tunnel of another underlay"
equal "the link given to the tenant is unchanged" "$(given)" "$(<"$WORK/given")"

delete_all ns gw1
delete_all as_tenant
equal "the shared links can be deleted" "$(left)" ""
check "a new tunnel can be added" ns gw1 ip link add t4 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 7
kill "$tenant"
ns_del gw1 gw2
check "the module can be removed" poll 30 modprobe -r gre2890
check "  and loaded again" modprobe gre2890
