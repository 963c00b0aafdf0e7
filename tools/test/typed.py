#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""What a command gets that is typed into bash with the help of completion.

    typed.py LINE...    each is typed, then a TAB, then Return; prints one line for each: the command's
                        arguments as bash quotes them, or "more" if the shell waits for more of the line

The command is a function that only keeps its arguments; what completion calls is the real one.
"""
import os
import pty
import select
import sys
import tempfile

START = r"""
unset HISTFILE PROMPT_COMMAND
bind 'set enable-bracketed-paste off'
. completion/gre2890
gre2890() { printf '%q ' "$@" >"$TYPED"; }
PS1='<ready>' PS2='<more>'
"""


class Shell:
    def __init__(self, rc, out):
        self.out = out
        self.pid, self.tty = pty.fork()
        if not self.pid:
            os.environ.update(TYPED=out, TERM="dumb", INPUTRC="/dev/null")
            os.execvp("bash", ["bash", "--noprofile", "--rcfile", rc, "-i"])
        self.wait(b"<ready>")

    def wait(self, prompts):
        got = b""
        while not got.endswith(prompts):
            if not select.select([self.tty], [], [], 60)[0]:
                sys.exit(f"{got!r} and no prompt")
            got += os.read(self.tty, 4096)
        return got

    def close(self):
        os.close(self.tty)
        os.waitpid(self.pid, 0)

    def type(self, line):
        """Return stays in the terminal until completion is done."""
        os.write(self.tty, os.fsencode(line) + b"\t\r")
        if self.wait((b"<ready>", b"<more>")).endswith(b"<more>"):
            return None
        with open(self.out, "rb") as f:
            words = f.read()
        os.unlink(self.out)
        return words


with tempfile.TemporaryDirectory() as work:
    start, result = os.path.join(work, "rc"), os.path.join(work, "out")
    with open(start, "w") as f:
        f.write(START)
    shell = Shell(start, result)
    for arg in sys.argv[1:]:
        typed = shell.type(arg)
        os.write(1, (b"more" if typed is None else typed) + b"\n")
        if typed is None:
            shell.close()
            shell = Shell(start, result)
    shell.close()
