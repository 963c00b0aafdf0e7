#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Packs the first root file system of a guest: busybox, the modules to mount the real root, and ./init.
#
#   initrd.sh KERNEL-FOLDER [JOB] >INITRD     the file JOB becomes /job.sh; without it, the guest powers off
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$1 release=${1##*/} job=${2:-}
modules=(virtio_pci virtio_console virtio_rng 9pnet_virtio 9p overlay)
[[ $release != *-uml-* ]] || modules=()

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{bin,dev,modules,proc,sys,host,rw,root}
cp "$here/init" "$work/init"
[[ -z $job ]] || cp "$job" "$work/job.sh"
cp "$(command -v busybox)" "$work/bin/busybox"
for applet in sh mount mkdir mkfifo insmod cp tar ln ip poweroff switch_root; do
	ln -s busybox "$work/bin/$applet"
done

# Number the modules in the order of insertion, each after its dependencies.
n=100
for module in "${modules[@]}"; do
	modprobe -d "$folder" -S "$release" --show-depends "$module"
done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' | while read -r file; do
	cp "$file" "$work/modules/$((n++))-${file##*/}"
done

(cd "$work" && find . | cpio --quiet -o -H newc -R 0:0)
