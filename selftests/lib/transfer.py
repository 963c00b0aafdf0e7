#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""TCP transfers between network namespaces, one after another.

Each line of standard input is "FROM TO ADDRESS OCTETS": send so many random octets from the namespace FROM to ADDRESS in
the namespace TO. Each is answered by "same" if they arrive unchanged, or by the error.
"""
import hashlib
import os
import socket
import sys
import threading

from netns import enter

SECONDS = 60


def send(client, data):
    try:
        client.sendall(data)
        client.shutdown(socket.SHUT_WR)
    except OSError as error:
        print(error, file=sys.stderr)


def transfer(source, sink, address, size):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    enter(sink)
    server = socket.create_server((address, 0), family=family)
    server.settimeout(SECONDS)
    enter(source)
    client = socket.create_connection(server.getsockname()[:2], SECONDS)
    taker = server.accept()[0]
    taker.settimeout(SECONDS)
    data = os.urandom(1 << 16) * (size >> 16)
    thread = threading.Thread(target=send, args=(client, data))
    thread.start()
    received = hashlib.sha256()
    count = 0
    while part := taker.recv(1 << 18):
        received.update(part)
        count += len(part)
    thread.join()
    for sock in client, taker, server:
        sock.close()
    if received.digest() != hashlib.sha256(data).digest():
        return f"{count} of {len(data)} octets, another hash"
    return "same"


for line in sys.stdin:
    arguments = line.split()
    try:
        result = transfer(*arguments[:3], int(arguments[3]))
    except OSError as failure:
        result = str(failure)
    print(result, flush=True)
