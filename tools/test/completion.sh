# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Tests of completion, for run.sh

# completed WORD...     what completion offers for the last one
completed() {
	PATH=$PWD:$PATH LD_PRELOAD=$PWD/test/kernel.so COMP_CWORD=$(($# - 1)) bash -c '
		. completion/gre2890
		COMP_WORDS=("$@")
		_gre2890
		echo "${COMPREPLY[@]}"
	' completion "$@"
}

# typed LINE...         the arguments that a command gets where TAB and Return are typed behind each line
typed() {
	PATH=$PWD:$PATH LD_PRELOAD=$PWD/test/kernel.so ${within:-} python3 test/typed.py "$@"
}

# with_netns COMMAND...         runs it where namespaces have the strange names
with_netns() {
	# shellcheck disable=SC2016 # it is another shell's
	strange=$(printf '%q ' "${strange[@]}") unshare -rm bash -c '
		eval "names=($strange)"
		mount -t tmpfs none /run && mkdir /run/netns && (cd /run/netns && touch -- "${names[@]}") && exec "$@"
	' with_netns "$@"
}

# expect WORD...        one line more in wanted[], as typed prints it
expect() {
	local line
	printf -v line '%q ' "$@"
	wanted+=("$line")
}

# typed_as CLAIM LINE...        the commands typed are those of wanted[]
typed_as() {
	same "$1" "$(diff <(printf '%s\n' "${wanted[@]}") <(typed "${@:2}") || true)" ""
}

# Names that a shell does something with, each behind another letter
# shellcheck disable=SC2016,SC1003
strange=(
	'a$(id>pwned)' 'b`id>pwned`' 'c;id>pwned' 'd*' 'e?[a-z]' 'f\g' "g'h" 'h"i' 'i!!' $'j\e[2J' $'k\xc2\x9b1m\x9b'
	'l{a,b}' 'm&n' 'n|id' 'o<p' 'p>pwned' 'q=r' 'r:s' 's@t' 't#u' 'u~v' "v'" 'w"' 'x\' 'y!' $'z\e\'y' 'A$x' 'B${x}'
	'C grün' 'D(' $'E\n$(id>pwned)' 'F "$(id)' $'G\t\\' 'H$$' $'I\'$(id)' "J'\""
)

# pwned CLAIM           nothing has been executed
pwned() {
	same "$1" "$(cat pwned 2>/dev/null)" ""
	rm -f pwned
}

test_completion_words() {
	local wanted=()
	same "completion of verbs" "$(completed gre2890 s)" "show stats set"
	same "completion of tunnels" "$(completed gre2890 -j show '')" "t4 t6"
	same "completion of tunnels to delete" "$(completed gre2890 del t4 '')" "t4 t6"
	same "completion of devices" "$(completed gre2890 add t5 dev '')" "t4 t6 other"
	same "completion of devices, or none" "$(completed gre2890 set t4 local-dev '')" "t4 t6 other none"
	same "completion of options" "$(completed gre2890 set t4 noke)" "nokey nokeepalive-answer"
	same "completion of options behind others" "$(completed gre2890 add dev dev mode seq-resync packets 5 ttl 3 seq-mo)" \
		"seq-mode"
	same "completion of a choice" "$(completed gre2890 add t1 mode '')" "ip ether"
	same "completion of another" "$(completed gre2890 set t4 seq seq-mode '')" "auto off strict window reorder"
	same "completion of a choice that a number follows" "$(completed gre2890 set t4 seq-resync '')" "never packets idle"
	same "completion of that number offers nothing" "$(completed gre2890 set t4 seq-resync idle '')" ""
	same "completion of a keyword beside a number with a unit" "$(completed gre2890 set t4 keepalive '')" "off"
	same "completion of the unit" "$(completed gre2890 set t4 keepalive 500 m)" "ms mode mtu master"
	same "completion of no second unit" "$(completed gre2890 set t4 keepalive 500 ms m)" "mode mtu master"
	same "completion of no unit where there is no number" "$(completed gre2890 set t4 keepalive off m)" "mode mtu master"
	same "completion behind the unit" "$(completed gre2890 set t4 keepalive 500 ms keepalive-form '')" "key plain auth"
	same "completion of a keyword beside numbers" "$(completed gre2890 set t4 ttl '')" "inherit"
	same "completion of a value that is free offers nothing" "$(completed gre2890 set t4 key '')" ""
	same "completion of settings" "$(completed gre2890 netns '')" "reorder-memory log-unknown answer-rate answer-rate-tunnel"
	same "completion of a setting's value" "$(completed gre2890 netns reorder-memory 5 log-unknown '')" "on off"
	same "completion of the command's options" "$(completed gre2890 --pre)" "--pretty"
	same "completion of a verb's options" "$(completed gre2890 apply --)" \
		"--json --pretty --all --netns --dry-run --prune --keep-going --wait --watch --delete-on-exit --words --help --version"
	same "completion of no options behind --" "$(completed gre2890 set -- -)" ""
	same "completion of files" "$(completed gre2890 apply --prune test/cli.)" "test/cli.sh"
	same "completion of folders" "$(completed gre2890 apply tes)" "test/"
	same "completion of a new name offers nothing" "$(completed gre2890 add '')" ""
	same "completion of what can't be offers nothing" "$(completed gre2890 --frob '')$(completed gre2890 sow '')" ""
	same "completion of verbs to explain" "$(completed gre2890 help s)" "show stats set"
	expect add t1 remote 2001:db8::2 mode ether
	expect netns log-unknown on
	expect set t4 keepalive 500 ms
	typed_as "completion behind an address, before the end of the line, and of a unit" \
		'gre2890 add t1 remote 2001:db8::2 mode e' $'gre2890 netns log- on\e[D\e[D\e[D' \
		'gre2890 set t4 keepalive 500 ms'
}

# The first letter of a name is typed without a quote, and in each kind of quotes.
test_completion_names() {
	local name quote lines=() wanted=() KERNEL_LINKS=${work:?}/strange
	export KERNEL_LINKS
	for name in "${strange[@]}"; do
		link "$name" 5
		for quote in '' \' \" \$\'; do
			lines+=("gre2890 show $quote${name:0:1}" "gre2890 set ${name:0:1}$quote")
			expect show "$name"
			expect set "$name"
		done
	done
	typed_as "completion: every name is read as it is" "${lines[@]}"
	pwned "completion: no name of a device is executed"

	: >"$KERNEL_LINKS"
	lines=() wanted=()
	# shellcheck disable=SC2016,SC1003
	for name in '~root' '#x' '-x' '!!' "'" '"' '\' '$(id>pwned)' '%1' '=:@'; do
		link "$name" 5
		printf -v quote %q "${name:0:1}"
		lines+=("gre2890 del t $quote" "gre2890 del -- ${quote}")
		expect del t "$name"
		expect del -- "$name"
	done
	typed_as "completion: so is every first character" "${lines[@]}"
	same "completion: a name that would be an option is none" "$(completed gre2890 set -x)" ""
	lines=() wanted=()
	for name in 'a=b' 'c:d' 'e@f' 'g=h:i@j'; do
		link "$name" 5
		lines+=("gre2890 show ${name:0:1}" "gre2890 show ${name:0:2}" "gre2890 show '${name:0:2}")
		expect show "$name"
		expect show "$name"
		expect show "$name"
	done
	typed_as "completion: so is a word that the shell splits" "${lines[@]}"
	pwned "completion: nor is another"
}

test_completion_files() {
	local name quote lines=() wanted=() folder=$work/files
	mkdir "$folder" "$folder/"$'Z\n$(id>pwned)'
	for name in "${strange[@]}"; do
		touch "$folder/$name"
		for quote in '' \' \"; do
			lines+=("gre2890 apply $quote$folder/${name:0:1}")
			expect apply "$folder/$name"
		done
	done
	lines+=("gre2890 apply $folder/Z" "gre2890 apply ~/files/H")
	expect apply "$folder/"$'Z\n$(id>pwned)/'
	expect apply "$folder/H\$\$"
	HOME=$work typed_as "completion: every file's name is read as it is" "${lines[@]}"
	pwned "completion: no file's name is executed"
}

# Namespaces need a folder of their own for their names.
test_completion_netns() {
	local claim="completion: every namespace's name is read as it is" name lines=() wanted=()
	if ! unshare -rm true 2>/dev/null; then
		verdict ok "$claim # SKIP no user namespace to be had"
		return
	fi
	for name in "${strange[@]}"; do
		lines+=("gre2890 -n ${name:0:1}" "gre2890 show --netns=${name:0:1}" "gre2890 add t netns \"${name:0:1}")
		expect -n "$name"
		expect show "--netns=$name"
		expect add t netns "$name"
	done
	within=with_netns typed_as "$claim" "${lines[@]}"
	pwned "completion: no namespace's name is executed"
}

test_completion() {
	rm -f pwned
	test_completion_words
	test_completion_names
	test_completion_files
	test_completion_netns
}
