"""A running heed with models of the fixtures, for the tests of the page."""
import os
import pathlib
import subprocess
import tempfile
import urllib.request

FIXTURES = pathlib.Path(__file__).parent.parent / "Fixtures"
# Of the encoder-only model, as its vocabulary file lists them; the model knows 43.
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "sat", "on", "mat", "##s", "dog", "שלום", "עולם", "יפה", "."]


class Server:
    """- arguments: of `heed serve`, beside models and port"""

    def __init__(self, heed, *arguments):
        self.directory = tempfile.TemporaryDirectory()
        models = [f"words={self.encoder_with_words()}", f"ids={FIXTURES / 'families/t5/tied-relu'}"]
        # A name that is configured comes before the embedded model, which the page is to open with.
        command = [heed, "serve", "--port", "0", "--model", "g2p-en=" + str(FIXTURES.parent.parent / "Sources/CEmbeddedModel/g2p-en")]
        for model in models:
            command += ["--model", model]
        self.process = subprocess.Popen(
            [*command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={name: value for name, value in os.environ.items() if not name.startswith("HEED_")})
        line = self.process.stdout.readline()
        if not line.startswith("listening on "):
            raise SystemExit("the server did not start")
        self.url = line.removeprefix("listening on ").strip()

    def encoder_with_words(self):
        """The fixture of a sentence encoder has no tokenizer; this one has."""
        path = pathlib.Path(self.directory.name) / "words"
        path.mkdir()
        for file in (FIXTURES / "families/bert/sentence-transformers").iterdir():
            (path / file.name).symlink_to(file)
        (path / "vocab.txt").write_text("\n".join(WORDS) + "\n")
        (path / "tokenizer_config.json").write_text('{"tokenizer_class": "BertTokenizer", "do_lower_case": true}')
        return path

    def post(self, path, body):
        """The JSON text of a reply."""
        with urllib.request.urlopen(urllib.request.Request(self.url + path, data=body.encode())) as reply:
            return reply.read().decode()

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()
        self.directory.cleanup()
