"""Starts the server, gives each script a tenant of its own, and stops the server.

Usage: drive.py BINARY OLDER, the second being the Python that has the older
clients. Called by run.sh; exits 1 when any script failed.
"""

import os
import re
import subprocess
import sys
import tempfile

import requests

from server import show, start, stop

HERE = os.path.dirname(os.path.abspath(__file__))

OLDER = "older"

# A head's folder says in runs.txt what is run: the script, the scheme that it
# uses for the address it is given, and the environment that has its client.
RUNS = "runs.txt"


def runs():
    """What is to be run, head by head: (path, label, scheme, age)."""
    found = []
    for head in sorted(os.listdir(HERE)):
        path = os.path.join(HERE, head, RUNS)
        if not os.path.exists(path):
            continue
        for line in open(path):
            script, scheme, age = line.split()
            found.append((os.path.join(HERE, head, script), f"{head}/{script}", scheme, age))
    return found


def environment(control_url, ca, scheme):
    """A new tenant, as the variables that the scripts read."""
    answer = requests.post(f"{control_url}/_mock/tenants", json={}, timeout=10)
    answer.raise_for_status()
    tenant = answer.json()
    variables = {
        "CONTROL_URL": control_url,
        "TENANT": tenant["name"],
        "CA_FILE": ca,
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": HERE,
    }
    for head, access in tenant.items():
        if isinstance(access, dict):
            variables |= {variable(head, key): value for key, value in access.items()}
            variables[variable(head, "url")] = with_scheme(access["url"], scheme)
    return os.environ | variables


def variable(head, member):
    """CODE42_API_CLIENT_ID for the member apiClientId of the head code42."""
    return f"{head}_{re.sub('(?=[A-Z])', '_', member)}".upper()


def with_scheme(url, scheme):
    """Each port answers both schemes; the scripts are told which to use."""
    return f"{scheme}://{url.partition('://')[2].rstrip('/')}"


def main():
    # Nothing here may leave the machine, whatever proxy it is set up with.
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"
    # requests lets these win over the CA that py42 is told to trust, in the one
    # call that py42 makes without its own session settings (loginconfig).
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        os.environ.pop(name, None)
    failed = []
    with tempfile.TemporaryDirectory(prefix="understudy-interop-") as folder:
        ca = os.path.join(folder, "ca.pem")
        log = open(os.path.join(folder, "server.log"), "w+b")
        server, addresses = start(sys.argv[1], ["--tls-ca-out", ca, "--check-responses", "all", "--clock", "real"], log)
        try:
            for path, label, scheme, age in runs():
                env = environment(addresses["control"], ca, scheme)
                python = sys.argv[2] if age == OLDER else sys.executable
                if subprocess.run([python, path], env=env).returncode:
                    failed.append(f"{label} over {scheme}")
        finally:
            graceful = stop(server)
        if not graceful:
            failed.append("the server's graceful stop")
        if failed:
            show(log)
    print("interop:", f"failed: {', '.join(failed)}" if failed else "all scripts passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
