#!/usr/bin/env python3
"""Clients of the Open Inference Protocol, unmodified, speak to heed: tritonclient, with JSON and with bytes, and kserve.

usage: tensors.py HEED      (executable)
"""
import asyncio
import sys

import httpx
import numpy
import tritonclient.http as triton
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig
from tritonclient.utils import InferenceServerException

import served
from served import FIXTURES, bits, check, post, refusal, serve

heed = sys.argv[1]
TEXTS = ["Attention is all you need.", "Ein Haus, 42 € & mehr"]
LAYOUTS = FIXTURES / "layouts"


def text_input(binary):
    tensor = triton.InferInput("text", [len(TEXTS)], "BYTES")
    tensor.set_data_from_numpy(numpy.array([text.encode() for text in TEXTS], dtype=object) if binary else numpy.array(TEXTS, dtype=object), binary_data=binary)
    return tensor


def ids_input(name, rows, binary):
    numbers = numpy.array(rows, dtype=numpy.int64)
    tensor = triton.InferInput(name, numbers.shape, "INT64")
    tensor.set_data_from_numpy(numbers, binary_data=binary)
    return tensor


def speak_triton(url):
    client = triton.InferenceServerClient(url.removeprefix("http://"), network_timeout=120, connection_timeout=120)
    check("tritonclient: live and ready", client.is_server_live() and client.is_server_ready())
    check("tritonclient: models are ready", client.is_model_ready("bert") and client.is_model_ready("bert", "1") and not client.is_model_ready("nope"))
    server = client.get_server_metadata()
    check(f"tritonclient: the server {server}", server["name"] == "heed" and "binary_tensor_data" in server["extensions"])
    model = client.get_model_metadata("en-fr")
    check(f"tritonclient: the model {model}", [tensor["name"] for tensor in model["inputs"]] == ["text", "input_ids", "attention_mask"])

    native = post(f"{url}/encode", {"model": "bert", "input": TEXTS})["outputs"]
    for binary_in in (True, False):
        for outputs in (None, [triton.InferRequestedOutput("embedding", binary_data=True)], [triton.InferRequestedOutput("embedding", binary_data=False)]):
            result = client.infer("bert", [text_input(binary_in)], outputs=outputs, request_id="one").as_numpy("embedding")
            check("tritonclient: embeddings to the bit", bits(result.astype(numpy.float32).tolist()) == bits([output["embedding"] for output in native]))

    decoded = post(f"{url}/decode", {"model": "en-fr", "input": TEXTS, "num_beams": 2, "num_return_sequences": 2})["outputs"]
    for compression in (None, "gzip"):
        result = client.infer("en-fr", [text_input(True)], parameters={"num_beams": 2, "num_return_sequences": 2},
                              request_compression_algorithm=compression, response_compression_algorithm=compression)
        texts = [[text.decode() for text in row] for row in result.as_numpy("text").tolist()]
        check(f"tritonclient: texts, compression {compression}", texts == [[sequence["text"] for sequence in output["sequences"]] for output in decoded])
        scores = result.as_numpy("scores").tolist()
        check("tritonclient: scores", bits(scores) == bits([[sequence["score"] for sequence in output["sequences"]] for output in decoded]))
    ids = [[token["id"] for token in sequence["tokens"]] for output in decoded for sequence in output["sequences"]]
    found = result.as_numpy("sequences")
    check("tritonclient: ids", [row[:len(own)].tolist() for row, own in zip(found.reshape(-1, found.shape[-1]), ids)] == ids)

    rows, mask = [[5, 6, 7], [8, 9, 9]], [[1, 1, 1], [1, 0, 0]]
    maps = post(f"{url}/decode", {"model": "en-fr", "input": [[5, 6, 7], [8]], "max_new_tokens": 4, "attention": {"maps": ["cross"]}})["outputs"]
    for binary in (True, False):
        result = client.infer("en-fr", [ids_input("input_ids", rows, binary), ids_input("attention_mask", mask, binary)],
                              outputs=[triton.InferRequestedOutput("cross_attentions", binary_data=binary)], parameters={"max_new_tokens": 4})
        weights = result.as_numpy("cross_attentions").astype(numpy.float32)
        for row, output in enumerate(maps):
            own = numpy.array(output["sequences"][0]["attention"]["cross"]["weights"], dtype=numpy.float32)
            place = weights[row, 0, :, :, :own.shape[2], :own.shape[3]]
            check("tritonclient: cross-attention, ragged", numpy.array_equal(place, own))

    for what, call, sentence in [
        ("an unknown model", lambda: client.infer("nope", [text_input(True)]), "no model"),
        ("an unknown output", lambda: client.infer("bert", [text_input(True)], outputs=[triton.InferRequestedOutput("logits")]), "no output"),
        ("a wrong option", lambda: client.infer("en-fr", [text_input(True)], parameters={"num_beams": 0}), "num_beams"),
        ("an id beyond the vocabulary", lambda: client.infer("en-fr", [ids_input("input_ids", [[999999999]], True)]), "input[0][0]"),
        ("a model's metadata", lambda: client.get_model_metadata("nope"), "no model"),
    ]:
        error = refusal(f"tritonclient: {what}", InferenceServerException, call)
        check(f"tritonclient is told why: {error}", sentence in error.message())
    client.close()


async def speak_kserve(url):
    client = InferenceRESTClient(RESTConfig(protocol="v2", timeout=120))
    check("kserve: live and ready", await client.is_server_live(url) and await client.is_server_ready(url))
    check("kserve: models are ready", await client.is_model_ready(url, "bert") and not await client.is_model_ready(url, "nope"))
    native = [output["embedding"] for output in post(f"{url}/encode", {"model": "bert", "input": TEXTS})["outputs"]]
    for binary in (True, False):
        tensor = InferInput("text", [len(TEXTS)], "BYTES")
        tensor.set_data_from_numpy(numpy.array([text.encode() for text in TEXTS], dtype=object), binary_data=binary)
        for parameters in (None, {"binary_data_output": True}):
            request = InferRequest(model_name="bert", infer_inputs=[tensor], parameters=parameters)
            reply = await client.infer(url, request, model_name="bert")
            found = reply.get_output_by_name("embedding").as_numpy().astype(numpy.float32)
            check("kserve: embeddings to the bit", bits(found.tolist()) == bits(native))
    reply = await client.infer(f"{url}/", {"inputs": [{"name": "text", "shape": [1], "datatype": "BYTES", "data": ["Attention"]}]}, model_name="en-fr")
    text = post(f"{url}/decode", {"model": "en-fr", "input": "Attention"})["outputs"][0]["sequences"][0]["text"]
    check("kserve: text", reply.get_output_by_name("text").data == [text])
    try:
        await client.infer(url, {"inputs": []}, model_name="en-fr")
        sys.exit("FAILED: kserve: no error")
    except httpx.HTTPStatusError as error:
        check(f"kserve is told why: {error}", "inputs" in str(error) and error.response.status_code == 400)
    await client.close()


with serve(heed, "--model", f"bert={LAYOUTS / 'sentence-embeddings/minilm'}", "--model", f"en-fr={LAYOUTS / 'sequence-to-sequence/opus-mt'}") as url:
    speak_triton(url)
    asyncio.run(speak_kserve(url))
print(f"tritonclient, kserve: {served.checks} passed, 0 failed")
