"""The fixture sdk: a tenant of its own for each test, or the real one.

Against a mock, which is started once for all tests; MOCKSERVER names the
binary. Where CODE42_URL is set, with CODE42_USERNAME and CODE42_PASSWORD, the
tests with the mark "reads" run against that tenant, and no others.
"""

import os
import re
import subprocess

import py42.sdk
import pytest
import requests

REAL = os.environ.get("CODE42_URL")


def pytest_collection_modifyitems(items):
    for item in items:
        if REAL and not item.get_closest_marker("reads"):
            item.add_marker(pytest.mark.skip(reason="it writes, and this is a real tenant"))


@pytest.fixture(scope="session")
def control():
    """Serves a mock until the last test has ended. It is the address of its control plane."""
    binary = os.environ.get("MOCKSERVER", "mockserver")
    any_port = [f"--{name}=127.0.0.1:0" for name in ("code42", "pam360", "control")]
    server = subprocess.Popen([binary, "--log-level=error", *any_port], stdout=subprocess.PIPE, text=True)
    try:
        for line in server.stdout:
            if address := re.search(r"(http://\S+)/_mock/health", line):
                yield address[1]
                return
        raise RuntimeError(f"{binary} ended before it served; what it said is above")
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture
def tenant(request):
    """Where to sign in, and as whom."""
    if REAL:
        yield {"url": REAL, "username": os.environ["CODE42_USERNAME"], "password": os.environ["CODE42_PASSWORD"]}
        return
    control = request.getfixturevalue("control")
    made = requests.post(f"{control}/_mock/tenants", json={}, timeout=10)
    made.raise_for_status()
    name = made.json()["name"]
    yield made.json()["code42"]
    for entry in requests.get(f"{control}/_mock/journal?tenant={name}&last=20", timeout=10).json()["entries"]:
        if entry.get("reason"):  # shown by pytest where the test has failed
            print(entry["method"], entry["path"], entry["status"], entry["reason"])
    requests.delete(f"{control}/_mock/tenants/{name}", timeout=10).raise_for_status()


@pytest.fixture
def sdk(request, tenant, monkeypatch):
    """py42, signed in as an administrator. A test with the mark "reads" cannot write."""
    if request.node.get_closest_marker("reads"):
        monkeypatch.setattr(requests.Session, "send", only_get(requests.Session.send))
    return py42.sdk.from_local_account(tenant["url"], tenant["username"], tenant["password"])


def only_get(send):
    def guarded(session, prepared, **how):
        assert prepared.method == "GET", f"{prepared.method} {prepared.url} may write; it was not sent"
        return send(session, prepared, **how)

    return guarded
