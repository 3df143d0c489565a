#!/usr/bin/env python3
"""Clients for embeddings, unmodified: what they get is what /encode gives, to the bit, and errors are their own exceptions.

usage: embeddings.py HEED      (executable)
"""
import base64
import json
import pathlib
import socket
import sys
import tempfile
import threading
import urllib.parse

import huggingface_hub
import openai
from huggingface_hub.errors import HfHubHTTPError
from langchain_openai import OpenAIEmbeddings
from llama_index.embeddings.openai_like import OpenAILikeEmbedding

import served
from served import FIXTURES, bits, check, native, refusal, serve

heed = sys.argv[1]
LAYOUTS = FIXTURES / "layouts/sentence-embeddings"
MODELS = ["--model", f"minilm={LAYOUTS}/minilm", "--model", f"queries={LAYOUTS}/default-prompt", "--model", f"states={LAYOUTS}/contriever"]
TEXTS = ["The quick brown fox.", "Attention", "a"]
KEY = "key-of-the-tests-0123456789"


def with_openai(url):
    client = openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0)
    check("openai lists models", [model.id for model in client.models.list()] == ["minilm", "queries", "states", "g2p-en"])
    check("openai finds a model", client.models.retrieve("queries").owned_by == "heed")
    for model in ["minilm", "queries"]:
        expected = bits(native(url, TEXTS, model=model))
        for options in [{}, {"encoding_format": "float"}, {"encoding_format": "base64"}, {"user": "somebody"}]:
            reply = client.embeddings.create(model=model, input=TEXTS, **options)
            vectors = [item.embedding for item in reply.data]
            # What is asked for as base64 in so many words, the package leaves as it is.
            found = [base64.b64decode(vector) for vector in vectors] if "base64" in options.values() else bits(vectors)
            check(f"openai: {model} {options}", found == expected)
        check("openai counts tokens", reply.usage.prompt_tokens == reply.usage.total_tokens > len(TEXTS))
    cut = client.embeddings.create(model="minilm", input=TEXTS[0], dimensions=3).data[0].embedding
    check("openai: dimensions", bits([cut]) == bits(native(url, TEXTS[0], model="minilm", dimensions=3)))
    unknown = refusal("openai: model", openai.NotFoundError, lambda: client.embeddings.create(model="ada", input="a"))
    check("openai: message of an unknown model", unknown.code == "model_not_found" and "minilm" in unknown.message)
    ids = refusal("openai: ids", openai.UnprocessableEntityError, lambda: client.embeddings.create(model="minilm", input=[[1, 2]]))
    check("openai: message of ids", "check_embedding_ctx_length=False" in ids.message and ids.param == "input")
    states = refusal("openai: pooling", openai.UnprocessableEntityError, lambda: client.embeddings.create(model="states", input="a"))
    check("openai: message of a model without a pooling", '"pooling"' in states.message and states.code == "no_pooling")
    long = refusal("openai: length", openai.UnprocessableEntityError, lambda: client.embeddings.create(model="minilm", input="a " * 99))
    check("openai: message of a long text", long.code == "input_too_long" and "the limit is 24" in long.message)
    refusal("openai: route", openai.NotFoundError, lambda: client.chat.completions.create(model="minilm", messages=[]))


def with_langchain(url):
    client = OpenAIEmbeddings(
        model="minilm", base_url=f"{url}/v1", api_key="none", check_embedding_ctx_length=False, max_retries=0)
    expected = bits(native(url, TEXTS, model="minilm"))
    check("LangChain: documents", bits(client.embed_documents(TEXTS)) == expected)
    check("LangChain: query", bits([client.embed_query(TEXTS[0])]) == expected[:1])
    client.model = "ada"
    error = refusal("LangChain: model", openai.NotFoundError, lambda: client.embed_query("a"))
    check("LangChain: message", "minilm" in error.message)


def with_llama_index(url):
    def client(model):
        return OpenAILikeEmbedding(model_name=model, api_base=f"{url}/v1", api_key="none", max_retries=0)

    expected = bits(native(url, TEXTS, model="minilm"))
    check("LlamaIndex: texts", bits(client("minilm").get_text_embedding_batch(TEXTS)) == expected)
    check("LlamaIndex: query", bits([client("minilm").get_query_embedding(TEXTS[0])]) == expected[:1])
    error = refusal("LlamaIndex: model", openai.NotFoundError, lambda: client("ada").get_text_embedding("a"))
    check("LlamaIndex: message", "minilm" in error.message)


def with_hub(url):
    for path in ["/tei", "/tei/embed"]:
        client = huggingface_hub.InferenceClient(model=url + path)
        expected = bits(native(url, TEXTS, normalize=True))
        check(f"huggingface_hub at {path}", bits(client.feature_extraction(TEXTS[0])) == expected[:1])
        check("huggingface_hub: several", bits(client.feature_extraction(TEXTS)) == expected)
        raw = bits(native(url, TEXTS[0], normalize=False))
        found = client.feature_extraction(TEXTS[0], normalize=False, truncate=True, truncation_direction="right")
        check("huggingface_hub: normalize", bits(found) == raw)
        cut = client.feature_extraction(TEXTS[0], dimensions=3)
        check("huggingface_hub: dimensions", bits(cut) == bits(native(url, TEXTS[0], dimensions=3)))
        error = refusal("huggingface_hub: length", HfHubHTTPError, lambda: client.feature_extraction("a " * 99))
        check(f"huggingface_hub: message: {error}", error.response.status_code == 413 and '"truncate": true' in str(error))
        error = refusal("huggingface_hub: prompt", HfHubHTTPError, lambda: client.feature_extraction("a", prompt_name="query"))
        check(f"huggingface_hub: message: {error}", error.response.status_code == 422 and "has no prompts" in str(error))
    client = huggingface_hub.InferenceClient(model=f"{url}/tei/similarity")
    same, other = client.sentence_similarity(TEXTS[0], other_sentences=TEXTS[:2])
    check("huggingface_hub: similarity", abs(same - 1) < 1e-6 and other < same)


def with_prompts(url):
    client = huggingface_hub.InferenceClient(model=f"{url}/tei")
    for options in [{}, {"prompt_name": "document"}]:
        expected = bits(native(url, TEXTS, normalize=True, **options))
        check(f"huggingface_hub: prompt {options}", bits(client.feature_extraction(TEXTS, **options)) == expected)


def with_keys(url):
    client = openai.OpenAI(base_url=f"{url}/v1", api_key="wrong", max_retries=0)
    error = refusal("openai: key", openai.AuthenticationError, lambda: client.embeddings.create(model="minilm", input="a"))
    check("openai: message of a wrong key", error.code == "invalid_api_key")
    client = openai.OpenAI(base_url=f"{url}/v1", api_key=KEY, max_retries=0)
    check("openai: right key", len(client.embeddings.create(model="minilm", input="a").data) == 1)
    hub = huggingface_hub.InferenceClient(model=f"{url}/tei", token="hf_wrong")
    error = refusal("huggingface_hub: key", HfHubHTTPError, lambda: hub.feature_extraction("a"))
    check(f"huggingface_hub: message of a wrong key: {error}", error.response.status_code == 401 and "API key" in str(error))
    hub = huggingface_hub.InferenceClient(model=f"{url}/tei", token=KEY)
    check("huggingface_hub: right key", len(hub.feature_extraction("a")) == 1)


def somebody_busy(url):
    """A client with a request that takes long, for as long as its connection is open."""
    address = urllib.parse.urlparse(url)
    body = json.dumps({"model": "g2p-en", "input": ["incomprehensibilities" * 3] * 128, "num_beams": 16, "min_new_tokens": 60})
    other = socket.create_connection((address.hostname, address.port))
    other.sendall(f"POST /decode HTTP/1.1\r\nHost: heed\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
    return other


def with_another_who_fills_the_server(url):
    """One request may be answered at a time: while somebody has it, others are told to come again."""
    client = openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0)
    refused = raw = None
    # Had it been done before we asked, it would be in nobody's way.
    for _ in range(20):
        other = somebody_busy(url)
        try:
            client.embeddings.create(model="minilm", input="a")
        except openai.RateLimitError as error:
            refused = error
            threading.Timer(1, other.close).start()
            raw = client.with_options(max_retries=50).embeddings.with_raw_response.create(model="minilm", input="a")
            if raw.retries_taken > 0:
                break
        other.close()
    check("openai: 429", refused is not None and refused.response.headers["retry-after"] == "1" and "try again" in refused.message)
    check("openai tries again after a 429", raw.retries_taken > 0 and len(raw.parse().data) == 1)


with serve(heed, *MODELS) as url:
    for exchange in [with_openai, with_langchain, with_llama_index, with_hub]:
        exchange(url)
with serve(heed, "--model", f"queries={LAYOUTS}/default-prompt") as url:
    with_prompts(url)
with tempfile.TemporaryDirectory() as work:
    keys = pathlib.Path(work) / "keys"
    keys.write_text(KEY)
    with serve(heed, *MODELS, "--api-keys-file", str(keys)) as url:
        # Whether the server is ready, everybody may ask.
        with_keys(url)
with serve(heed, *MODELS, "--max-requests-in-flight", "1") as url:
    with_another_who_fills_the_server(url)
print(f"embeddings: {served.checks} passed, 0 failed")
