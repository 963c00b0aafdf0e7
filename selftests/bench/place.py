# SPDX-License-Identifier: GPL-2.0
"""Namespaces and the links between them"""
import json
import subprocess

import measure
from netns import enter

NEAR, FAR = "02:00:00:00:00:01", "02:00:00:00:00:02"


def namespace(name):
    """Make a namespace that forwards and sends nothing by itself, and enter it."""
    measure.ip("netns", "add", name)
    enter(name)
    measure.sysctl("ipv4/ip_forward", 1)
    for setting in "accept_dad", "router_solicitations":
        measure.sysctl(f"ipv6/conf/default/{setting}", 0)
    for which in "all", "default":
        measure.sysctl(f"ipv4/conf/{which}/rp_filter", 0)


def veth(near, device, far, peer):
    measure.ip("link", "add", device, "netns", near, "address", NEAR, "type", "veth",
               "peer", "name", peer, "netns", far, "address", FAR)
    measure.ip("-n", near, "link", "set", device, "up")
    measure.ip("-n", far, "link", "set", peer, "up")


def sink(name, network):
    """A dummy with a route to a network"""
    measure.batch(name, ["link add d0 type dummy", "link set d0 up", f"route add {network} dev d0"])


def counted(name, device, direction, what="packets"):
    """What a device has counted in one direction"""
    text = subprocess.run(("ip", "-n", name, "-j", "-s", "link", "show", "dev", device), check=True,
                          stdout=subprocess.PIPE).stdout
    return json.loads(text)[0]["stats64"][direction][what]
