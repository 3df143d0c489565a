#!/usr/bin/env bash
# Runs one fuzz target: Fuzz/fuzz.sh TARGET [SECONDS], such as Fuzz/fuzz.sh FuzzPickle 600. docs/fuzzing.md has the rest.
set -euo pipefail
cd "$(dirname "$0")"
target=${1:?usage: Fuzz/fuzz.sh TARGET [SECONDS]}
seconds=${2:-60}
fixtures=../Tests/Fixtures

# What a run begins with.
case $target in
FuzzSafetensors) seeds=(Seeds/FuzzSafetensors/*) ;;
FuzzPyTorch) seeds=("$fixtures"/pytorch/*.bin Seeds/FuzzPyTorch/*) ;;
FuzzPickle) seeds=(Seeds/FuzzPickle/*) ;;
FuzzJSON) seeds=("$fixtures"/marian/*/*config.json "$fixtures"/pytorch/*.index.json Seeds/FuzzJSON/*) ;;
FuzzTokenizerFile) seeds=("$fixtures"/pipelines/*/tokenizer.json) ;;
FuzzVocabularyFiles) seeds=("$fixtures"/tokenizer-directories/*/{vocab.txt,merges.txt,vocab.json}) ;;
FuzzSentencePieceFile) seeds=("$fixtures"/tokenizer-directories/*/*.model) ;;
FuzzMarianModel) seeds=("$fixtures"/tokenizers/*/*.spm) ;;
FuzzHTTPMessage) seeds=(Seeds/FuzzHTTPMessage/*) ;;
FuzzText) seeds=(Seeds/FuzzText/*) ;;
*) echo "no target $target in Fuzz/fuzz.sh" >&2; exit 2 ;;
esac

# One option for both: of two the compiler takes the last.
swift build -c release --sanitize=fuzzer -Xswiftc -sanitize=fuzzer,address -Xcc -fsanitize=address --product "$target"

corpus=.corpus/$target
mkdir -p "$corpus" .findings
for seed in "${seeds[@]}"; do
    # Named by their place: files of different fixtures have the same names.
    [ ! -f "$seed" ] || cp "$seed" "$corpus/$(echo "$seed" | tr -c 'A-Za-z0-9\n' _)"
done
longest=16384
# Many tokenizers meet each text; one does not get worse by its length alone.
[ "$target" != FuzzText ] || longest=512
options=(-max_total_time="$seconds" -max_len=$longest -timeout=10 -rss_limit_mb=2048 -print_final_stats=1)
if [ -f "Dictionaries/$target.dict" ]; then options+=(-dict="Dictionaries/$target.dict"); fi

# Swift's own report of a crash would keep the fuzzer from writing the input that led to it.
export SWIFT_BACKTRACE=enable=no
export LSAN_OPTIONS=suppressions=../Tools/sanitizers/lsan.supp:print_suppressions=0
exec nice -n 19 ".build/release/$target" "${options[@]}" -artifact_prefix=".findings/$target-" "$corpus"
