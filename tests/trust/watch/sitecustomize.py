"""Python runs this first in every process whose PYTHONPATH names this folder: connections off the machine are refused, and what is written is noted.

Each line of the file that WATCH_LOG names is `wrote PATH` or `refused ADDRESS`. What is written beside Python's own `open` (by SQLite, or by a
library in C) is not seen here, so the suite also looks through its folders afterwards.
"""

import os
import sys

_LOG = os.open(os.environ["WATCH_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_TARGETS = {"os.mkdir": 0, "os.rename": 1, "os.link": 1, "os.symlink": 1, "os.truncate": 0, "os.chmod": 0, "os.remove": 0, "os.rmdir": 0}
_HERE = ("127.", "::1", "localhost", "0.0.0.0")


def _note(what, where):
    if isinstance(where, int):
        return
    where = os.path.abspath(os.fsdecode(where)) if what == "wrote" else str(where)
    os.write(_LOG, f"{what} {where}\n".encode("utf-8", "backslashreplace"))


def _watch(event, args):
    if event == "open":
        path, mode, flags = args
        if (isinstance(mode, str) and set(mode) & set("wax+")) or (isinstance(flags, int) and flags & _WRITING):
            _note("wrote", path)
    elif event in _TARGETS:
        if event != "os.mkdir" or not os.path.exists(args[0]):  # asking for a folder that is there makes none
            _note("wrote", args[_TARGETS[event]])
    elif event in ("socket.connect", "socket.sendto", "socket.bind"):
        address = args[1]
        if isinstance(address, tuple) and not str(address[0]).startswith(_HERE):
            _refuse(address)
    elif event in ("socket.getaddrinfo", "socket.gethostbyname") and args[0] and not str(args[0]).startswith(_HERE):
        _refuse(args[0])


def _refuse(address):
    _note("refused", address)
    raise PermissionError(f"a connection to {address} was refused")


sys.addaudithook(_watch)
