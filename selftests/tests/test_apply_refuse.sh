#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Refusals of `gre2890 apply`: a file with a mistake changes nothing, each mistake is reported with its place, and a
# refusal by the kernel is reported with the kernel's message.
#
#   gw1: u0 192.0.2.1/24 2001:db8::1/64, as gw_topology draws it
#
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/config.sh
. "$LIB/config.sh"
need root module:gre2890 gre2890 jq
gw_topology
ns_add t1
cd "$WORK"

cli() {
	gre2890 -n "$PFX-gw1" "$@"
}

names() {
	cli -j show | jq -cr 'map(.ifname) | join(" ")'
}

ns gw1 ip -batch - <<-END
	link add old type gre2890 local 192.0.2.1 remote 192.0.2.2 key 1
	link add dummy0 type dummy
END

# ---- a file that is wrong -------------------------------------------------------------------------------

hold gw1
# wrong DESC PLACE-AND-TEXT TUNNEL      claims that TUNNEL is refused, and that a correct tunnel beside it is not made
wrong() {
	printf '{"tunnels": [\n  {"name": "right", "key": 5},\n  %s\n]}\n' "$3" >file
	declined "$1" 2 "gre2890: file:$2" cli apply --prune file
}
wrong "an unknown member is refused" "3:17: 'kye': unknown option, see 'gre2890 help apply'" '{"name": "a", "kye": 7}'
wrong "a wrong value is refused" "3:24: 'ttl' takes a number from 0 to 255 or inherit" '{"name": "a", "ttl": 256}'
wrong "a wrong address is refused" "3:27: not an IPv4 or IPv6 address, nor 'any'" '{"name": "a", "remote": "192.0.2"}'
wrong "a wrong address of the device is refused" "3:31: not an address such as 10.0.0.1/30 or '10.0.0.1 peer 10.0.0.2/32'" \
	'{"name": "a", "addresses": ["10.0.0.1/a"]}'
wrong "a device that does not exist is refused" "3:24: no such device" '{"name": "a", "dev": "u9"}'
wrong "a master that does not exist is refused" "3:27: no such device" '{"name": "a", "master": "v9"}'
wrong "a namespace that does not exist is refused" "3:26: no such network namespace, see 'ip netns'" '{"name": "a", "netns": "nowhere"}'
wrong "a tunnel without a name is refused" "3:3: the tunnel's 'name' is missing" '{"key": 7}'
wrong "a second tunnel with the same name is refused" "3:3: another tunnel is called 'right' too" '{"name": "right", "key": 7}'
wrong "a second tunnel with the same identity is refused" "3:3: 'right' has this local, remote and key too" '{"name": "z", "key": 5}'
wrong "text that is not JSON is refused" "3:11: no JSON: object property name separator ':' expected" '{"name" "a"}'
held "  no refused file has changed anything"
equal "all mistakes of a file are reported" "$(printf '{"tunnels": [{"name": "a", "ttl": 256},\n{"name": "b", "key": "x"}]}' |
	cli apply - 2>&1 | sed 's/:[^:]*$//')" $'gre2890: stdin:1:35\ngre2890: stdin:2:22'
echo '{"tunnels": [{"name": "right", "key": 5}]}' >good
echo '{"tunnels": [{"name": "a", "ttl": 256}]}' >bad
declined "a mistake in one of two files is reported" 2 "gre2890: bad:1:35: 'ttl' takes a number from 0 to 255 or inherit" cli apply good bad
held "  and nothing is changed"
check "the file without a mistake can be applied alone" cli apply good
equal "  its tunnel is made" "$(names)" "old right"
cli del right

# ---- what the kernel refuses ----------------------------------------------------------------------------

cat >file <<-END
	{"tunnels": [
	  {"name": "a", "key": 2},
	  {"name": "dummy0", "key": 3},
	  {"name": "multi", "remote": "255.255.255.255"},
	  {"name": "taken", "local": "192.0.2.1", "remote": "192.0.2.2", "key": 1}
	]}
END
declined "with --keep-going every refusal is reported with the kernel's message" 1 \
	"gre2890: file:4:3: multi: The address is neither unicast nor that of a group beyond this host
gre2890: file:5:3: taken: old has this local, remote and key
gre2890: file:3:3: dummy0: a device of type dummy has this name (ifindex $(ns gw1 cat /sys/class/net/dummy0/ifindex))" \
	cli apply --keep-going file
equal "  the other tunnels are made" "$(names)" "old a"
cli del a

declined "a dry run reports names and identities that are in use" 1 \
	"gre2890: file:5:3: taken: old has this local, remote and key
gre2890: file:3:3: dummy0: a device of type dummy has this name (ifindex $(ns gw1 cat /sys/class/net/dummy0/ifindex))" \
	cli apply --dry-run file
sed -i /multi/d file
declined "  but not those that are to be deleted" 1 \
	"gre2890: file:3:3: dummy0: a device of type dummy has this name (ifindex $(ns gw1 cat /sys/class/net/dummy0/ifindex))" \
	cli apply --dry-run --prune file
echo "{\"tunnels\": [{\"name\": \"dummy0\", \"netns\": \"$PFX-t1\", \"key\": 3}]}" >file
declined "a tunnel in a tenant's namespace whose name is in use in the underlay is refused" 1 \
	"gre2890: file:1:14: dummy0: a device of type dummy has this name (ifindex $(ns gw1 cat /sys/class/net/dummy0/ifindex) in the underlay's namespace)" \
	cli apply file
ns t1 ip link add there type dummy
echo "{\"tunnels\": [{\"name\": \"there\", \"netns\": \"$PFX-t1\", \"key\": 3}]}" >file
declined "  and one whose name is in use in the tenant's" 1 \
	"gre2890: file:1:14: there: a device of type dummy has this name (ifindex $(ns t1 cat /sys/class/net/there/ifindex) in the other namespace)" \
	cli apply file
ns gw1 ip link property add dev dummy0 altname second
declined "an alternative name counts as in use" 1 \
	"gre2890: second: a device of type dummy has this name (ifindex $(ns gw1 cat /sys/class/net/dummy0/ifindex))" cli add second

# A batch holds requests of one type. Put 200 tunnels before the wrong one and 200 behind it.
{
	echo '{"tunnels": ['
	seq 100 299 | sed 's/.*/{"name": "b&", "key": &},/'
	echo '{"name": "multi", "remote": "255.255.255.255"},'
	seq 300 599 | sed 's/.*/{"name": "z&", "key": &},/'
	echo '{"name": "zz", "key": 9999} ]}'
} >file
declined "without --keep-going apply ends at the first refusal" 1 "gre2890: file:202:1: multi: The address is neither unicast nor that of a group beyond this host" cli apply file
check "  the tunnel before is made" ns gw1 ip link show b299
check_fail "  the tunnels after it are not" ns gw1 ip link show zz
declined "with --keep-going apply goes on after a refusal" 1 "gre2890: file:202:1: multi: The address is neither unicast nor that of a group beyond this host" cli apply --keep-going file
check "  all other tunnels are made" ns gw1 ip link show zz
sed -i /multi/d file
check "without the wrong tunnel, --prune deletes the tunnels that are not in the file" cli apply --prune file
equal "  all tunnels of the file are left" "$(names | wc -w)" 501
check_fail "  the tunnel that is not in the file is deleted" ns gw1 ip link show old

# ---- partly ---------------------------------------------------------------------------------------------

echo '{"tunnels": [{"name": "zz", "key": 9999, "mtu": 1000000, "ttl": 7}]}' >file
refused "an MTU that is too large is refused" "file:1:14: zz: mtu greater than device maximum" cli apply file
echo '{"tunnels": [{"name": "zz", "key": 9999, "addresses": ["10.0.0.1/24", "fe80::1 peer fe80::2/64", "::/128"]}]}' >file
refused "an impossible address is refused" "file:1:14: zz: " cli apply file
check "  the other address is added" grep -q 10.0.0.1/24 <(ns gw1 ip address show dev zz)
declined "an option of another verb is a usage error" 2 "gre2890: word 4 '--prune': not for 'show'" cli --prune show
declined "a missing file name is a usage error" 2 "gre2890: word 5: the file's name is missing" cli apply
declined "a file that does not exist is reported" 2 "gre2890: word 5 'nothing': No such file or directory" cli apply nothing
declined "a file name for export is a usage error" 2 "gre2890: word 5 'file': export takes no argument" cli export file
