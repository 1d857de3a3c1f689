"""Starts a server for each API, lets Schemathesis ask it, and says what was found.

Usage: drive.py BINARY [API...], of the specifications in openapi/. Called by
run; exits 1 when anything was found that exceptions.txt does not name. Further
options for Schemathesis may stand in SCHEMATHESIS_MORE; SCHEMATHESIS_KEEP may name
a folder that keeps what was asked and answered, as Schemathesis' NDJSON report.
"""

import glob
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
OPENAPI = os.path.join(HERE, "..", "..", "openapi")
CLOCK = "2026-11-02T08:00:00Z"
START_SECONDS = 30


def apis():
    """The specifications there are."""
    return sorted(os.path.basename(os.path.dirname(root)) for root in glob.glob(os.path.join(OPENAPI, "*", "root.yaml")))


def free_ports(count):
    """Ports nobody listens on; all are held until the last is known."""
    held = [socket.socket() for _ in range(count)]
    try:
        for one in held:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in held]
    finally:
        for one in held:
            one.close()


def start(binary, log):
    """A server whose clock stands still, and its addresses by listener."""
    usage = subprocess.run([binary, "-help"], capture_output=True, text=True).stderr
    listeners = re.findall(r"^\s+-(\S+) address", usage, re.MULTILINE)
    ports = dict(zip(listeners, free_ports(len(listeners))))
    command = [binary, "--clock", CLOCK, "--fork-tags", "seed", "--check-responses", "all"]
    for name, port in ports.items():
        command += [f"--{name}", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    addresses = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(addresses["control"] + "/_mock/health", timeout=1).close()
            return server, addresses
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("the server did not start")
            time.sleep(0.05)


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
            server, addresses = start(sys.argv[1], log)
            events = os.path.join(folder, "events.ndjson")
            try:
                if ask(api, addresses, events):
                    failed.append(api)
            finally:
                server.terminate()
                graceful = server.wait(timeout=15) == 0
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
