"""The models that are measured: random weights in the shape of OPUS-MT en-fr and of all-MiniLM-L6, for heed and its peers."""

import torch
from transformers import BertConfig, BertModel, MarianConfig, MarianMTModel

VOCABULARY = 59_514
PAD = VOCABULARY - 1
EOS = 0


def make_translator(folder):
    """A Marian directory of the size of OPUS-MT en-fr: 6 + 6 layers, 512 wide, 8 heads, 2,048 feed-forward."""
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


def make_sentence_encoder(folder):
    """A BERT directory of the size of all-MiniLM-L6: 6 layers, 384 wide, 12 heads, 1,536 feed-forward."""
    if (folder / "model.safetensors").exists():
        return folder
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=30_522, hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536)
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


def convert_for_ctranslate2(folder, output):
    """CTranslate2's own conversion, with a vocabulary of made-up tokens, since random weights have no tokenizer."""
    from ctranslate2.converters.transformers import MarianMTLoader

    class Loader(MarianMTLoader):
        def set_config(self, config, model, tokenizer):
            config.eos_token = token(EOS)
            config.unk_token = token(1)
            config.decoder_start_token = token(EOS)

        def get_vocabulary(self, model, tokenizer):
            return [token(index) for index in range(VOCABULARY - 1)]

    if (output / "model.bin").exists():
        return output
    with torch.no_grad():
        spec = Loader()(MarianMTModel.from_pretrained(folder), None)
    spec.validate()
    spec.optimize(quantization="float32")
    output.mkdir(parents=True, exist_ok=True)
    spec.save(str(output))
    return output


def token(index):
    return f"t{index}"
