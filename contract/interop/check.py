"""Counts checks and prints one line for each.

Not a test framework: a check that fails is reported and the script goes on, so
one run shows everything that is wrong. Only the interop scripts import this.
"""

import sys
import traceback
from contextlib import contextmanager

_ABSENT = object()


class Checks:
    """The checks of one script. End it with sys.exit(checks.finish())."""

    def __init__(self, title):
        self.title = title
        self.passed = 0
        self.failures = []
        self.raised = set()
        self._step = ""
        print(f"== {title}", flush=True)

    def ok(self, name, condition, detail=""):
        """Passes when condition is true. Returns whether it was."""
        name = f"{self._step}: {name}" if self._step else name
        if condition:
            self.passed += 1
            print(f"ok    {name}", flush=True)
            return True
        text = f"{name} -- {detail}" if detail else name
        self.failures.append(text)
        print(f"FAIL  {text}", flush=True)
        return False

    def equal(self, name, got, want):
        return self.ok(name, got == want, f"got {_short(got)}, want {_short(want)}")

    def same_type(self, name, got, kind):
        return self.ok(name, type(got) is kind, f"got {_short(got)}, want {kind.__name__}")

    def contains(self, name, whole, part):
        return self.ok(name, part in whole, f"{_short(part)} is not in {_short(whole)}")

    def fields(self, name, got, **want):
        """Compares some members of a mapping and names those that differ."""
        wrong = {k: got.get(k, _ABSENT) for k, v in want.items() if got.get(k, _ABSENT) != v}
        told = ", ".join(
            f"{k} is {'absent' if v is _ABSENT else _short(v)}, want {_short(want[k])}"
            for k, v in wrong.items()
        )
        return self.ok(name, not wrong, told)

    def raises(self, name, kind, call, *parts):
        """Passes when call() raises exactly kind, its text holding all parts."""
        try:
            got = call()
        except Exception as err:
            missing = [p for p in parts if p not in str(err)]
            right = type(err) is kind and not missing
            self.raised.add(type(err).__name__)
            self.ok(name, right, f"got {type(err).__name__}: {_short(str(err))}")
            return err
        self.ok(name, False, f"got {_short(got)}, want {kind.__name__}")
        return None

    @contextmanager
    def step(self, name):
        """Names the checks inside; an unexpected exception is one failed check."""
        outer, self._step = self._step, name
        try:
            yield
        except Exception as err:
            at = traceback.extract_tb(err.__traceback__)
            line = next((f for f in reversed(at) if "site-packages" not in f.filename), at[-1])
            where = f"{line.filename.rsplit('/', 1)[-1]}:{line.lineno}"
            self.ok("ran to its end", False, f"{type(err).__name__} at {where}: {_short(str(err))}")
        finally:
            self._step = outer

    def sections(self, run, *functions):
        """Runs each with run; one that breaks does not stop the next."""
        for function in functions:
            with self.step(function.__name__):
                function(run)

    def finish(self):
        """Prints the summary and returns the script's exit code."""
        for text in self.failures:
            print(f"failed: {self.title}: {text}", file=sys.stderr)
        print(f"{self.title}: {self.passed} passed, {len(self.failures)} failed", flush=True)
        return 1 if self.failures or not self.passed else 0


def _short(value, limit=300):
    text = value if isinstance(value, str) else repr(value)
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 3] + "..."
