"""Hosts for the test: network namespaces of their own, connected to this process's by a pair of virtual interfaces each."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request


def enter_own_network():
    """Starts this program again in a network namespace of its own, so that nothing here meets the machine's networks."""
    if os.environ.get("HEED_TEST_NETWORK") == "own":
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        return
    as_root = [] if os.geteuid() == 0 else ["--map-root-user"]
    environment = dict(os.environ, HEED_TEST_NETWORK="own")
    os.execvpe("unshare", ["unshare", *as_root, "--net", sys.executable, *sys.argv], environment)


class Host:
    """A network namespace with one address, `10.77.NUMBER.2`."""

    def __init__(self, number):
        self.address = f"10.77.{number}.2"
        self.holder = subprocess.Popen(["unshare", "--net", "sleep", "infinity"])
        own = os.stat("/proc/self/ns/net").st_ino
        while os.stat(f"/proc/{self.holder.pid}/ns/net").st_ino == own:
            time.sleep(0.01)
        here, there = f"heed{number}", f"eth{number}"
        run("ip", "link", "add", here, "type", "veth", "peer", "name", there)
        run("ip", "link", "set", there, "netns", str(self.holder.pid))
        run("ip", "address", "add", f"10.77.{number}.1/24", "dev", here)
        run("ip", "link", "set", here, "up")
        run(*self.command("ip", "link", "set", "lo", "up"))
        run(*self.command("ip", "address", "add", f"{self.address}/24", "dev", there))
        run(*self.command("ip", "link", "set", there, "up"))

    def command(self, *words):
        return ["nsenter", f"--net=/proc/{self.holder.pid}/ns/net", *words]

    def close(self):
        self.holder.kill()
        self.holder.wait()


def run(*words):
    subprocess.run(words, check=True)


class Instance:
    """heed on a host. Its log, one line for each request, outlives restarts."""

    def __init__(self, heed, host, directory, name, flags=(), environment=None):
        self.heed, self.host, self.name, self.flags = heed, host, name, flags
        self.environment = dict(os.environ, **(environment or {}))
        self.log = os.path.join(directory, f"{name}.log")
        self.address = f"{host.address}:8080"
        self.url = f"http://{self.address}"
        self.process = None

    def start(self):
        command = [self.heed, "serve", "--host", self.host.address, "--port", "8080", "--log-format", "json", *self.flags]
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(
                self.host.command(*command), env=self.environment, stdout=subprocess.DEVNULL, stderr=log)
        wait_until_ready(self.url, self.process)

    def stop(self):
        """SIGTERM; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        if self.process and self.process.poll() is None:
            self.kill()

    def requests(self):
        """(request_id, status) of each request of the log."""
        with open(self.log) as log:
            lines = [json.loads(line) for line in log if line.startswith("{") and line.endswith("}\n")]
        return [(line["request_id"], line["status"]) for line in lines if line["message"] == "request"]

    def forget(self):
        """Of the log, what was written until now."""
        os.truncate(self.log, 0)


def wait_until_ready(url, process):
    for _ in range(400):
        if process.poll() is not None:
            raise SystemExit(f"FAILED: {process.args} ended with {process.returncode}")
        try:
            with urllib.request.urlopen(f"{url}/health/ready", timeout=2) as reply:
                if reply.status == 200:
                    return
        except OSError:
            pass
        time.sleep(0.025)
    raise SystemExit(f"FAILED: {url} did not become ready")


class Balancer:
    """A balancer in this process's namespace, with the configuration that the project hands out."""

    url = "http://127.0.0.1:9000"

    def __init__(self, root, directory, instances, limit):
        self.log = os.path.join(directory, f"{self.name}.log")
        command, environment = self.command(root, directory, instances, limit)
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(command, env=dict(os.environ, **environment), stdout=log, stderr=log)
        wait_until_ready(self.url, self.process)

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)

    def end(self):
        if self.process.poll() is None:
            self.close()


class HAProxy(Balancer):
    name = "HAProxy"
    queues = True

    def command(self, root, directory, instances, limit):
        first, second = instances
        environment = {"BALANCER_ADDRESS": "127.0.0.1:9000", "FIRST_INSTANCE": first.address, "SECOND_INSTANCE": second.address}
        if limit:
            environment["INSTANCE_MAXCONN"] = str(limit)
        return ["haproxy", "-db", "-f", f"{root}/config/haproxy/haproxy.cfg"], environment


class Nginx(Balancer):
    name = "nginx"
    queues = False

    def command(self, root, directory, instances, limit):
        with open(f"{root}/config/nginx/nginx.conf") as file:
            text = file.read()
        addresses = {"127.0.0.1:8081": instances[0].address, "127.0.0.1:8082": instances[1].address}
        addresses |= {"127.0.0.1:8080": "127.0.0.1:9000", "/run/heed-nginx.pid": f"{directory}/nginx.pid"}
        for stated, meant in addresses.items():
            assert text.count(stated) == 1, stated
            text = text.replace(stated, meant)
        if limit:
            text = re.sub(r"max_conns=\d+", f"max_conns={limit}", text)
        path = os.path.join(directory, "nginx.conf")
        with open(path, "w") as file:
            file.write(text)
        return ["nginx", "-c", path, "-g", "daemon off;"], {}
