# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# The command's tests, for run.sh

test_usage() {
	gives "no verb" 2 "gre2890: word 2: a verb is missing, see 'gre2890 help'" cli
	gives "unknown verb" 2 "gre2890: word 3 'sow': unknown verb, see 'gre2890 help'" cli -j sow
	gives "no abbreviated verb" 2 "gre2890: word 2 'sh': unknown verb, see 'gre2890 help'" cli sh
	gives "unknown short option" 2 "gre2890: word 2 '-jx': unknown option, see 'gre2890 help'" cli -jx show
	gives "unknown long option" 2 "gre2890: word 3 '--foo': unknown option, see 'gre2890 help'" cli show --foo
	gives "option without argument" 2 "gre2890: word 2 '-n': needs an argument" cli -n
	gives "show of two" 2 "gre2890: word 4 't6': one device at most" cli show t4 t6
	gives "stats of two" 2 "gre2890: word 4 't6': one device at most" cli stats t4 t6
	gives "add without name" 2 "gre2890: word 3: the new device's name is missing" cli add
	gives "add of a long name" 2 \
		"gre2890: word 3 'sixteen-letters-': a device's name has 1 to 15 characters" cli add sixteen-letters-
	gives "add of no name" 2 "gre2890: word 3 '': a device's name has 1 to 15 characters" cli add ''
	gives "add of a name with a slash" 2 "gre2890: word 3 'a/b': a device's name has no '/', ':' or blanks" \
		cli add a/b
	gives "add with an unknown word" 2 "gre2890: word 4 'kye': unknown option, see 'gre2890 help add'" \
		cli add t1 kye
	gives "the position counts options" 2 \
		"gre2890: word 8 '300': 'ttl' takes a number from 0 to 255 or inherit" cli -j add t1 key 5 ttl 300
	gives "set without name" 2 "gre2890: word 3: the device's name is missing" cli set
	gives "set of nothing" 2 "gre2890: word 4: the options to set are missing" cli set t4
	gives "set with an unknown word" 2 "gre2890: word 6 'kye': unknown option, see 'gre2890 help set'" \
		cli set t4 ttl 5 kye
	gives "a wrong word counts for more than a missing device" 2 \
		"gre2890: word 5 '300': 'ttl' takes a number from 0 to 255 or inherit" cli set nobody ttl 300
	gives "link-netns is not for set" 2 \
		"gre2890: word 4 'link-netns': unknown option, see 'gre2890 help set'" cli set t4 link-netns x
	gives "del without name" 2 "gre2890: word 3: the device's name is missing" cli del
	gives "help for what is no verb" 2 "gre2890: word 3 'sow': unknown verb, see 'gre2890 help'" cli help sow
	gives "up and down" 2 "gre2890: word 5 'down': contradicts 'up' before it" cli add t1 up down
	gives "no such namespace to work in" 1 "gre2890: nowhere: no such network namespace, see 'ip netns'" \
		cli -n nowhere show
	gives "no such namespace to move to" 2 \
		"gre2890: word 5 'nowhere': no such network namespace, see 'ip netns'" cli add t1 netns nowhere
	gives "wrong Ethernet address" 2 "gre2890: word 5 '1:2:3': not an Ethernet address" cli add t1 address 1:2:3
	gives "too long an Ethernet address" 2 "gre2890: word 5 '02:0:0:0:0:012': not an Ethernet address" \
		cli add t1 address 02:0:0:0:0:012
	gives "more behind an Ethernet address" 2 "gre2890: word 5 '02:0:0:0:0:01z': not an Ethernet address" \
		cli add t1 address 02:0:0:0:0:01z
	gives "no such underlay device" 2 "gre2890: word 5 'eth7': no such device" cli add t1 dev eth7
}

test_show() {
	local t4='4: t4: state up mtu 1472 remote 192.0.2.2 local 192.0.2.1 ttl 9 tos 0xb8 nopmtudisc ignore-df ikey 0.0.0.7 okey 0.0.0.7 iseq ocsum fwmark 0x5 mode ip'
	local t6='6: t6: state up mtu 1472 remote 2001:db8::2 local 2001:db8::1 dev if987654 hoplimit 64 encaplimit 4 tclass inherit flowlabel 0x12345 okey 1.2.3.4 allow-localremote mode ether'
	local head='"flags":["POINTOPOINT","NOARP","UP","LOWER_UP"],"mtu":1472,"operstate":"UNKNOWN","carrier_down_count":2,"linkinfo":{"info_kind":"gre2890","info_data"'
	local j4='{"ifindex":4,"ifname":"t4",'$head':{"remote":"192.0.2.2","local":"192.0.2.1","ttl":9,"tos":"0xb8","pmtudisc":false,"ignore_df":true,"ikey":"0.0.0.7","okey":"0.0.0.7","iseq":true,"seq_mode":"auto","ocsum":true,"fwmark":"0x5","keepalive_answer":true,"reflect":"off","mode":"ip"}}}'
	local j6='{"ifindex":6,"ifname":"t6",'$head':{"remote":"2001:db8::2","local":"2001:db8::1","link":"if987654","ttl":64,"encap_limit":4,"ip6_tnl_f_use_orig_tclass":true,"flowlabel":"0x12345","okey":"1.2.3.4","seq_mode":"auto","ip6_tnl_f_allow_local_remote":true,"keepalive_answer":true,"reflect":"off","mode":"ether"}}}'

	gives "show" 0 "$t4"$'\n'"$t6" cli show
	gives "show of one" 0 "$t4" cli show t4
	gives "show as JSON" 0 "[$j4,$j6]" cli -j show
	gives "show of one as JSON" 0 "[$j6]" cli show --json t6
	same "pretty JSON says the same" "$(cli -j -p show | tr -d ' \n')" "[$j4,$j6]"
	gives "show of nobody" 1 "gre2890: nobody: No such device" cli show nobody
	gives "show of another kind" 1 "gre2890: other: not a link of type gre2890" cli show other
	KERNEL_CHANGES=3 gives "a list that changes is read again" 0 "$t4"$'\n'"$t6" cli show
	KERNEL_CHANGES=1000 gives "a list that never stays" 1 \
		"gre2890: links: they change faster than they can be listed; try again" cli show
	KERNEL_EMPTY=y gives "show without module" 1 "gre2890: show: the module is not loaded; try modprobe gre2890" cli show
	KERNEL_EMPTY=y gives "wrong usage counts for more" 2 "gre2890: word 4 't6': one device at most" cli show t4 t6
	KERNEL_LINKS=/dev/null gives "no tunnel" 0 "" cli show
	KERNEL_LINKS=/dev/null gives "no tunnel as JSON" 0 "[]" cli -j show
}

# Tunnels that send keepalives; message has no answer for them.
test_liveness() {
	local -x KERNEL_LINKS=${work:?}/asking
	local ends='local 192.0.2.1 remote 192.0.2.2'

	: >"$KERNEL_LINKS"
	# shellcheck disable=SC2086 # several words
	link k7 7 $ends keepalive 500 ms keepalive-loss 5 keepalive-form auth nokeepalive-answer reflect inside
	# shellcheck disable=SC2086 # several words
	link k8 8 $ends key 8 keepalive 10 keepalive-form plain
	gives "show: keepalives" 0 "7: k7: state up mtu 1472 remote 192.0.2.2 local 192.0.2.1 carrier-reason no-answer ttl inherit nokeepalive-answer reflect inside keepalive 500 ms keepalive-retries 3 keepalive-hold 1 keepalive-form auth keepalive-loss 5 mode ip
    no-answer for 133 s, misses 13, last answer 135.002 s ago, rtt last 1.234 ms smoothed 1.300 ms min 0.900 ms, lost 13 of 100, carrier lost 2 times" \
		cli show k7
	same "  without round-trip times" "$(cli show k8 | tail -n 1)" \
		"    no-answer for 133 s, misses 13, last answer 135.002 s ago, carrier lost 2 times"
	same "  as JSON: state and settings" "$(cli -j show k7 | grep -oE '"(carrier_down|carrier_reason|reflect|keepalive(_(answer|retries|hold|form|loss|rtt))?)[a-z_]*":("[a-z-]*"|[a-z0-9]*)' | grep -vE 'age|misses|rtt_|lost' | tr '\n' ' ')" \
		'"carrier_down_count":2 "carrier_reason":"no-answer" "keepalive_answer":false "reflect":"inside" "keepalive":500 "keepalive_retries":3 "keepalive_hold":1 "keepalive_form":"auth" "keepalive_loss":5 "keepalive_rtt":0 '
	same "  as JSON: readings" "$(cli -j show k7 | grep -oE '"(state_age|keepalive_(misses|answer_age|rtt_[a-z]+|lost))":[0-9]*' | tr '\n' ' ')" \
		'"state_age":133 "keepalive_misses":13 "keepalive_answer_age":135002 "keepalive_rtt_last":1234 "keepalive_rtt_smoothed":1300 "keepalive_rtt_min":900 "keepalive_lost":13 '
	gives "set: the unit is a word of its own" 0 "index=7 flags=0/0 18=[ 1=6772653238393000 2=[ 8=05 77=88130000 ] ]" \
		cli set k7 keepalive 5000 ms ttl 5
	gives "set: keepalives off" 0 "index=7 flags=0/0 18=[ 1=6772653238393000 2=[ 77=00000000 ] ]" cli set k7 keepalive off
	gives "set: the wrong word is the number" 2 \
		"gre2890: word 5 '99': 'keepalive' takes 1 to 32767 (seconds), 100 ms to 32767000 ms, or off" \
		cli set k7 keepalive 99 ms
	gives "set: readings can't be set" 2 "gre2890: word 4 'state-age': unknown option, see 'gre2890 help set'" \
		cli set k7 state-age 5
}

test_stats() {
	local line='rx_packets 11 rx_bytes 1100 tx_packets 22 tx_bytes 2200'

	same "stats of one: what is not 0" "$(cli stats t4 | head -n 3)" \
		"4: t4: $line"$'\n    rx_drop_version 4\n    rx_drop_down 6'
	same "stats: the namespace first" "$(cli stats | head -n 2)" $'netns: tunnels 2 reorder_memory 4096 reorder_used 7 answer_rate 10000 answer_rate_tunnel 1000\n    rx_no_tunnel 5'
	same "stats: the initial namespace has the host's memory" "$(KERNEL_HOST=y cli stats | head -n 1)" \
		"netns: tunnels 2 reorder_memory 4096 reorder_used 7 reorder_memory_host 8589934592 reorder_used_host 8 answer_rate 10000 answer_rate_tunnel 1000"
	same "stats as JSON: likewise" \
		"$(KERNEL_HOST=y cli -j stats | grep -o '"reorder_memory_host":[0-9]*,"reorder_used_host":[0-9]*')" \
		'"reorder_memory_host":8589934592,"reorder_used_host":8'
	same "stats: every tunnel" "$(cli stats | grep -c "$line")" 2
	same "stats -a: also what is 0" "$(cli -a stats | head -n 3 | tail -n 1)" "    rx_drop_truncated 0"
	same "stats of one as JSON" "$(cli -j stats t4 | cut -c -210)" \
		'{"links":[{"ifindex":4,"ifname":"t4","stats64":{"rx":{"bytes":1100,"packets":11,"errors":0,"dropped":3},"tx":{"bytes":2200,"packets":22,"errors":0,"dropped":0}},"info_xstats":{"rx_drop_truncated":0,"rx_drop_ver'
	same "stats as JSON: the namespace" "$(cli -j stats | cut -c -175)" \
		'{"netns":{"tunnels":2,"reorder_memory":4096,"reorder_used":7,"answer_rate":10000,"answer_rate_tunnel":1000,"log_unknown":false,"rx_no_tunnel":5,"rx_drop_truncated":0},"links":'
	KERNEL_EMPTY=y gives "stats without module" 1 \
		"gre2890: stats: the module is not loaded; try modprobe gre2890" cli stats
	KERNEL_EMPTY=y gives "stats of one without module" 1 \
		"gre2890: stats: the module is not loaded; try modprobe gre2890" cli stats t4
}

test_netns() {
	local takes="'reorder-memory' takes octets, up to 4294967295, or with suffix K, M or G"

	gives "netns: a limit" 0 "cmd=2 3=4096" cli netns reorder-memory 4096
	gives "netns: one with a suffix" 0 "cmd=2 3=67108864" cli netns reorder-memory 64M
	gives "netns: none may wait" 0 "cmd=2 3=0" cli netns reorder-memory 0
	gives "netns: two settings" 0 $'cmd=2 3=1024\ncmd=2 11=1' cli netns reorder-memory 1K log-unknown on
	gives "netns: too much" 2 "gre2890: word 4 '4G': $takes" cli netns reorder-memory 4G
	gives "netns: no number" 2 "gre2890: word 4 '4KB': $takes" cli netns reorder-memory 4KB
	gives "netns: neither on nor off" 2 "gre2890: word 4 'yes': 'log-unknown' takes on or off" cli netns log-unknown yes
	gives "netns: another setting" 2 "gre2890: word 3 'memory': the settings are reorder-memory, log-unknown, answer-rate and answer-rate-tunnel" \
		cli netns memory 5
	gives "netns: no argument" 2 "gre2890: word 4: needs an argument" cli netns reorder-memory
	gives "netns: a setting twice" 2 "gre2890: word 5 'log-unknown': is there twice" \
		cli netns log-unknown on log-unknown off
	gives "netns: rates of answers" 0 $'cmd=2 19=0\ncmd=2 20=4294967295' \
		cli netns answer-rate 0 answer-rate-tunnel 4294967295
	gives "netns: too high a rate" 2 \
		"gre2890: word 4 '4294967296': 'answer-rate' takes a number of answers per second, up to 4294967295" \
		cli netns answer-rate 4294967296
	gives "netns: a rate that is no number" 2 \
		"gre2890: word 4 '1K': 'answer-rate-tunnel' takes a number of answers per second, up to 4294967295" \
		cli netns answer-rate-tunnel 1K
	gives "netns: nothing" 2 "gre2890: word 3: the settings to change are missing" cli netns
	KERNEL_EMPTY=y gives "netns without module" 1 \
		"gre2890: netns: the module is not loaded; try modprobe gre2890" cli netns log-unknown off
}

# IFLA_IFNAME 3, IFLA_MTU 4, IFLA_ADDRESS 1, IFLA_LINKINFO 18: KIND 1, DATA 2
test_change() {
	local kind='1=6772653238393000'

	gives "add" 0 "index=0 flags=1/1 3=743100 4=dc050000 18=[ $kind 2=[ 7=c0000202 ] ]" \
		cli add t1 remote 192.0.2.2 mtu 1500 up
	gives "add in Ethernet mode with an address" 0 \
		"index=0 flags=0/0 3=743100 1=020000000001 18=[ $kind 2=[ 64=01 ] ]" \
		cli add t1 mode ether address 2:0:0:0:0:1
	gives "add over IPv6 has a hop limit" 0 \
		"index=0 flags=0/0 3=743100 18=[ $kind 2=[ 7=20010db8000000000000000000000002 8=40 ] ]" \
		cli add t1 remote 2001:db8::2
	gives "set names only what changes" 0 "index=4 flags=0/0 18=[ $kind 2=[ 8=05 ] ]" cli set t4 ttl 5
	gives "set keeps its neighbours' bits" 0 "index=4 flags=0/0 18=[ $kind 2=[ 3=b000 ] ]" cli set t4 oseq
	gives "set down" 0 "index=4 flags=0/1" cli set t4 down
	gives "set of nobody" 1 "gre2890: nobody: No such device" cli set nobody ttl 5
	gives "set of another kind" 1 "gre2890: other: not a link of type gre2890" cli set other ttl 5
	gives "the kernel's reason" 1 "gre2890: refused: the kernel's own words" cli add refused
	gives "a reason without words" 1 "gre2890: exists: File exists" cli add exists
	KERNEL_EMPTY=y gives "what helps where the module is missing" 1 \
		"gre2890: unknown: the module is not loaded; try modprobe gre2890" cli add unknown
	gives "but not where it is not" 1 "gre2890: unknown: Unknown device type" cli add unknown master other
	gives "a warning of the kernel" 0 "index=0 flags=0/0 3=7761726e656400 18=[ $kind 2=[ ] ]"$'\n'"gre2890: warning: take care" \
		cli add warned
	gives "a name that a device of another type has" 1 \
		"gre2890: other: a device of type gre has this name (ifindex 9)" cli add other
	gives "a name that a tunnel has" 1 "gre2890: t4: a device of type gre2890 has this name (ifindex 4)" cli add t4
	same "into the namespace of a process" "$(cli add t1 netns $$ 2>&1 | sed 's/ 28=[0-9a-f]*//')" \
		"index=0 flags=0/0 3=743100 18=[ $kind 2=[ ] ]"
	gives "a process that is not there" 2 "gre2890: word 5 '4194305': no such network namespace, see 'ip netns'" \
		cli add t1 netns 4194305
	gives "no process is an underlay, as with ip" 2 \
		"gre2890: word 5 '$$': no such network namespace, see 'ip netns'" cli add t1 link-netns $$
	gives "del" 0 "" cli del t4 t6
	gives "del goes on" 1 $'gre2890: nobody: No such device\ngre2890: other: not a link of type gre2890' \
		cli del nobody t4 other
}

# A file that is no network namespace is not even opened: a FIFO would wait for a writer.
test_namespaces() {
	local not="not a network namespace, see 'ip netns'" file

	# not_one NAME          as it is written in a file too
	not_one() {
		gives "-n: $1 is no network namespace" 1 "gre2890: $1: $not" \
			env LD_PRELOAD="$PWD/test/kernel.so" timeout 60 ./gre2890 -n "$1" show
		gives "netns: $1 is no network namespace" 2 "gre2890: word 5 '$1': $not" \
			env LD_PRELOAD="$PWD/test/kernel.so" timeout 60 ./gre2890 add t1 netns "$1"
		echo '{"tunnels":[{"name":"t9","netns":"'"$1"'"}]}' >"${work:?}/file"
		gives "apply: $1 is no network namespace" 2 "gre2890: $work/file:1:34: $not" \
			env LD_PRELOAD="$PWD/test/kernel.so" timeout 60 ./gre2890 apply --dry-run "$work/file"
	}
	mkfifo "$work/fifo"
	ln -s fifo "$work/link"
	for file in "$work/fifo" "$work/link" "$work" "$work/links" /dev/zero /proc/self/ns/mnt /proc/self/ns /dev/ptmx; do
		not_one "$file"
	done
	gives "-n: no name" 1 "gre2890: $(printf 'x%.0s' {1..5000}): File name too long" \
		cli -n "$(printf 'x%.0s' {1..5000})" show
	same "-n: a file of this namespace" "$(cli -n /proc/self/ns/net show 2>&1 | grep -c 'not a network')" 0
	echo '{"tunnels":[{"name":"t9","netns":"/proc/self/ns/net"}]}' >"$work/file"
	gives "apply: a file of this namespace" 0 "add t9: remote any local any ttl inherit mode ip" \
		cli apply --dry-run "$work/file"
}

# A second sender answers each request before the kernel does: with a tunnel, and with a refusal.
test_forged() {
	local shown exported

	shown=$(cli show; cli -j stats)
	exported=$(cli export)
	test/message gre2890 66 forged remote 192.0.2.66 >"$work/forged"
	export KERNEL_FORGED=$work/forged
	same "forged answers: show and stats print what they printed without" "$(cli show; cli -j stats)" "$shown"
	same "forged answers: export" "$(cli export)" "$exported"
	gives "forged answers: a tunnel that is not there" 1 "gre2890: forged: No such device" cli show forged
	gives "forged answers: a forged refusal" 0 "" cli del t4
	gives "forged answers: the kernel's reason" 1 "gre2890: refused: the kernel's own words" cli add refused
	echo '{"tunnels":[{"name":"t9","key":9}, {"name":"refused"}]}' >"$work/file"
	gives "forged answers: a batch of apply" 1 "index=0 flags=0/0 3=743900 18=[ 1=6772653238393000 2=[ 2=2000 3=2000 4=00000009 5=00000009 ] ]
gre2890: $work/file:1:36: refused: the kernel's own words" cli apply "$work/file"
	unset KERNEL_FORGED
}

test_help() {
	local word

	for word in $(cli help --words add); do
		cli help add | grep -qE -- "(^|[] |,])${word#no}([] |,]|$)" || break
		word=''
	done
	same "help add explains every word" "$word" ""
	for word in $(cli help --words add); do
		grep -qE -- "^\.It.* $word( |$)" ../Documentation/*.8 || break
		word=''
	done
	same "the manuals explain every word" "$word" ""
	for word in $(cli -j -a stats | grep -oE '"(rx|tx|icmp|keepalive)_[a-z_]*"' | tr -d '"'); do
		grep -qE -- "^\.It Va (.* )?$word( |$)" ../Documentation/gre2890.8 || break
		word=''
	done
	same "the manual explains every counter" "$word" ""
	same "help names every verb" "$(cli help | grep -cE '^  (show|stats|add|set|del|apply|export|monitor|help) ')" 9
	same "help --words names verbs and options" "$(cli help --words | tr '\n' ' ')" \
		"show stats add set del apply export monitor netns help --json --pretty --all --all-netns --netns --openmetrics --dry-run --prune --keep-going --wait --watch --delete-on-exit --timestamp --words --help --version "
	same "-h is help" "$(cli -h)" "$(cli help)"
	for word in show add apply help; do
		same "-h behind $word" "$(cli "$word" --help)" "$(cli help "$word")"
		same "-h before $word" "$(cli -h "$word")" "$(cli help "$word")"
	done
	gives "-h for what is no verb" 2 "gre2890: word 3 'sow': unknown verb, see 'gre2890 help'" cli -h sow
	same "help has the options of the verb" "$(cli help apply | grep -o -- '--[a-z-]*' | tr '\n' ' ')" \
		"--dry-run --prune --keep-going --wait --watch --delete-on-exit --watch "
	same "  and no others" "$(cli help del | grep -c -- --)" 0
	same "--version" "$(cli --version | sed 's/ [0-9].*/ N/')" "gre2890 N"
	for word in show stats help "-j show" "help --words"; do
		# shellcheck disable=SC2086
		gives "$word: output that can't be written" 1 "gre2890: stdout: No space left on device" full $word
	done
}

full() {
	cli "$@" >/dev/full
}
