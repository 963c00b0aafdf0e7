# SPDX-License-Identifier: GPL-2.0
"""Network namespaces by name, for a process that has sockets in several of them."""
import contextlib
import ctypes
import os
import socket

CLONE_NEWNET = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)


def setns(file):
    if libc.setns(file.fileno(), CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), file.name)


def enter(name):
    """Move this process into a namespace. Sockets stay in the namespace where they were opened."""
    with open(f"/run/netns/{name}", "rb") as file:
        setns(file)


@contextlib.contextmanager
def inside(name):
    """Be in a namespace for a while."""
    with open("/proc/self/ns/net", "rb") as home:
        enter(name)
        try:
            yield
        finally:
            setns(home)


def open_socket(name, *kind):
    """Open a socket in a namespace, and stay there. The socket does not block."""
    enter(name)
    sock = socket.socket(*kind)
    sock.setblocking(False)
    return sock
