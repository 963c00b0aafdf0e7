# SPDX-License-Identifier: GPL-2.0
"""The kernel's packet generator. Its packets have headroom, as those from a network card do."""
from place import FAR

SOURCE, DESTINATION, PORT = "10.1.0.1", "10.2.0.1", 9
OCTETS = 60


def write(name, text):
    with open(f"/proc/net/pktgen/{name}", "w", encoding="ascii") as file:
        file.write(text + "\n")


class Burst:
    """A number of equal packets sent by a device of this namespace"""

    def __init__(self, device, count):
        self.device, self.count = device, count

    def prepare(self):
        write("kpktgend_0", "rem_device_all")
        write("kpktgend_0", f"add_device {self.device}")
        for text in (f"count {self.count}", f"pkt_size {OCTETS}", "delay 0", f"dst_mac {FAR}",
                     f"src_min {SOURCE}", f"src_max {SOURCE}", f"dst_min {DESTINATION}", f"dst_max {DESTINATION}",
                     f"udp_dst_min {PORT}", f"udp_dst_max {PORT}"):
            write(self.device, text)

    def send(self):
        """Send, and return when all have been sent."""
        write("pgctrl", "start")
