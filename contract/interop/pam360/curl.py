"""The same few operations with curl itself, as shell scripts run it."""

import json
import shutil
import subprocess

from api import BASE
from world import need


def curl(run, *arguments):
    command = [shutil.which("curl"), "--silent", "--show-error", "--fail", "--noproxy", "*"]
    command += ["--cacert", need("CA_FILE"), "--header", f"AUTHTOKEN: {run.token}"]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=20)
    if done.returncode:
        raise OSError(done.stderr)
    return json.loads(done.stdout)["operation"]


def operations(run):
    c = run.c
    if not shutil.which("curl"):
        print("note: there is no curl here, so its checks did not run", flush=True)
        return
    url, name = f"{need('PAM360_URL')}{BASE}/resources", run.name("curl")
    with c.step("curl"):
        raw = "Curl-1+b%41=d"  # curl escapes nothing with --data
        details = f'{{"RESOURCENAME":"{name}","ACCOUNTNAME":"root","PASSWORD":"{raw}"}}'
        data = f'INPUT_DATA={{"operation":{{"Details":{details}}}}}'
        made = curl(run, "--data", data, url)
        want = f"Resource {name} has been added successfully"
        c.equal("--data", made["result"]["message"], want)
        resource, account = run.ids(name, "root")
        one = f"{url}/{resource}/accounts/{account}/password"
        reason = 'INPUT_DATA={"operation":{"Details":{"REASON":"interop"}}}'
        got = curl(run, "--get", "--data-urlencode", reason, one)
        c.equal("--get --data-urlencode", got["Details"], {"PASSWORD": "Curl-1 bA=d"})
        for how, extra in {
            "--data-urlencode": ("--data-urlencode",),
            "-H text/json": ("--header", "Content-Type: text/json", "--data"),
            "-H 'Content-Type:'": ("--header", "Content-Type:", "--data-binary"),
            "--form": ("--form-string",),
        }.items():
            escaped = extra[-1] in ("--data-urlencode", "--form-string")
            new = f"New-{len(how)}+x%41&y=z" if escaped else f"New-{len(how)}+x%41y=z"
            change = f'{{"NEWPASSWORD":"{new}","RESETTYPE":"LOCAL"}}'
            data = f'INPUT_DATA={{"operation":{{"Details":{change}}}}}'
            done = curl(run, "--request", "PUT", *extra, data, one)
            c.equal(f"change, {how}", done["result"]["status"], "Success")
            got = curl(run, one)
            c.equal(f"change, {how}, read back", got["Details"]["PASSWORD"], new if escaped else f"New-{len(how)} xAy=z")
        gone = curl(run, "--request", "DELETE", f"{url}/{resource}")
        c.equal("DELETE", gone["result"]["status"], "Success")
        c.equal("DELETE, read back", run.row(name), None)


def check(run):
    """Runs every section."""
    run.c.sections(run, operations)
