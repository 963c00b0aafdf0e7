#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# An entry of a file that is wrong, or names something that does not exist, does not stop the others: `gre2890 apply
# --keep-going` skips it, and --wait and --watch make it as soon as possible.
#
#   +------------------------+    +-----------------+
#   | gw1                    |    | t1, t2          |
#   |        192.0.2.1/24 u0 |    |   come and go   |
#   |   ppp0 comes and goes  |    |   v0 (VRF) too  |
#   +------------------------+    +-----------------+
#
. "$(dirname "$0")/../lib/lib.sh"
need root module:gre2890 module:vrf module:dummy gre2890 jq python3
gw_topology
cd "$WORK"
mkdir conf

cli() {
	gre2890 -n "$PFX-gw1" "$@"
}

names() {
	cli -j show -A | jq -cr 'map(.ifname) | sort | join(" ")'
}

has() {
	[[ " $(names) " == *" $1 "* ]]
}

hasnt() {
	! has "$1"
}

# ended DESC PID                claims that this background process ends with status 0
ended() {
	local status=0
	wait "$2" || status=$?
	equal "$1" "$status" 0
}

python3 -c "
import json
json.dump({'tunnels': [{'name': 'a%d' % i, 'remote': '192.0.2.2', 'key': i} for i in range(20)]}, open('conf/10-good.json', 'w'))"

# ---- one wrong entry beside 20 right ones ---------------------------------------------------------------

# beside DESC REGEX TEXT        claims that TEXT in a file makes apply fail with REGEX, and that it makes the 20 other tunnels
beside() {
	local status=0
	echo "$3" >conf/20-b.json
	cli apply --keep-going conf/*.json >said 2>&1 || status=$?
	equal "$1: the status is 1" "$status" 1
	check "  the mistake is reported with its place" grep -qE "^gre2890: conf/20-b.json:$2" said
	equal "  the 20 other tunnels are made" "$(names | wc -w)" 20
	cli apply --prune - <<<'{"tunnels": []}'
	rm conf/20-b.json
}
beside "a file names a device that does not exist" "1:[0-9]+: no such device$" '{"tunnels":[{"name":"b1","remote":"192.0.2.9","dev":"ppp0"}]}'
beside "a file names a master that does not exist" "1:[0-9]+: no such device$" '{"tunnels":[{"name":"b1","remote":"192.0.2.9","master":"vrf-red"}]}'
beside "a file names a namespace that does not exist" "1:[0-9]+: no such network namespace" '{"tunnels":[{"name":"b1","remote":"192.0.2.9","netns":"red"}]}'
beside "a file names a local-dev that does not exist" "1:[0-9]+: no such device$" \
	'{"tunnels":[{"name":"b1","remote":"192.0.2.9","local-dev":"wwan0"}]}'
beside "a file has an unknown member" "1:47: 'kye': unknown option" '{"tunnels":[{"name":"b1","remote":"192.0.2.9","kye":5}]}'
beside "the kernel refuses a tunnel" "1:13: b1: The address is not unicast$" \
	'{"tunnels":[{"name":"b1","local":"239.0.0.9","remote":"192.0.2.9"}]}'
beside "a file is cut off" "[12]:[0-9]+: no JSON" '{"tunnels":['
beside "a file is empty" "[12]:1: no JSON" ''

cat >partly.json <<-END
	{"tunnels": [
	  {"name": "a0", "remote": "192.0.2.2", "key": 0, "kye": 1},
	  {"name": "a2", "remote": "192.0.2.2", "key": 2, "mtu": 1300}]}
END
cli apply conf
refused "--prune does not delete a tunnel whose entry has a mistake" "partly.json:2:51: 'kye': unknown option" \
	cli apply --keep-going --prune partly.json
equal "  it deletes other tunnels" "$(names)" "a0 a2"
cli apply conf
echo '{"tunnels": [{"nmae": "a0", "key": 0}]}' >partly.json
refused "--prune deletes nothing if an entry has no readable name" "--prune: deletes nothing while it is unclear" \
	cli apply --keep-going --prune partly.json
equal "  all tunnels are left" "$(names | wc -w)" 20
cli apply --prune - <<<'{"tunnels": []}'

cat >stacked.json <<-END
	{"tunnels": [
	  {"name": "outer", "remote": "192.0.2.2", "key": 1, "dev": "inner", "up": true},
	  {"name": "inner", "remote": "192.0.2.2", "key": 2, "up": true}]}
END
equal "a tunnel whose dev is another tunnel of the file is planned" "$(cli apply --dry-run stacked.json | sed 's/:.*//')" \
	$'add inner\nlater outer'
check "  and is made" cli apply stacked.json
equal "  with this dev" "$(ns gw1 ip -j -d link show outer | jq -r '.[].link')" inner
cli apply --prune - <<<'{"tunnels": []}'

# ---- --wait ---------------------------------------------------------------------------------------------

echo '{"tunnels": [{"name": "w1", "remote": "192.0.2.9", "dev": "ppp0"}, {"name": "w2", "remote": "192.0.2.9", "key": 2}]}' >wait.json
refused "--wait=1 ends after a second and reports what is missing" "wait.json:1:59: no such device, and the time is over" \
	cli apply --wait=1 wait.json
equal "  the other tunnels are made" "$(names)" w2
cli apply --wait wait.json 2>said &
waiter=$!
check "--wait reports once what it waits for" poll 60 grep -q "wait.json:1:59: no such device; waiting for it" said
ns gw1 ip link add ppp0 type dummy
ended "  it ends when the device exists" $waiter
equal "  and the tunnel is made" "$(names)" "w1 w2"
equal "  it reports nothing else" "$(wc -l <said)" 1
check "--wait ends at once if nothing is missing" cli apply --wait wait.json
refused "--wait refuses a file with a mistake" "kye" cli apply --wait - <<<'{"tunnels": [{"name": "w3", "kye": 7}]}'
refused "--wait takes only a number of seconds" "word 5 '--wait=x': --wait takes a number of seconds from 1 to 86400" cli apply --wait=x wait.json
refused "--watch can't read standard input again" "word 6 '-': --watch cannot read standard input a second time" cli apply --watch -
ns gw1 ip link del ppp0
cli apply --prune - <<<'{"tunnels": []}'

# ---- --watch --------------------------------------------------------------------------------------------

# The messages to the service manager: the latest STATUS, and READY once
cat >manager.py <<-'END'
	import socket
	s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
	s.bind("notify")
	print("bound", flush=True)
	while True:
	    print(s.recv(65536).decode(), flush=True)
END
python3 -SE manager.py >told &
poll 60 grep -q bound told

status() {
	grep STATUS= told | tail -n 1
}

status_is() {
	[[ $(status) =~ $1 ]]
}

cat >conf/20-b.json <<END
{"tunnels": [
{"name": "b1", "remote": "192.0.2.9", "dev": "ppp0", "up": true},
{"name": "b2", "netns": "$PFX-t1", "remote": "192.0.2.9", "key": 2},
{"name": "b3", "netns": "$PFX-t2", "remote": "192.0.2.9", "key": 3, "master": "v0"},
{"name": "b4", "remote": "192.0.2.9", "kye": 4},
{"name": "b5", "remote": "192.0.2.9", "dev": "\u001b[2J\n\$(x)'"}]}
END
NOTIFY_SOCKET=$WORK/notify gre2890 -n "$PFX-gw1" apply --watch --delete-on-exit conf 2>said &
watcher=$!
check "--watch sends READY to the service manager when it has made all it can" poll 60 grep -q READY=1 told
equal "  these are 20 tunnels" "$(names | wc -w)" 20
equal "  and STATUS lists what is missing, in one line" "$(status)" \
	"STATUS=20 tunnels are as their files say; waiting for device ppp0 (b1), device \\033[2J\\012\$(x)' (b5), network namespace $PFX-t1 (b2), network namespace $PFX-t2 (b3); there were errors, see the log"

ns gw1 ip link add ppp0 type dummy
check "a missing device appears, and its tunnel is made" poll 60 has b1
ns gw1 ip link del ppp0
ns gw1 ip link del b1 2>/dev/null || true
check "  the device is deleted, and --watch waits again" poll 60 status_is "waiting for device ppp0 \(b1\)"
ns gw1 ip link add ppp0 type dummy
check "  it appears again, and the tunnel is made again" poll 60 has b1
ns_add t1
check "a missing namespace appears, and its tunnel is made" poll 60 has b2
ns_del t1
check "  the namespace is deleted, and --watch waits again" poll 60 status_is "network namespace $PFX-t1 \(b2\)"
ns_add t1
check "  it appears again, and the tunnel is made again" poll 60 has b2
ns_add t2
check "a namespace appears without the master" poll 60 status_is "device v0 in $PFX-t2 \(b3\)"
check "  its tunnel is not made yet" hasnt b3
ns t2 ip link add v0 type vrf table 10
check "  the master appears, and the tunnel is made" poll 60 has b3
equal "  as a port of the master" "$(ns t2 ip -j link show b3 | jq -r '.[].master')" v0
equal "every mistake and missing name is reported once" "$(sort said | uniq -d)" ""
check "  with its place" grep -q "20-b.json:5:39: 'kye': unknown option" said
ns_del t1
ip netns add "$PFX-t3"
mv conf/20-b.json old.json
sed "s/$PFX-t1/$PFX-t4/; /kye/d; /u001b/d; s/\"v0\"}/\"v0\"}]}/; s/\]},$/]}/" old.json >conf/20-b.json
kill -HUP $watcher
check "SIGHUP makes --watch read the files again" poll 60 status_is "waiting for network namespace $PFX-t4 \(b2\)$"
check "  RELOADING is sent to the service manager" poll 60 grep -q "^RELOADING=1" told
ln -s "$PFX-t3" "/run/netns/$PFX-t4"
defer rm -f "/run/netns/$PFX-t4"
check "a symbolic link to a namespace appears, and its tunnel is made" poll 60 status_is "^STATUS=23 tunnels are as their files say$"

ns gw1 gre2890 set a7 ttl 7
ns gw1 ip link add other type dummy
ns gw1 ip link add ppp1 type dummy
ns gw1 ip link del ppp0
check "a device named in a file is deleted, and --watch waits again" poll 60 status_is "waiting for device ppp0"
equal "  changes by an operator stay" "$(ns gw1 ip -j -d link show a7 | jq '.[].linkinfo.info_data.ttl')" 7

# While devices are made in a loop, the process sleeps ten times as long as it works. Times are hundredths of a second.
cpu() {
	awk '{ print $14 + $15 }' "/proc/$watcher/stat"
}
uptime() {
	awk '{ print int(100 * $1) }' /proc/uptime
}
spent=$(cpu) passed=$(uptime)
seq 100 | sed 's/.*/link add x type dummy\nlink del x/' | ns gw1 ip -batch -
spent=$(($(cpu) - spent)) passed=$(($(uptime) - passed))
check "a loop of events does not keep --watch busy" test $((spent * 4)) -lt $passed
ns gw1 ip link add ppp0 type dummy
check "  and it still sees a missing device appear" poll 60 status_is "^STATUS=23 tunnels"

kill -TERM $watcher
ended "SIGTERM ends --watch" $watcher
equal "  with --delete-on-exit it deletes the tunnels of the files" "$(names)" ""
ip netns del "$PFX-t3"
NOTIFY_SOCKET=$WORK/notify gre2890 -n "$PFX-gw1" apply --watch conf/10-good.json &
watcher=$!
check "without --delete-on-exit --watch makes the tunnels" poll 60 has a19
kill -TERM $watcher
ended "  SIGTERM ends it" $watcher
equal "  and the tunnels stay" "$(names | wc -w)" 20
