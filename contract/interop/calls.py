"""Records which public methods of a client's classes our own scripts call.

The list of what must be called comes from the installed client itself, so a
method that a newer client adds is demanded on the day it appears. Only the
interop scripts import this.
"""

import functools
import inspect
import os
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))


class Calls:
    def __init__(self, *classes):
        self.seen = set()
        self.methods = [
            f"{cls.__name__}.{name}"
            for cls in classes
            for name, method in inspect.getmembers(cls, inspect.isfunction)
            if not name.startswith("_") and self._record(cls, name, method)
        ]

    def _record(self, cls, name, method):
        label = f"{cls.__name__}.{name}"

        @functools.wraps(method)
        def recorded(*args, **kwargs):
            # A call that the client makes on itself proves nothing: only those
            # that come out of this directory or a folder of it count.
            caller = sys._getframe(1).f_code.co_filename
            if os.path.abspath(caller).startswith(_HERE + os.sep):
                self.seen.add(label)
            return method(*args, **kwargs)

        setattr(cls, name, recorded)
        return True

    def check(self, c, later=None, served=frozenset()):
        """One check for each method. later names, for a method that waits for a
        family not served yet, the operation whose arrival ends the wait."""
        later = later or {}
        with c.step("called by this script"):
            for method in self.methods:
                waits_for = later.get(method)
                if waits_for and waits_for not in served:
                    continue
                c.ok(method, method in self.seen, "never called")
