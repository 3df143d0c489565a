"""The executable as a server for the tests of clients, and what it says natively."""
import contextlib
import json
import os
import pathlib
import struct
import subprocess
import sys
import urllib.request

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "Fixtures"
checks = 0


def check(what, condition):
    global checks
    checks += 1
    if not condition:
        sys.exit(f"FAILED: {what}")


def refusal(what, kind, call):
    """The exception of this kind that a call must end in."""
    try:
        call()
    except kind as error:
        check(what, True)
        return error
    sys.exit(f"FAILED: {what}: no {kind.__name__}")


@contextlib.contextmanager
def serve(heed, *arguments):
    """A server on a port of its own; its address."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HEED_")}
    server = subprocess.Popen(
        [heed, "serve", "--port", "0", "--log-level", "error", *arguments], stdout=subprocess.PIPE, text=True, env=environment)
    try:
        line = server.stdout.readline()
        check("the server listens", line.startswith("listening on "))
        url = line.removeprefix("listening on ").strip()
        subprocess.run(
            ["curl", "--silent", "--fail", "--retry", "200", "--retry-delay", "1", "--retry-all-errors", "--output", os.devnull,
             f"{url}/health/ready"], check=True)
        yield url
    finally:
        server.terminate()
        server.wait()


def post(url, body):
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as reply:
        return json.load(reply)


def native(url, texts, **options):
    return [output["embedding"] for output in post(f"{url}/encode", {"input": texts, **options})["outputs"]]


def bits(vectors):
    """Of numbers as floats, whatever they have been read as."""
    return [struct.pack(f"<{len(vector)}f", *vector) for vector in vectors]
