#!/usr/bin/env python3
"""heed and the real huggingface_hub share one cache: what either fetches, the other one finds offline.

usage: hub_cache.py HEED SMALL_HUB      (executables)
"""
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

heed, small_hub = sys.argv[1:3]
MODEL = "org/model"
checks = 0


def check(what, condition):
    global checks
    checks += 1
    if not condition:
        sys.exit(f"FAILED: {what}")


def make_model(directory):
    """A model on the small Hub: a configuration that heed serves, two large files, and what heed leaves out."""
    numbers = random.Random(1)
    directory.mkdir(parents=True)
    config = pathlib.Path(__file__).parent.parent / "Fixtures/marian/shared-swish/config.json"
    (directory / "config.json").write_bytes(config.read_bytes())
    (directory / "source.spm").write_bytes(numbers.randbytes(50_000))
    (directory / "model.safetensors").write_bytes(numbers.randbytes(5_000_000))
    (directory / "README.md").write_text("A model.")
    (directory / "model.onnx").write_bytes(numbers.randbytes(1000))


def python(environment, code):
    """What a Python program with huggingface_hub prints."""
    return subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True).stdout.strip()


def same(snapshot, source, names):
    return all((pathlib.Path(snapshot) / name).read_bytes() == (source / name).read_bytes() for name in names)


def layout(cache):
    """Every path below the cache, with where links lead and how large files are; without locks and lists of files, which differ."""
    found = {}
    for path in sorted(pathlib.Path(cache).rglob("*")):
        name = str(path.relative_to(cache))
        if name.startswith(".locks") or "/trees" in name or "/.heed" in name or name == "CACHEDIR.TAG":
            continue
        found[name] = ("link", os.readlink(path)) if path.is_symlink() else ("directory",) if path.is_dir() else ("file", path.stat().st_size)
    return found


with tempfile.TemporaryDirectory() as work:
    work = pathlib.Path(work)
    source = work / "hub" / MODEL
    make_model(source)
    hub = subprocess.Popen([small_hub, str(work / "hub")], stdout=subprocess.PIPE, text=True)
    try:
        base = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "HEED_", "HUGGING"))}
        base |= {"HF_ENDPOINT": hub.stdout.readline().strip(), "HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}

        def pull(environment, *arguments):
            run = subprocess.run([heed, "pull", *(arguments or [MODEL])], env=environment, capture_output=True, text=True)
            return run.returncode, run.stdout.strip(), run.stderr

        # heed fetches, huggingface_hub finds it offline.
        ours = base | {"HF_HOME": str(work / "ours")}
        code, snapshot, complaints = pull(ours)
        check(f"heed pull: {complaints}", code == 0)
        offline = ours | {"HF_HUB_OFFLINE": "1"}
        names = ["config.json", "source.spm", "model.safetensors"]
        check("contents of heed's snapshot", same(snapshot, source, names))
        check("snapshot_download finds heed's snapshot",
              python(offline, f"import huggingface_hub as h; print(h.snapshot_download({MODEL!r}))") == snapshot)
        for name in names:
            check(f"hf_hub_download finds {name}",
                  python(offline, f"import huggingface_hub as h; print(h.hf_hub_download({MODEL!r}, {name!r}))") == f"{snapshot}/{name}")
        scan = python(ours, """if True:
            import huggingface_hub as h, json
            info = h.scan_cache_dir()
            repo = next(iter(info.repos))
            print(json.dumps([len(info.warnings), repo.repo_id, repo.nb_files, sorted(next(iter(repo.revisions)).refs)]))""")
        check(f"scan_cache_dir understands the cache: {scan}", json.loads(scan) == [0, MODEL, 3, ["main"]])

        # huggingface_hub fetches, heed finds it offline.
        theirs = base | {"HF_HOME": str(work / "theirs")}
        path = python(theirs, f"import huggingface_hub as h; print(h.snapshot_download({MODEL!r}, allow_patterns={names!r}))")
        code, found, complaints = pull(theirs | {"HF_HUB_OFFLINE": "1"})
        check(f"heed finds huggingface_hub's snapshot: {complaints}", (code, found) == (0, path))
        check("both write the same layout", layout(work / "ours" / "hub") == layout(work / "theirs" / "hub"))

        # What one has begun, the other one completes, in both orders.
        half = base | {"HF_HOME": str(work / "half")}
        python(half, f"import huggingface_hub as h; h.hf_hub_download({MODEL!r}, 'config.json'); h.hf_hub_download({MODEL!r}, 'source.spm')")
        code, found, complaints = pull(half | {"HF_HUB_OFFLINE": "1"})
        check("heed does not take half a model for a whole one", code != 0 and "weights are missing" in complaints)
        code, found, complaints = pull(half)
        check(f"heed completes it: {complaints}", code == 0 and same(found, source, names) and "1 files" in complaints)
        python(ours, f"import huggingface_hub as h; print(h.snapshot_download({MODEL!r}))")
        code, found, complaints = pull(ours | {"HF_HUB_OFFLINE": "1"})
        check("heed reads what huggingface_hub has completed", (code, found) == (0, snapshot))
        check("all files are there now", same(snapshot, source, [*names, "README.md", "model.onnx"]))

        # What a library fetches file by file, without a list: heed asks once what else there is, and never again.
        piecemeal = base | {"HF_HOME": str(work / "piecemeal")}
        for name in ["config.json", "model.safetensors"]:
            python(piecemeal, f"import huggingface_hub as h; h.hf_hub_download({MODEL!r}, {name!r})")
        inspect = subprocess.run([heed, "inspect", f"hf:{MODEL}"], env=piecemeal, capture_output=True, text=True)
        check(f"heed asks for the rest: {inspect.stderr}", "source.spm" in inspect.stderr)
        code, found, complaints = pull(piecemeal | {"HF_HUB_OFFLINE": "1"})
        check(f"and has it: {complaints}", code == 0 and complaints == "" and same(found, source, names))
        check("huggingface_hub still understands the cache",
              python(piecemeal, "import huggingface_hub as h; print(len(h.scan_cache_dir().warnings))") == "0")

        # Both at once, many times over.
        crowd = base | {"HF_HOME": str(work / "crowd")}
        fetch = f"import huggingface_hub as h; h.snapshot_download({MODEL!r}, allow_patterns={names!r})"
        runs = [subprocess.Popen([heed, "pull", MODEL] if n % 2 else [sys.executable, "-c", fetch], env=crowd,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) for n in range(8)]
        for run in runs:
            _, complaints = run.communicate()
            check(f"beside others: {complaints}", run.returncode == 0)
        check("the layout after a crowd", layout(work / "crowd" / "hub") == layout(work / "theirs" / "hub"))
    finally:
        hub.terminate()
        hub.wait()
print(f"huggingface_hub: {checks} passed, 0 failed")
