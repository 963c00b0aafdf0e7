#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The kernels that tests boot: Debian's, of the same version as the headers that modules are built with, and those built
# here from a configuration in config/.
#
#   kernels.sh name KERNEL      prints its release; KERNEL is 6.1, 6.12, 6.12-rt, debug, kcsan, uml,
#                               uml-gcov or a release
#   kernels.sh fetch KERNEL     puts it into the cache unless it is there, and prints its folder:
#                                   vmlinux, lib/modules/RELEASE/, and tree/ if it was built here
#
# No kernel is installed for a test: a Debian image comes from /boot if it is installed there, or from the downloaded
# package.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${GRE2890_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/gre2890}

die() {
	echo "kernels.sh: $*" >&2
	exit 1
}

# Print the configuration of a kernel that is built here, given its name or release. Fail for other kernels.
config_of() {
	local config=$1
	if [[ ! -e $here/config/$config.config ]]; then
		config=${1#*-}
		config=${config%-*}
		[[ -e $here/config/$config.config && $1 == "$("$here/compile.sh" name "$config")" ]] || return
	fi
	echo "$config"
}

release_of() {
	local meta config
	if config=$(config_of "$1"); then
		"$here/compile.sh" name "$config"
		return
	fi
	case $1 in
	6.1) meta=linux-headers-amd64 ;;
	6.12) meta=linux-headers-6.12-amd64 ;;
	6.12-rt) meta=linux-headers-6.12-rt-amd64 ;;
	*)
		[[ -d /usr/src/linux-headers-$1 ]] ||
			die "no headers for '$1': name 6.1, 6.12, 6.12-rt, debug, kcsan, uml, uml-gcov or a release with /usr/src/linux-headers-RELEASE"
		echo "$1"
		return
		;;
	esac
	# The meta package depends on the headers of one release: "linux-headers-6.1.0-56-amd64 (= 6.1.192-2)".
	dpkg-query -W -f '${Depends}' "$meta" 2>/dev/null | grep -o 'linux-headers-[^ ,]*' | head -n 1 |
		cut -d - -f 3- | grep . || die "$meta is not installed; run selftests/vm/packages.sh"
}

# Print the folder that has boot/vmlinuz-RELEASE and lib/modules/RELEASE.
image_root() {
	local release=$1 work=$2 version
	if [[ -r /boot/vmlinuz-$release && -d /lib/modules/$release/kernel ]]; then
		echo /
		return
	fi
	version=$(dpkg-query -W -f '${Version}' "linux-headers-$release" 2>/dev/null) ||
		die "linux-headers-$release is no Debian package: its kernel cannot be fetched"
	echo "kernels.sh: downloading linux-image-$release" >&2
	(cd "$work" && apt-get -qq -o APT::Sandbox::User=root download "linux-image-$release=$version" </dev/null >&2) ||
		die "linux-image-$release=$version cannot be downloaded; if the archive has moved on, upgrade the headers"
	dpkg-deb --fsys-tarfile "$work"/*.deb | tar -x -C "$work" ./boot ./lib
	rm -f "$work"/*.deb
	echo "$work"
}

# The boot header of a bzImage has the position of the compressed ELF image (Documentation/arch/x86/boot.rst). QEMU starts
# that image directly (PVH), which saves seconds of decompression in an emulated guest.
extract_vmlinux() {
	local image=$1 setup_sects offset length unpack
	setup_sects=$(od -An -tu1 -j $((0x1f1)) -N 1 "$image")
	offset=$(od -An -tu4 -j $((0x248)) -N 4 "$image")
	length=$(od -An -tu4 -j $((0x24c)) -N 4 "$image")
	offset=$(((setup_sects + 1) * 512 + offset))
	case $(od -An -tx1 -j "$offset" -N 4 "$image" | tr -d ' ') in
	fd377a58) unpack=(xz -dc) ;;
	28b52ffd) unpack=(zstd -dcq) ;;
	1f8b*) unpack=(gzip -dc) ;;
	02214c18) unpack=(lz4 -dc) ;;
	*) die "$image: unknown compression" ;;
	esac
	# The last four octets of the payload are its unpacked size and do not belong to the stream.
	dd if="$image" iflag=skip_bytes,count_bytes skip="$offset" count=$((length - 4)) bs=64k status=none |
		"${unpack[@]}"
}

# Drop modules for hardware that the guest does not have: depmod would read them at every build.
copy_modules() {
	local from=$1 to=$2 release=$3
	mkdir -p "$to/kernel/drivers"
	cp -a "$from"/modules.{builtin,builtin.modinfo,order} "$to"
	find "$from/kernel" -mindepth 1 -maxdepth 1 ! -name drivers ! -name sound -exec cp -a -t "$to/kernel" {} +
	cp -a "$from"/kernel/drivers/{block,char,crypto,md,net,ptp,pps,virtio,vhost} "$to/kernel/drivers" 2>/dev/null || true
	rm -rf "$to"/kernel/drivers/net/{ethernet,wireless,usb,can}
	# Unpack modules once here, instead of at every modprobe in the guest.
	find "$to" -name '*.ko.xz' -print0 | xargs -0 -r -P "$(nproc)" -n 50 xz -d
	depmod -b "${to%/lib/modules/*}" "$release"
}

take_from_debian() {
	local release=$1 work=$2 kernel=$3 root
	mkdir "$work"
	root=$(image_root "$release" "$work")
	extract_vmlinux "$root/boot/vmlinuz-$release" >"$kernel/vmlinux"
	copy_modules "$root/lib/modules/$release" "$kernel/lib/modules/$release" "$release"
}

fetch() {
	local release=$1 folder=$cache/kernels/$1 work config
	mkdir -p "$cache/kernels"
	exec 9>"$cache/kernels/.lock-$release"
	flock 9
	if [[ ! -d $folder ]]; then
		work=$(mktemp -d "$cache/kernels/new.XXXXXX")
		# shellcheck disable=SC2064 # the value of now
		trap "rm -rf '$work'" EXIT
		mkdir "$work/kernel"
		if config=$(config_of "$release"); then
			echo "kernels.sh: building $release, which takes some minutes" >&2
			"$here/compile.sh" build "$config" "$work/kernel" >&2 9>&-
		else
			take_from_debian "$release" "$work/image" "$work/kernel"
		fi
		mv "$work/kernel" "$folder"
	fi
	echo "$folder"
}

case ${1:-} in
name) release_of "${2:?which kernel?}" ;;
fetch) fetch "$(release_of "${2:?which kernel?}")" ;;
*)
	echo "usage: kernels.sh name|fetch KERNEL" >&2
	exit 2
	;;
esac
