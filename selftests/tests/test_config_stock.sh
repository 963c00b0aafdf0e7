#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A link with the same options is shown like a link of the stock kind: device type, addresses, flags, MTU, options.
#
#   gw1: u0 192.0.2.1/24 2001:db8::1/64 and pairs of tunnels, s... of a stock kind and g... of gre2890,
#   in gw_topology
#
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/config.sh
. "$LIB/config.sh"
need root module:gre2890 module:ip_gre module:ip6_gre jq
gw_topology
ns gw1 ip route add default via 192.0.2.2
ns gw1 ip route add default via 2001:db8::2

# pairs KIND MODE VERB ROW...   makes a pair for each row of the table, with its options (add) or by a later change (set)
pairs() {
	local kind=$1 mode=$2 verb=$3 i name words ends none
	shift 3
	for i in "$@"; do
		name=$verb${kind#ip6}${NAME[i]#x} words=${WORDS[i]} ends=${ENDS[i]} none=
		# The stock kinds do not have these.
		[[ $words != mode* && $words != *seq-* && $words != *keepalive* && $words != *reflect* && ($verb == add || -n $words) ]] || continue
		# ip6gre takes no names of devices in a batch: ip's cache fails at the second one.
		[[ $words != *AF11* || $kind$verb == greadd ]] || continue
		# The only different default
		[[ $kind != ip6* || ($verb == add && $words == *encaplim*) ]] || none="encaplimit none"
		PAIRS+=("$name") DESC+=("$verb: $kind ${words:-without options}")
		# Two tunnels of gre2890 cannot differ in their mode alone.
		[[ $kind != *tap ]] || ends=${ends/.100./.102.} ends=${ends/:100::/:102::}
		if [[ $verb == add ]]; then
			echo "link add s$name type $kind $ends $none $words" >&3
			echo "link add g$name type gre2890 $ends mode $mode $words" >&3
		else
			ends=${ends/.100./.101.} ends=${ends/:100::/:101::}
			echo "link add s$name type $kind $ends $none" >&3
			echo "link add g$name type gre2890 $ends mode $mode" >&3
			echo "link set s$name type $kind $words" >&3
			echo "link set g$name type gre2890 $words" >&3
		fi
	done
}

# Do not compare: index, Ethernet address, options of gre2890 alone, the limits of the MTU, which the stock kinds do not
# report, the permanent address that ip6_gre invents, and UP, which is UNKNOWN with the stock kinds.
shows() {
	local name rest
	declare -gA SHOWN=()
	while read -r name rest; do
		SHOWN[$name]=$rest
	done < <(ns gw1 ip -d -o link show | sed -E 's/^[0-9]+: //; s/@/ @/; s/ permaddr \S+//; s/ state UNKNOWN / state UP /; s/ minmtu .*maxmtu \S+//
		s/(link\/ether) \S+/\1/; s/ mode (ip|ether) addrgenmode/ addrgenmode/; s/\\ +(gre2890|(ip6)?gre(tap)?) /\\ /')
}

rows x 100
n4=${#ROWS4[@]} last=$((${#NAME[@]} - 1)) v4=() v6=() some4=() some6=()
for ((i = 0; i <= last; i++)); do
	[[ $i -ge n4 ]] || v4+=("$i")
	[[ $i -lt n4 ]] || v6+=("$i")
done
for ((i = 0; i < n4; i += 3)); do
	some4+=("$i") some6+=("$((last - i * (last - n4) / n4))")
done

PAIRS=() DESC=()
exec 3>"$WORK/batch"
pairs gre ip add "${v4[@]}"
pairs ip6gre ip add "${v6[@]}"
pairs gretap ether add "${some4[@]}"
pairs ip6gretap ether add "${some6[@]}"
pairs gre ip set "${v4[@]}"
pairs ip6gre ip set "${v6[@]}"

# Without a remote address, without a local one, without both
n=0
for ends in "" "local 192.0.2.1" "remote 192.0.2.2" "local 192.0.2.1 remote 192.0.2.2"; do
	PAIRS+=("w$n") DESC+=("add: gre ${ends:-without ends}")
	echo "link add sw$n type gre key 5 $ends" >&3
	echo "link add gw$n type gre2890 key 5 $ends" >&3
	n=$((n + 1))
done
# With a remote address alone, gre is a point-to-point device and ip6gre is not. gre2890 is one in both families.
for ends in "local ::" "local 2001:db8::1"; do
	PAIRS+=("w$n") DESC+=("add: ip6gre $ends")
	echo "link add sw$n type ip6gre key 5 encaplimit none $ends" >&3
	echo "link add gw$n type gre2890 key 5 $ends" >&3
	n=$((n + 1))
done
exec 3>&-
ns gw1 ip -force -batch "$WORK/batch" 2>"$WORK/errors" || true

shows
for i in "${!PAIRS[@]}"; do
	equal "${DESC[i]}" "${SHOWN[g${PAIRS[i]}]-no link}" "${SHOWN[s${PAIRS[i]}]-no stock link}"
done
lib_diag "$(<"$WORK/errors")"

ns gw1 ip -j -d link show | jq -S 'map(select(.ifname[1:4] == "add") | {(.ifname): .linkinfo.info_data | del(.mode, .seq_mode, .keepalive_answer, .reflect, .state_age)}) | add |
	with_entries(select(.key[:1] == "s")) as $s | with_entries(select(.key[:1] == "g")) as $g |
	if ($s | length) < 50 then error("too few") else empty end,
	($s | with_entries(.key |= .[1:])), ($g | with_entries(.key |= .[1:]))' >"$WORK/json"
jq -s '.[0]' "$WORK/json" >"$WORK/stock"
jq -s '.[1]' "$WORK/json" >"$WORK/ours"
if cmp -s "$WORK/stock" "$WORK/ours"; then
	ok "the JSON of all links is that of the stock kinds, except what only gre2890 has"
else
	not_ok "the JSON of all links is that of the stock kinds, except what only gre2890 has" "$(diff "$WORK/stock" "$WORK/ours")"
fi

for i in "${!PAIRS[@]}"; do
	[[ ${PAIRS[i]} == *[13579] && ${PAIRS[i]} != *tap* ]] || continue
	echo "link set s${PAIRS[i]} up"
	echo "link set g${PAIRS[i]} up"
done >"$WORK/batch"
ns gw1 ip -batch "$WORK/batch"
shows
wrong='' n=0
for i in "${!PAIRS[@]}"; do
	[[ ${PAIRS[i]} == *[13579] && ${PAIRS[i]} != *tap* ]] || continue
	n=$((n + 1))
	[[ ${SHOWN[g${PAIRS[i]}]} == "${SHOWN[s${PAIRS[i]}]}" && ${SHOWN[g${PAIRS[i]}]} == *",UP,LOWER_UP"* ]] ||
		wrong+="${DESC[i]}: ${SHOWN[g${PAIRS[i]}]} / ${SHOWN[s${PAIRS[i]}]}"$'\n'
done
equal "$n links show the same as the stock kinds when they are up" "$wrong" ""

# lladdrs g|s                   prints the link-local addresses of the IPv6 tunnels whose names begin so
lladdrs() {
	ns gw1 ip -j link show |
		jq -r --arg first "$1" '.[] | select(.link_type == "gre6" and .ifname[:1] == $first).ifname' >"$WORK/names"
	ns gw1 ip -6 -o address show scope link | awk 'NR == FNR { wanted[$1]; next } $2 in wanted { print $4 }' "$WORK/names" -
}

lladdrs g >"$WORK/ours"
check "tunnels over IPv6 have as many link-local addresses as those of the stock kind" [ "$(wc -l <"$WORK/ours")" = "$(lladdrs s | wc -l)" ]
check "  and they do have some" [ "$(wc -l <"$WORK/ours")" -gt 3 ]
equal "  and no two tunnels have the same one, in spite of the same local address" "$(sort "$WORK/ours" | uniq -d)" ""
