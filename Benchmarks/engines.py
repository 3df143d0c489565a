"""heed over HTTP, CTranslate2 and transformers in process, behind one face: `translate(ids, beams, length)` and `close()`."""

import json
import subprocess
import time
import urllib.request

import models


class Heed:
    """The release executable with token ids in JSON: its figures include HTTP."""

    def __init__(self, executable, folder, dtype, threads):
        started = time.perf_counter()
        self.process = subprocess.Popen(
            [executable, "serve", "--port", "0", "--threads", str(threads), "--dtype", dtype, "--model", f"model={folder}"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = self.process.stdout.readline().split()[-1]
        while not self.is_ready():
            time.sleep(0.005)
        self.load_seconds = time.perf_counter() - started

    def is_ready(self):
        try:
            return urllib.request.urlopen(self.url + "/health/ready", timeout=10).status == 200
        except OSError:
            return False

    def post(self, route, body):
        request = urllib.request.Request(self.url + route, json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=600) as reply:
            return json.load(reply)

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

    def close(self):
        self.process.terminate()
        self.process.wait()


class CTranslate2:
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

    def close(self):
        del self.translator


class Transformers:
    def __init__(self, model, threads):
        self.model = model
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

    def close(self):
        pass
