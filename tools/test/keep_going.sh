# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Tests of "apply --keep-going" with files that are partly wrong, for run.sh

# beside CLAIM SAID TUNNEL...   with entries that are wrong, the one that is right is made and the status is 1
beside() {
	local IFS=, claim=$1 expected=$2 right output status=0
	right='index=0 flags=0/0 3=723100 18=[ 1=6772653238393000 2=[ 7=c0000202 ] ]'
	shift 2
	echo "{\"tunnels\":[{\"name\":\"r1\",\"remote\":\"192.0.2.2\"},
$*]}" >"${work:?}/file"
	output=$(cli apply --keep-going "$work/file" 2>&1) || status=$?
	output=$(echo "${output//"gre2890: $work/file:"/}" | LC_ALL=C sort -u)
	same "--keep-going: $claim" "$output ($status)" "$(printf '%s\n' "$expected" "$right" | LC_ALL=C sort -u) (1)"
}

test_keep_going() {
	local good='{"tunnels":[{"name":"r1","remote":"192.0.2.2"}]}' made text
	made='index=0 flags=0/0 3=723100 18=[ 1=6772653238393000 2=[ 7=c0000202 ] ]'

	beside "a device that is not there" "2:19: no such device" '{"name":"b","dev":"ppp0"}'
	beside "a device to take the address of" "2:25: no such device" '{"name":"b","local-dev":"ppp0"}'
	beside "a master that is not there" "2:22: no such device" '{"name":"b","master":"v9"}'
	beside "a namespace that is not there" "2:21: no such network namespace, see 'ip netns'" '{"name":"b","netns":"nowhere"}'
	beside "a master in a namespace that is not there" "2:21: no such network namespace, see 'ip netns'" \
		'{"name":"b","netns":"nowhere","master":"v9"}'
	beside "everything that is not there" $'2:19: no such device\n2:35: no such device' '{"name":"b","dev":"ppp0","master":"v9"}'
	beside "an unknown word" "2:13: 'kye': unknown option, see 'gre2890 help apply'" '{"name":"b","kye":7}'
	beside "a wrong value" "2:19: 'ttl' takes a number from 0 to 255 or inherit" '{"name":"b","ttl":300}'
	beside "a name too long" "2:9: a device's name has 1 to 15 characters" '{"name":"sixteen-letters-"}'
	beside "no name" "2:1: the tunnel's 'name' is missing" '{"key":7}'
	beside "no object" "2:1: a tunnel is an object" '7'
	beside "null" "2:1: null is not allowed; leave it out" 'null'
	beside "null as a value" "2:21: null is not allowed; leave it out" '{"name":"b","local":null}'
	beside "a member that is there twice" "2:21: 'key' is there twice" '{"name":"b","key":8,"key":7}'
	beside "a name that is there twice" "2:1: another tunnel is called 'r1' too" '{"name":"r1","key":7}'
	beside "packets of another tunnel" "2:1: 'r1' has this local, remote and key too" '{"name":"b","remote":"192.0.2.2"}'
	# shellcheck disable=SC2016 # a name
	beside "a name that shows nothing of a terminal's" "2:13: '\\033[2J\$(x)\\012': unknown option, see 'gre2890 help apply'" \
		'{"name":"b","\u001b[2J$(x)\n":7}'
	same "the identity of a tunnel that is wrong is free" \
		"$(echo '{"tunnels":[{"name":"a","remote":"192.0.2.2","kye":1},{"name":"r1","remote":"192.0.2.2"}]}' |
			cli apply --keep-going - 2>&1 | uniq; echo "(${PIPESTATUS[1]})")" \
		"gre2890: stdin:1:46: 'kye': unknown option, see 'gre2890 help apply'
$made
(1)"

	echo "$good" >"$work/good"
	for text in '' '{"tunnels":[' '[]' '{}' '{"tunnels":[]} x' 'x'; do
		echo "$text" >"$work/bad"
		same "--keep-going: a file with '$text' stops no other" \
			"$(cli apply --keep-going "$work/bad" "$work/good" 2>&1 | grep -v "$work/bad:[0-9]*:[0-9]*: " | uniq)" "$made"
		same "  before it or behind it, and the status is 1" \
			"$(cli apply --keep-going "$work/good" "$work/bad" 2>&1 | uniq |
				grep -c "$work/bad:[12]:[0-9]*: \|=c0000202"; echo "(${PIPESTATUS[0]})")" $'2\n(1)'
	done
	same "--keep-going: a file that is not there" \
		"$(cli apply --keep-going "$work/none" "$work/good" 2>&1 | uniq; echo "(${PIPESTATUS[0]})")" \
		"gre2890: word 4 '$work/none': No such file or directory
$made
(1)"
	gives "without --keep-going nothing is done" 2 \
		"gre2890: word 3 '$work/none': No such file or directory" cli apply "$work/none" "$work/good"
	gives "--keep-going with nothing that is right" 1 "gre2890: $work/bad:1:1: no JSON: unexpected character" \
		cli apply --keep-going "$work/bad"
}
