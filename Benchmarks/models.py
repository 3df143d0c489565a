"""The models that are measured: random weights in the shape of OPUS-MT en-fr and of all-MiniLM-L6, for heed and its peers."""

import math

import safetensors
import torch
from transformers import BertConfig, BertModel, MarianConfig, MarianMTModel

VOCABULARY = 59_514
PAD = VOCABULARY - 1
EOS = 0


def translator(work):
    """A Marian directory of the size of OPUS-MT en-fr: 6 + 6 layers, 512 wide, 8 heads, 2,048 feed-forward."""
    folder = work / "translator"
    if (folder / "model.safetensors").exists():
        return folder
    torch.manual_seed(0)
    config = MarianConfig(
        vocab_size=VOCABULARY, d_model=512, encoder_layers=6, decoder_layers=6, encoder_attention_heads=8,
        decoder_attention_heads=8, encoder_ffn_dim=2048, decoder_ffn_dim=2048, max_position_embeddings=512,
        activation_function="swish", scale_embedding=True, static_position_embeddings=True, pad_token_id=PAD,
        eos_token_id=EOS, decoder_start_token_id=PAD)
    MarianMTModel(config).save_pretrained(folder)
    return folder


def loaded_translator(work):
    return MarianMTModel.from_pretrained(translator(work))


def sentence_encoder(work):
    """A BERT directory of the size of all-MiniLM-L6: 6 layers, 384 wide, 12 heads, 1,536 feed-forward."""
    folder = work / "encoder"
    if (folder / "model.safetensors").exists():
        return folder
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=30_522, hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536)
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


def loaded_sentence_encoder(work):
    return BertModel.from_pretrained(sentence_encoder(work), add_pooling_layer=False)


def packed_bytes(work, dtype):
    """What heed has to hold of the translator: weights of linear layers and of the head as `dtype`, all else as float32. The embeddings are the
    head's weights, too, and need no place of their own where both are float32."""
    size = {"float32": 4, "bfloat16": 2, "int8": 1}[dtype]
    total = 0
    with safetensors.safe_open(translator(work) / "model.safetensors", "pt") as file:
        for name in file.keys():
            shape = file.get_slice(name).get_shape()
            is_embedding = "shared" in name or "embed" in name
            total += math.prod(shape) * (size if len(shape) == 2 and "embed_positions" not in name else 4)
            if is_embedding and "positions" not in name and dtype != "float32":
                total += math.prod(shape) * 4
    return total


def converted_translator(work):
    """CTranslate2's own conversion, with a vocabulary of made-up tokens, since random weights have no tokenizer."""
    from ctranslate2.converters.transformers import MarianMTLoader

    class Loader(MarianMTLoader):
        def set_config(self, config, model, tokenizer):
            config.eos_token = token(EOS)
            config.unk_token = token(1)
            config.decoder_start_token = token(EOS)

        def get_vocabulary(self, model, tokenizer):
            return [token(index) for index in range(VOCABULARY - 1)]

    output = work / "translator-ct2"
    if (output / "model.bin").exists():
        return output
    with torch.no_grad():
        spec = Loader()(loaded_translator(work), None)
    spec.validate()
    spec.optimize(quantization="float32")
    output.mkdir(parents=True, exist_ok=True)
    spec.save(str(output))
    return output


def token(index):
    return f"t{index}"
