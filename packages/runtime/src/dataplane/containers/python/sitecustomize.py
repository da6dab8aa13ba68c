# Loaded before a task's Python program. A task has an address of its own; a program that listens on every address
# means that one, as in a container.
import os
import socket

_address = os.environ.get("PENSTOCK_ADDRESS")
_bind = socket.socket.bind


def _bind_own(self, where):
    if isinstance(where, tuple) and where[0] in ("", "0.0.0.0", "::"):
        if self.family == socket.AF_INET:
            where = (_address,) + where[1:]
        elif self.family == socket.AF_INET6:
            self.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            where = ("::ffff:" + _address,) + where[1:]
    return _bind(self, where)


if _address:
    socket.socket.bind = _bind_own
