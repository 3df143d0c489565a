"""heed over HTTP, CTranslate2 and transformers in process, behind one face: `translate(ids, beams, length)`, in a `with`."""

import contextlib
import http.client
import json
import subprocess
import tempfile
import threading
import time
import urllib.parse

import models


class Heed(contextlib.AbstractContextManager):
    """The release executable with token ids in JSON: its figures include HTTP. Connections are kept, one for each thread."""

    def __init__(self, executable, folder=None, dtype="float32", threads=1):
        model = ["--model", f"model={folder}"] if folder else []
        self.log = tempfile.TemporaryFile("w+")
        self.connections = threading.local()
        started = time.perf_counter()
        self.process = subprocess.Popen(
            [executable, "serve", "--port", "0", "--threads", str(threads), "--dtype", dtype, *model],
            stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.url = self.listening_address()
        while not self.is_ready():
            time.sleep(0.002)
        self.load_seconds = time.perf_counter() - started

    def listening_address(self):
        for line in self.process.stdout:
            if line.startswith("listening on "):
                return line.split()[-1]
        self.log.seek(0)
        raise RuntimeError(f"heed did not start:\n{self.log.read()}")

    def is_ready(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"heed ended with {self.process.returncode}")
        return self.request("GET", "/health/ready")[0] == 200

    def request(self, method, route, body=None):
        """(status, body) of the reply."""
        if not hasattr(self.connections, "one"):
            address = urllib.parse.urlsplit(self.url)
            self.connections.one = http.client.HTTPConnection(address.hostname, address.port, timeout=600)
        self.connections.one.request(method, route, body)
        reply = self.connections.one.getresponse()
        return reply.status, reply.read()

    def post(self, route, body):
        status, reply = self.request("POST", route, json.dumps(body))
        if status != 200:
            raise RuntimeError(f"{route}: {status} {reply.decode()}")
        return json.loads(reply)

    def translate(self, ids, beams, length):
        reply = self.post("/decode", {
            "input": ids, "num_beams": beams, "max_new_tokens": length, "min_new_tokens": length})
        return sum(len(output["sequences"][0]["tokens"]) for output in reply["outputs"])

    def embed(self, ids):
        return len(self.post("/encode", {"input": ids, "pooling": "mean", "normalize": True})["outputs"])

    def memory(self):
        """Resident bytes now, and the most there have been."""
        lines = dict(line.split(":", 1) for line in open(f"/proc/{self.process.pid}/status"))
        return tuple(int(lines[key].split()[0]) * 1024 for key in ("VmRSS", "VmHWM"))

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


class CTranslate2(contextlib.AbstractContextManager):
    def __init__(self, folder, dtype, threads):
        import ctranslate2

        started = time.perf_counter()
        self.translator = ctranslate2.Translator(
            str(folder), device="cpu", compute_type={"int8": "int8_float32"}.get(dtype, dtype), inter_threads=1,
            intra_threads=threads)
        self.load_seconds = time.perf_counter() - started

    def translate(self, ids, beams, length):
        results = self.translator.translate_batch(
            [[models.token(index) for index in sequence] for sequence in ids], beam_size=beams,
            max_batch_size=len(ids), min_decoding_length=length, max_decoding_length=length, return_end_token=True)
        return sum(len(result.hypotheses[0]) for result in results)

    def __exit__(self, *_):
        del self.translator


class Transformers(contextlib.AbstractContextManager):
    def __init__(self, model, threads):
        self.model = model.eval()
        self.threads = threads

    def translate(self, ids, beams, length):
        import torch

        torch.set_num_threads(self.threads)
        with torch.no_grad():
            outputs = self.model.generate(
                torch.tensor(ids), num_beams=beams, max_new_tokens=length, min_new_tokens=length, do_sample=False)
        return outputs.shape[0] * (outputs.shape[1] - 1)

    def embed(self, ids):
        import torch

        torch.set_num_threads(self.threads)
        with torch.no_grad():
            hidden = self.model(torch.tensor(ids)).last_hidden_state
            return len(torch.nn.functional.normalize(hidden.mean(1), dim=-1))

    def __exit__(self, *_):
        del self.model
