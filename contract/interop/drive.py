"""Starts the server, gives each script a tenant of its own, and stops the server.

Usage: drive.py BINARY OLDER, the second being the Python that has the older
clients. Called by run.sh; exits 1 when any script failed.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

import requests

HERE = os.path.dirname(os.path.abspath(__file__))
START_SECONDS = 30

NEWER, OLDER = "newer", "older"

# Script, the scheme it uses for the address it is given, and the environment
# that has its client.
SCRIPTS = [
    ("code42_basics.py", "http", NEWER),
    ("code42_basics.py", "http", OLDER),
    ("code42_py42.py", "http", NEWER),
    ("code42_py42.py", "https", NEWER),
    ("code42_py42_older.py", "http", OLDER),
    ("code42_py42_older.py", "https", OLDER),
    ("pam360_pypmp.py", "https", NEWER),
    ("pam360_raw.py", "https", NEWER),
    ("pam360_raw.py", "http", NEWER),
]


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


def start(binary, folder):
    code42, pam360, control = (f"127.0.0.1:{port}" for port in free_ports(3))
    ca = os.path.join(folder, "ca.pem")
    log = open(os.path.join(folder, "server.log"), "w+b")
    command = [binary, "--code42", code42, "--pam360", pam360, "--control", control]
    command += ["--tls-ca-out", ca, "--check-responses", "all", "--clock", "real"]
    server = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    control_url = f"http://{control}"
    deadline = time.monotonic() + START_SECONDS
    while not healthy(control_url):
        if server.poll() is not None or time.monotonic() > deadline:
            stop(server)
            show(log)
            raise SystemExit(f"the server did not answer {control_url}/_mock/health")
        time.sleep(0.05)
    return server, log, control_url, ca


def healthy(control_url):
    try:
        return requests.get(f"{control_url}/_mock/health", timeout=1).status_code == 200
    except requests.RequestException:
        return False


def stop(server):
    """Asks it to end, and returns whether it did so by itself with exit code 0."""
    if server.poll() is None:
        server.send_signal(signal.SIGTERM)
    try:
        return server.wait(timeout=15) == 0
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
        return False


def show(log):
    log.seek(0)
    sys.stdout.write(log.read().decode(errors="replace")[-4000:])


def environment(control_url, ca, scheme):
    """A new tenant, as the variables that the scripts read."""
    answer = requests.post(f"{control_url}/_mock/tenants", json={}, timeout=10)
    answer.raise_for_status()
    tenant = answer.json()
    code42, pam360 = tenant["code42"], tenant["pam360"]
    return os.environ | {
        "C42_HOST": with_scheme(code42["url"], scheme),
        "C42_USER": code42["username"],
        "C42_PW": code42["password"],
        "C42_API_CLIENT_ID": code42["apiClientId"],
        "C42_API_CLIENT_SECRET": code42["apiClientSecret"],
        "PAM360_URL": with_scheme(pam360["url"], scheme),
        "PAM360_TOKEN": pam360["authToken"],
        "CONTROL_URL": control_url,
        "TENANT": tenant["name"],
        "CA_FILE": ca,
        "PYTHONUNBUFFERED": "1",
    }


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
        server, log, control_url, ca = start(sys.argv[1], folder)
        try:
            for script, scheme, age in SCRIPTS:
                env = environment(control_url, ca, scheme)
                python = sys.argv[2] if age == OLDER else sys.executable
                done = subprocess.run([python, os.path.join(HERE, script)], env=env)
                if done.returncode:
                    failed.append(f"{script} over {scheme}")
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
