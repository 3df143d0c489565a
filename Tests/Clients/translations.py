#!/usr/bin/env python3
"""LibreTranslate's clients, unmodified, speak to heed: libretranslatepy and deep-translator, and what Mastodon sends.

usage: translations.py HEED      (executable)
"""
import json
import pathlib
import shutil
import sys
import tempfile
import urllib.error

import requests
from deep_translator import LibreTranslator
from deep_translator.exceptions import AuthorizationException, ServerException
from libretranslatepy import LibreTranslateAPI

import served
from served import FIXTURES, check, post, refusal, serve

heed = sys.argv[1]
KEY = "key-of-the-tests-0123456789"


def translator(directory, source, target):
    """OPUS-MT's layout on random weights, whose settings name two languages."""
    path = directory / f"{source}-to-{target}"
    shutil.copytree(FIXTURES / "layouts/sequence-to-sequence/opus-mt", path)
    # Without the tokens by which it is told other target languages.
    vocabulary = (path / "vocab.json").read_text()
    (path / "vocab.json").write_text(vocabulary.replace(">>", "))"))
    (path / "tokenizer_config.json").write_text(json.dumps({"source_lang": source, "target_lang": target, "separate_vocabs": False}))
    return ["--model", f"{source}-{target}={path}"]


def native(url, model, text):
    return post(f"{url}/decode", {"model": model, "input": text})["outputs"][0]["sequences"][0]["text"]


with tempfile.TemporaryDirectory() as work:
    work = pathlib.Path(work)
    models = translator(work, "en", "fr") + translator(work, "de", "en")
    with serve(heed, *models) as url:
        client = LibreTranslateAPI(url)
        languages = client.languages()
        check(f"libretranslatepy lists languages: {languages}",
              languages == [{"code": "en", "name": "English", "targets": ["fr"]}, {"code": "de", "name": "German", "targets": ["fr", "en"]}])
        check("libretranslatepy translates", client.translate("Attention & love", "en", "fr") == native(url, "en-fr", "Attention & love"))
        check("libretranslatepy pivots", client.translate("Ein Haus", "de", "fr") == client.translate(client.translate("Ein Haus", "de", "en"), "en", "fr"))
        detected = client.detect("Das Haus ist wunderbar und das Wetter ist schön.")
        check(f"libretranslatepy detects: {detected}", detected[0]["language"] == "de" and detected[0]["confidence"] > 80)
        error = refusal("a pair that is not served", urllib.error.HTTPError, lambda: client.translate("a", "fr", "de"))
        check("libretranslatepy is told why", error.code == 400 and "French" in json.load(error)["error"])

        deep = LibreTranslator(source="en", target="fr", custom_url=f"{url}/", api_key="none")
        check("deep-translator translates", deep.translate("Attention, café") == native(url, "en-fr", "Attention, café"))
        check("deep-translator translates several", deep.translate_batch(["Attention", "A cab"]) == [native(url, "en-fr", text) for text in ("Attention", "A cab")])
        wrong = LibreTranslator(source="fr", target="de", custom_url=f"{url}/", api_key="none")
        refusal("deep-translator's error", ServerException, lambda: wrong.translate("chat"))

        # As Mastodon sends it, but for its format, html.
        body = {"q": ["Attention, please.", "42"], "source": "auto", "target": "fr", "format": "text", "api_key": ""}
        reply = requests.post(f"{url}/translate", json=body, timeout=60).json()
        check(f"arrays and auto: {reply}", reply["translatedText"][1] == "42" and reply["detectedLanguage"][0]["language"] == "en")
        html = requests.post(f"{url}/translate", json=body | {"format": "html"}, timeout=60)
        check("html is refused", html.status_code == 400 and "html" in html.json()["error"])

    keys = work / "keys"
    keys.write_text(f"{KEY}\n")
    keys.chmod(0o600)
    with serve(heed, *models, "--api-keys-file", str(keys)) as url:
        client = LibreTranslateAPI(url, api_key=KEY)
        check("libretranslatepy with a key", len(client.languages()) == 2 and client.detect("42") and isinstance(client.translate("A cab", "en", "fr"), str))
        error = refusal("libretranslatepy without a key", urllib.error.HTTPError, LibreTranslateAPI(url).languages)
        check("and why", error.code == 403 and "API key" in json.load(error)["error"])
        deep = LibreTranslator(source="en", target="fr", custom_url=f"{url}/", api_key=KEY)
        check("deep-translator with a key", isinstance(deep.translate("A cab"), str))
        wrong = LibreTranslator(source="en", target="fr", custom_url=f"{url}/", api_key="wrong-key-0123456789")
        refusal("deep-translator with a wrong key", AuthorizationException, lambda: wrong.translate("A cab"))
        settings = requests.get(f"{url}/frontend/settings", timeout=60).json()
        check("settings need no key", settings["keyRequired"] is True)
print(f"libretranslatepy, deep-translator: {served.checks} passed, 0 failed")
