"""Starts a server for each API, lets Schemathesis ask it, and says what was found.

Usage: drive.py BINARY [API...], of the specifications in openapi/. Called by
run; exits 1 when anything was found that exceptions.txt does not name. Further
options for Schemathesis may stand in SCHEMATHESIS_MORE; SCHEMATHESIS_KEEP may name
a folder that keeps what was asked and answered, as Schemathesis' NDJSON report.
"""

import glob
import json
import os
import subprocess
import sys
import tempfile
import time

import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, "..", "..")
OPENAPI = os.path.join(TOP, "openapi")
# The clock stands still and forks have the same credentials each time: a run can be had again.
SERVER = ["--clock", "2026-11-02T08:00:00Z", "--fork-tags", "seed", "--check-responses", "all"]

sys.path.append(os.path.join(TOP, "contract", "interop"))
from server import start, stop  # noqa: E402


def apis():
    """The specifications there are."""
    return sorted(os.path.basename(os.path.dirname(root)) for root in glob.glob(os.path.join(OPENAPI, "*", "root.yaml")))


def ask(api, addresses, events):
    """Lets Schemathesis ask one API everything; its exit code."""
    command = [
        os.path.join(os.path.dirname(sys.executable), "schemathesis"), "--config-file", os.path.join(HERE, "schemathesis.toml"),
        "run", os.path.join(OPENAPI, api + ".yaml"), "--url", addresses[api], "--request-timeout", "30", "--checks", "all", "--workers", "1", "--continue-on-failure", "--no-color",
        "--seed", os.environ.get("SCHEMATHESIS_SEED", "1"), "--max-examples", os.environ.get("SCHEMATHESIS_EXAMPLES", "3"),
        "--generation-database", "none", *os.environ.get("SCHEMATHESIS_MORE", "").split(), "--warnings", "off", "--report-ndjson-path", events,
    ]  # fmt: skip
    environment = os.environ | {
        "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": HERE, "UNDERSTUDY_API": api, "UNDERSTUDY_CONTROL": addresses["control"],
        "PYTHONHASHSEED": "0",
    }  # fmt: skip
    return subprocess.run(command, env=environment, cwd=os.path.dirname(events)).returncode


def answered(api, events):
    """The API's operations, and those of them that had a 2xx."""
    document = yaml.safe_load(open(os.path.join(OPENAPI, api + ".yaml")))
    operations = {f"{method.upper()} {path}" for path, item in document["paths"].items() for method in item if method != "parameters"}
    good = set()
    for line in open(events):
        recorder = json.loads(line).get("ScenarioFinished", {}).get("recorder")
        for case, exchange in (recorder or {}).get("interactions", {}).items():
            if exchange.get("response") and exchange["response"]["status_code"] // 100 == 2:
                of = recorder["cases"][case]["value"]
                good.add(f"{of['method']} {of['path']}")
    return operations, good & operations


def main():
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"
    failed = []
    for api in sys.argv[2:] or apis():
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="understudy-schemathesis-") as folder:
            log = open(os.path.join(folder, "server.log"), "w+b")
            server, addresses = start(sys.argv[1], SERVER, log)
            events = os.path.join(folder, "events.ndjson")
            try:
                if ask(api, addresses, events):
                    failed.append(api)
            finally:
                graceful = stop(server)
            if not graceful:
                failed.append(f"{api}'s graceful stop")
            operations, good = answered(api, events)
            print(f"schemathesis: {api}: {len(good)} of {len(operations)} operations had a 2xx; {time.monotonic() - begun:.0f} s")
            for name in sorted(operations - good):
                print(f"  never: {name}")
                failed.append(f"{api}'s {name}, which never had a 2xx")
            if os.environ.get("SCHEMATHESIS_KEEP"):
                os.replace(events, os.path.join(os.environ["SCHEMATHESIS_KEEP"], f"{api}.ndjson"))
    print("schemathesis:", f"failed: {', '.join(failed)}" if failed else "nothing found that is not known")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
