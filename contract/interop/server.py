"""Starts and stops the server that clients are driven against."""

import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

START_SECONDS = 30


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


def start(binary, options, log):
    """A server that answers, and its addresses by listener. Its output goes to log, an open file."""
    usage = subprocess.run([binary, "-help"], capture_output=True, text=True).stderr
    listeners = re.findall(r"^\s+-(\S+) address", usage, re.MULTILINE)
    ports = dict(zip(listeners, free_ports(len(listeners))))
    command = [binary, *options]
    for name, port in ports.items():
        command += [f"--{name}", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    addresses = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    deadline = time.monotonic() + START_SECONDS
    while not healthy(addresses["control"]):
        if server.poll() is not None or time.monotonic() > deadline:
            stop(server)
            show(log)
            raise SystemExit(f"the server did not answer {addresses['control']}/_mock/health")
        time.sleep(0.05)
    return server, addresses


def healthy(control_url):
    try:
        with urllib.request.urlopen(f"{control_url}/_mock/health", timeout=1) as answer:
            return answer.status == 200
    except OSError:
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
    """Prints the end of what the server has printed."""
    log.seek(0)
    sys.stdout.write(log.read().decode(errors="replace")[-4000:])
