#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# FRR for the tests in guests. It is not installed for them, as it would run on the host too.
#
#   frr.sh fetch            puts Debian's packages into the cache unless they are there, and prints their folder
#   frr.sh unpack FOLDER    in a guest: unpacks them there, without their scripts
set -euo pipefail

cache=${GRE2890_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/gre2890}

fetch() {
	local folder=$cache/frr new packages
	if [[ ! -d $folder ]]; then
		new=$(mktemp -d "$cache/frr.XXXXXX")
		# Those that frr needs and the host does not have
		packages=$(apt-get -s install --no-install-recommends frr | awk '$1 == "Inst" { print $2 }')
		# shellcheck disable=SC2086 # words
		(cd "$new" && apt-get -qq -o APT::Sandbox::User=root download $packages </dev/null >&2)
		# Another guest may have been faster.
		mv -T "$new" "$folder" 2>/dev/null || rm -r "$new"
	fi
	echo "$folder"
}

unpack() {
	local package
	for package in "$1"/*.deb; do
		dpkg-deb --fsys-tarfile "$package" | tar -x -C / --keep-directory-symlink
	done
	groupadd -r frrvty
	groupadd -r frr
	useradd -r -g frr -G frrvty frr
	ldconfig
}

case ${1:-} in
fetch) fetch ;;
unpack) unpack "$2" ;;
*)
	sed -n '/^#   frr.sh/s/^# *//p' "${BASH_SOURCE[0]}" >&2
	exit 2
	;;
esac
