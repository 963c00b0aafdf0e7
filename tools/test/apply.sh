# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Tests of files that describe tunnels, for run.sh

# said TEXT...          what apply says of a file with this text, without its name, and its exit status
said() {
	local output status=0
	printf '%s' "$*" >"${work:?}/file"
	output=$(cli apply --dry-run "$work/file" 2>&1) || status=$?
	echo "${output//"gre2890: $work/file:"/} ($status)"
}

# wrong CLAIM SAID TEXT
wrong() {
	same "a file: $1" "$(said "$3")" "$2 (2)"
}

# member CLAIM SAID MEMBER      of a tunnel that begins with 24 characters
member() {
	wrong "$1" "$2" '{"tunnels":[{"name":"t4",'"$3"'}]}'
}

test_file_syntax() {
	wrong "nothing" "1:1: no JSON: unexpected end of data" ''
	wrong "not JSON" "1:2: no JSON: boolean expected" 'tunnels'
	wrong "ends early" "2:15: no JSON: unexpected end of data" '{
"tunnels": [ {'
	wrong "a comma too many" "2:1: no JSON: unexpected character" '{"tunnels": [],
}'
	wrong "a comment" "1:3: no JSON: quoted object property name expected" '{ /* ours */ "tunnels": []}'
	wrong "more behind the end" "2:3: no JSON: text after the end" '{"tunnels": []}
  {}'
	wrong "more behind a tunnel with mistakes" "1:37: no JSON: text after the end" '{"tunnels":[{"name":"t4","kye":7}]} x'
	wrong "columns are characters" "1:17: 'é': unknown option, see 'gre2890 help apply'
1:14: the tunnel's 'name' is missing" '{"tunnels":[ {  "é": "ü"}]}'
	wrong "a list" "1:1: the file is no object with 'tunnels'" '[]'
	wrong "without tunnels" "1:1: 'tunnels' is missing" '{}'
	wrong "with something else" "1:16: 'more' is unknown; the file's object has 'tunnels'" '{"tunnels":[], "more": 1}'
	wrong "tunnels that are no list" "1:12: 'tunnels' takes a list of objects" '{"tunnels":{}}'
	wrong "a tunnel that is no object" "1:13: a tunnel is an object" '{"tunnels":["t4"]}'
	wrong "null" "1:12: null is not allowed; leave it out" '{"tunnels":null}'
	wrong "too deep" "1:43: no JSON: nesting too deep" "{\"tunnels\":$(printf '%040d' 0 | tr 0 '[')}"
	same "a file that is too large" "$(head -c 140000000 /dev/zero | tr '\0' ' ' | cli apply - 2>&1)" "gre2890: word 3 '-': File too large"
	gives "a file that is not there" 2 "gre2890: word 3 '/nowhere': No such file or directory" cli apply /nowhere
	mkdir -p "$work/folder/no.json.d"
	gives "a folder without files" 2 "gre2890: $work/folder: has no file *.json" cli apply "$work/folder"
	echo '{"tunnels":[{"name":"t4","kye":7}]}' | tee "$work/folder/20-b.json" >"$work/folder/.hidden.json"
	echo '{"tunnels":[{"name":"t4","kye":8}]}' | tee "$work/folder/10 a.json" >"$work/folder/c"
	gives "a folder is its files *.json, by the alphabet" 2 \
		"gre2890: $work/folder/10 a.json:1:26: 'kye': unknown option, see 'gre2890 help apply'
gre2890: $work/folder/20-b.json:1:26: 'kye': unknown option, see 'gre2890 help apply'
gre2890: $work/folder/20-b.json:1:13: another tunnel is called 't4' too" cli apply "$work/folder"
	gives "apply without file" 2 "gre2890: word 3: the file's name is missing" cli apply
	gives "export to a file" 2 "gre2890: word 3 'file': export takes no argument" cli export file
	gives "an option of apply for another verb" 2 "gre2890: word 2 '--dry-run': not for 'del'" cli --dry-run del t4
}

test_file_members() {
	member "an unknown word" "1:26: 'kye': unknown option, see 'gre2890 help apply'" '"kye":7'
	member "a word without its 'no'" "1:26: 'noseq': unknown option, see 'gre2890 help apply'" '"noseq":true'
	member "a word of type gre" "1:26: 'external': not supported: use one link for each remote and key" '"external":true'
	member "a wrong value" "1:32: 'ttl' takes a number from 0 to 255 or inherit" '"ttl":300'
	member "a wrong address" "1:34: not an IPv4 or IPv6 address, nor 'any'" '"local":"192.0.2"'
	member "addresses of two families" "1:56: local and remote must both be IPv4 or both be IPv6" \
		'"local":"192.0.2.1", "remote":"2001:db8::1"'
	member "a contradiction" "1:42: contradicts 'key' before it" '"key":7, "ikey":8'
	member "a member that is there twice" "1:35: 'ttl' is there twice" '"ttl":3, "ttl":4'
	member "true for a value" "1:32: 'ttl' takes a number from 0 to 255 or inherit, not true" '"ttl":true'
	member "a value for true" "1:32: 'seq' takes true or false, not a string" '"seq":"yes"'
	member "false for what has no opposite" "1:32: 'ttl' can't be false; leave it out" '"ttl":false'
	member "a fraction" "1:32: 'ttl' takes a number from 0 to 255 or inherit, not 1.5" '"ttl":1.5'
	member "a fraction for a key" "1:32: 'key' takes a number from 0 to 4294967295 or a dotted quad, not 7.5" '"key":7.5'
	member "a list" "1:32: 'key' takes a number from 0 to 4294967295 or a dotted quad, not a list" '"key":[1]'
	member "an object" "1:32: 'tos' takes 0 to ff (hexadecimal), a DSCP's name or inherit, not an object" '"tos":{"a":1}'
	member "a number for an address" "1:35: 'remote' takes an IPv4 or IPv6 address or any, not 7" '"remote":7'
	member "a number for a device" "1:32: 'dev' takes a device's name, not 4" '"dev":4'
	member "a number for a choice" "1:33: 'mode' takes ip|ether, not 1" '"mode":1'
	member "a number for an Ethernet address" "1:36: 'address' takes an Ethernet address, not 5" '"address":5'
	member "a number that is too large" "1:32: 'key' takes a number from 0 to 4294967295 or a dotted quad" \
		'"key":4294967296'
	member "a number of 64 bits" "1:32: 'key' takes a number from 0 to 4294967295 or a dotted quad" \
		'"key":18446744073709551615'
	# json-c 0.19 takes it for no number
	same "a file: a number beyond all types" \
		"$(said '{"tunnels":[{"name":"t4","key":99999999999999999999999999}]}' | sed 's/.* //')" "(2)"
	member "a number below 0" "1:32: 'key' takes a number from 0 to 4294967295 or a dotted quad" '"key":-1'
	member "null for a value" "1:32: null is not allowed; leave it out" '"ttl":null'
	member "a namespace that is not there" "1:34: no such network namespace, see 'ip netns'" '"netns":"nowhere"'
	member "a number for a name" "1:34: 'netns' takes a string" '"netns":1'
	member "addresses that are no list" "1:38: 'addresses' takes a list of strings" '"addresses":"10.0.0.1"'
	member "a prefix that is too long" \
		"1:39: not an address such as 10.0.0.1/30 or '10.0.0.1 peer 10.0.0.2/32'" '"addresses":["10.0.0.1/33"]'
	member "null for an address" "1:39: null is not allowed; leave it out" '"addresses":[null]'
	member "a NUL in a string" '1:35: a string must not contain NUL' '"remote":"192.0.2.2\u0000x"'
	member "a NUL in a name" '1:26: a name must not contain NUL' '"ttl\u0000x":7'
	member "a member that is there twice inside of one that is, with another type" \
		"1:38: 'key' is there twice
1:44: 'key' takes a number from 0 to 4294967295 or a dotted quad, not an object" '"key":[1,2],"key":{"a":[{}],"a":3}'
	member "two words in one" "1:39: 'seq-resync' takes never|packets N|idle MS" '"seq-resync":"packets 5 up"'
	member "another word behind a value" "1:39: 'seq-resync' takes never|packets N|idle MS" '"seq-resync":"never up"'
	member "half a value" "1:39: 'seq-resync' takes never|packets N|idle MS" '"seq-resync":"packets"'
	member "keepalives that are too frequent" \
		"1:38: 'keepalive' takes 1 to 32767 (seconds), 100 ms to 32767000 ms, or off" '"keepalive":"99 ms"'
	member "keepalives in another unit" \
		"1:38: 'keepalive' takes 1 to 32767 (seconds), 100 ms to 32767000 ms, or off" '"keepalive":"10 s"'
	member "more behind the unit" \
		"1:38: 'keepalive' takes 1 to 32767 (seconds), 100 ms to 32767000 ms, or off" '"keepalive":"500 ms up"'
	member "keepalives that are false" "1:38: 'keepalive' can't be false; leave it out" '"keepalive":false'
	member "an address that is there twice" "1:53: this address is there twice" \
		'"addresses":["10.0.0.1/32","10.0.0.1"]'
	member "a device that is not there" "1:32: no such device" '"dev":"nobody"'
	wrong "a name that is too long" "1:21: a device's name has 1 to 15 characters" \
		'{"tunnels":[{"name":"sixteen-letters-"}]}'
	wrong "a name with a slash" "1:21: a device's name has no '/', ':', '%' or blanks" '{"tunnels":[{"name":"a/b"}]}'
	wrong "a tunnel without name" "1:13: the tunnel's 'name' is missing" '{"tunnels":[{"key":7}]}'
	wrong "a name that is there twice" "1:27: another tunnel is called 't4' too" \
		'{"tunnels":[{"name":"t4"},{"name":"t4"}]}'
	wrong "two tunnels with the same packets" "2:1: 't4' has this local, remote and key too" \
		'{"tunnels":[{"name":"t4","local":"192.0.2.1","remote":"192.0.2.2","key":7,"ttl":5},
{"name":"t5","local":"192.0.2.1","remote":"192.0.2.2","ikey":"0.0.0.7","okey":8,"mode":"ether"}]}'
	same "a key, none and 0 are three" "$(said '{"tunnels":[{"name":"a","remote":"192.0.2.1"},
{"name":"b","remote":"192.0.2.1","key":0},{"name":"c","remote":"192.0.2.1","key":7}]}' | grep -c '^add')" 3
	same "IPv4 and IPv6 are two, and local addresses that follow devices are not compared" \
		"$(said '{"tunnels":[{"name":"a"},{"name":"b","local":"::"},{"name":"c","local-dev":"lo"},
{"name":"d","local-dev":"lo"}]}' | grep -c '^add')" 4
	wrong "everything that is wrong, each with its place" \
		"1:46: null is not allowed; leave it out
1:33: 'ttl' takes a number from 0 to 255 or inherit
2:2: 'kye': unknown option, see 'gre2890 help apply'
2:16: 'seq' takes true or false, not 1" \
		'{"tunnels":[{"name":"t4", "ttl":300, "local":null},{"name":"t5",
 "kye":7,"seq":1}]}'
}

test_plan() {
	local t4='"name":"t4","local":"192.0.2.1","remote":"192.0.2.2","key":7,"iseq":true,"ocsum":true,"pmtudisc":false,"ignore-df":true,"ttl":9,"fwmark":5'
	local t6='"name":"t6","local":"2001:db8::1","remote":"2001:db8::2","okey":"1.2.3.4","encaplimit":4,"tos":"inherit","flowlabel":"12345","allow-localremote":true,"mode":"ether","dev":"if987654"'

	planned() {
		same "$1" "$(said '{"tunnels":['"$3"']}')" "$2 (0)"
	}
	planned "no plan where all is right" "" "{$t4,\"tos\":184,\"up\":true,\"mtu\":1472},{$t6}"
	planned "a number is the number, also where words are hexadecimal" "change t4: -tos 0xb8 +tos 0x10" "{$t4,\"tos\":16}"
	planned "what is not said of the tunnel is the default" "change t4: -tos 0xb8" "{$t4}"
	planned "what is not said of the device stays" "" "{$t4,\"tos\":\"b8\"}"
	planned "the device" "change t4: mtu 1400 group 3 down" "{$t4,\"tos\":\"b8\",\"mtu\":1400,\"up\":false,\"group\":3}"
	planned "numbers of a peer that restarted" "change t4: -tos 0xb8 +seq-resync packets 5" "{$t4,\"seq-resync\":\"packets 5\"}"
	planned "keepalives in seconds" "change t4: -tos 0xb8 +keepalive 10 +keepalive-retries 3 +keepalive-hold 1" \
		"{$t4,\"keepalive\":10}"
	planned "  in milliseconds" \
		"change t4: -tos 0xb8 +keepalive 1500 ms +keepalive-retries 5 +keepalive-hold 1 +keepalive-form plain" \
		"{$t4,\"keepalive\":\"1500 ms\",\"keepalive-retries\":5,\"keepalive-form\":\"plain\"}"
	planned "no answers to keepalives" "change t4: -tos 0xb8 +nokeepalive-answer +reflect outside" \
		"{$t4,\"keepalive-answer\":false,\"reflect\":\"outside\"}"
	planned "an alias" "change t4: alias 'mine'" "{$t4,\"tos\":\"b8\",\"alias\":\"mine\"}"
	planned "a new tunnel" "add t9: remote any local any ttl inherit ikey 0.0.0.1 mode ip up +10.0.0.1 peer 10.0.0.2/32" \
		'{"name":"t9","ikey":1,"up":true,"addresses":["10.0.0.1 peer 10.0.0.2"]}'
	planned "a mode can't be changed" \
		$'delete t4\nadd t4: remote 192.0.2.2 local any ttl inherit mode ether mtu 1472 up' '{"name":"t4","remote":"192.0.2.2","mode":"ether"}'
	same "a name that another device has" "$(said '{"tunnels":[{"name":"other"}]}')" \
		"1:13: other: a device of type gre has this name (ifindex 9)
add other: remote any local any ttl inherit mode ip (1)"
	same "packets that another tunnel gets" "$(said '{"tunnels":[{"name":"t5","local":"192.0.2.1","remote":"192.0.2.2","key":7}]}')" \
		"1:13: t5: t4 has this local, remote and key
add t5: remote 192.0.2.2 local 192.0.2.1 ttl inherit ikey 0.0.0.7 okey 0.0.0.7 mode ip (1)"
	planned "which is to have others" \
		"add t5: remote 192.0.2.2 local 192.0.2.1 ttl inherit ikey 0.0.0.7 okey 0.0.0.7 mode ip
change t4: -tos 0xb8 -ikey 0.0.0.7 +ikey 0.0.0.8" \
		"{${t4/'"key":7'/'"ikey":8,"okey":7'}},{\"name\":\"t5\",\"local\":\"192.0.2.1\",\"remote\":\"192.0.2.2\",\"key\":7}"
	link a1 21 remote 192.0.2.9 key 1
	link a2 22 remote 192.0.2.9 key 2
	link a3 23 remote 192.0.2.9 key 3
	keyed() {
		printf '{"name":"a%s","remote":"192.0.2.9","key":%s},' "$@" | sed 's/,$//'
	}
	planned "keys that move on: the last one first" \
		"change a3: -ikey 0.0.0.3 -okey 0.0.0.3 +ikey 0.0.0.4 +okey 0.0.0.4
change a2: -ikey 0.0.0.2 -okey 0.0.0.2 +ikey 0.0.0.3 +okey 0.0.0.3
change a1: -ikey 0.0.0.1 -okey 0.0.0.1 +ikey 0.0.0.2 +okey 0.0.0.2" "$(keyed 1 2 2 3 3 4)"
	planned "keys that are exchanged: one is out of the way" \
		"change a1: +ikey of nobody, for as long as others change
change a2: -ikey 0.0.0.2 -okey 0.0.0.2 +ikey 0.0.0.1 +okey 0.0.0.1
change a1: -ikey 0.0.0.1 -okey 0.0.0.1 +ikey 0.0.0.2 +okey 0.0.0.2" "$(keyed 1 2 2 1)"
	planned "three that go round" \
		"change a1: +ikey of nobody, for as long as others change
change a3: -ikey 0.0.0.3 -okey 0.0.0.3 +ikey 0.0.0.1 +okey 0.0.0.1
change a2: -ikey 0.0.0.2 -okey 0.0.0.2 +ikey 0.0.0.3 +okey 0.0.0.3
change a1: -ikey 0.0.0.1 -okey 0.0.0.1 +ikey 0.0.0.2 +okey 0.0.0.2" "$(keyed 1 2 2 3 3 1)"
	: >"$KERNEL_LINKS"
	links
	planned "an address of the device" "address t4: +10.0.0.1/30" "{$t4,\"tos\":\"b8\",\"addresses\":[\"10.0.0.1/30\"]}"
}

# Addresses in the order of the file; IPv4 ones are given again where one is taken away.
test_addresses() {
	local t9='"name":"t9","remote":"192.0.2.9","addresses"' many

	# addresses CLAIM PLAN COUNT ADDRESSES     of a tunnel that has the first COUNT
	addresses() {
		local -x KERNEL_LINKS=$work/addressed
		{ test/message gre2890 9 t9 remote 192.0.2.9 && test/message addresses 9 "$3"; } >"$KERNEL_LINKS"
		same "addresses: $1" "$(said "{\"tunnels\":[{$t9:[$4]}]}")" "$2 (0)"
	}
	addresses "all right, in another order" "" 3 '"10.0.0.2","10.0.0.0","10.0.0.1"'
	addresses "a new one" "address t9: +10.9.9.9/32" 2 '"10.9.9.9","10.0.0.1","10.0.0.0"'
	addresses "one goes" "address t9: -10.0.0.1/32
address t9: +10.0.0.2/32
address t9: +10.9.9.9/32
address t9: +10.0.0.0/32" 3 '"10.0.0.2","10.9.9.9","10.0.0.0"'
	addresses "one of IPv6" "address t9: -10.0.0.0/32
address t9: +2001:db8::1/64
address t9: +10.0.0.1/32" 2 '"2001:db8::1/64","10.0.0.1"'
	addresses "a prefix makes another" "address t9: -10.0.0.0/32
address t9: +10.0.0.0/30" 1 '"10.0.0.0/30"'
	many=$(seq 8191 -1 0 | awk '{ printf "\"10.0.%d.%d\",", $1 / 256, $1 % 256 }')
	addresses "many, in another order" "address t9: +10.9.9.9/32" 8192 "$many\"10.9.9.9\""
}

# IFLA_IFNAME 3, IFLA_MTU 4, IFLA_LINKINFO 18: KIND 1, DATA 2
test_apply() {
	local kind='1=6772653238393000'

	# applied STATUS OUTPUT TUNNEL...
	applied() {
		local IFS=,
		echo "{\"tunnels\":[${*:4}]}" >"${work:?}/file"
		# shellcheck disable=SC2086 # an option
		gives "apply: $1" "$2" "${3//file/$work/file}" cli apply $options "$work/file"
	}
	local options=''
	applied "sends what differs, and nothing else" 0 "index=4 flags=0/0 18=[ $kind 2=[ 8=05 ] ]" \
		'{"name":"t4","local":"192.0.2.1","remote":"192.0.2.2","key":7,"iseq":true,"ocsum":true,"pmtudisc":false,"ignore-df":true,"ttl":5,"fwmark":5,"tos":"b8","mtu":1472}'
	applied "the kernel's reason has its place" 1 "gre2890: file:1:13: refused: the kernel's own words" '{"name":"refused"}'
	applied "what was sent together is done" 1 "index=0 flags=0/0 3=743500 18=[ $kind 2=[ 64=01 ] ]
gre2890: file:1:13: refused: the kernel's own words" '{"name":"refused","ikey":1}' '{"name":"t5","mode":"ether"}'
	KERNEL_EMPTY=y applied "a new tunnel is sent without the module too, so that the kernel loads it" 1 \
		"index=0 flags=0/0 3=743500 18=[ $kind 2=[ 64=01 ] ]
gre2890: file:1:13: refused: the kernel's own words" '{"name":"refused","ikey":1}' '{"name":"t5","mode":"ether"}'
	KERNEL_EMPTY=y applied "what helps if it does not" 1 \
		"gre2890: file:1:13: unknown: the module is not loaded; try modprobe gre2890" '{"name":"unknown"}'
	applied "not said where it is loaded" 1 "gre2890: file:1:13: unknown: Unknown device type" '{"name":"unknown"}'
	KERNEL_EMPTY=y applied "without a tunnel nothing loads it" 1 \
		"gre2890: apply: the module is not loaded; try modprobe gre2890" ''
	applied "with it, no tunnel is nothing to do" 0 "" ''
	applied "a name that is taken" 1 "gre2890: file:1:13: other: a device of type gre has this name (ifindex 9)" \
		'{"name":"other"}'
	options=--keep-going
	applied "an identity that stays taken" 1 "gre2890: file:1:13: exists: File exists" '{"name":"exists"}'
}

test_export() {
	same "an Ethernet address has two digits for each octet" \
		"$(cli export | grep -o '"address":"[^"]*"')" '"address":"02:00:0a:00:00:01"'
	same "also in a plan" "$(said '{"tunnels":[{"name":"e1","mode":"ether","address":"2:0:a:0:0:2"}]}' | grep -o 'address .*')" \
		"address 02:00:0a:00:00:02 (0)"
	local -x KERNEL_LINKS=$work/asking
	same "keepalives: seconds are a number, milliseconds are not" \
		"$(cli export | grep -oE '"keepalive":[^,]*|"keepalive-(answer|form)":[^,]*' | tr '\n' ' ')" \
		'"keepalive-answer":false "keepalive":"500 ms" "keepalive-form":"auth" "keepalive":10 "keepalive-form":"plain" '
	same "  readings are left out" "$(cli export | grep -cE 'reason|age|misses|rtt|lost')" 0
	cli export >"$work/file"
	gives "  and apply of what was exported does nothing" 0 "" cli apply --dry-run "$work/file"
	KERNEL_LINKS=/dev/null KERNEL_TUNNELS=/dev/null gives "export of nothing" 0 '{"tunnels":[]}' cli export
	KERNEL_LINKS=/dev/null KERNEL_EMPTY=y gives "export without module" 1 \
		"gre2890: export: the module is not loaded; try modprobe gre2890" cli export
}

# Without a validator, that the schema has the words that there are, and no others
test_schema() {
	# shellcheck disable=SC2016 # a key of the schema
	same "the schema has every member" \
		"$(python3 -c 'import json; print(*sorted(json.load(open("tunnels.schema.json"))["$defs"]["tunnel"]["properties"]))')" \
		"$( (cli help --words apply | grep -vE '^(no.*|down|netns)$'; printf '%s\n' name netns alias addresses) |
			LC_ALL=C sort | tr '\n' ' ' | sed 's/ $//')"
}
