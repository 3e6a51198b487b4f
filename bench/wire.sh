#!/bin/sh
# Credits, origins, the copy that stands and how sure that is, on standard output as Markdown.
#
#     sh bench/wire.sh [BUILD_FOLDER [ARTICLES]]      default: build/release 100000
#
# On the labelled set (datasets/wire.jsonl), on generated newswire of two seeds, and, where STET_SHARED (default
# ../shared/data) holds them, on the newspapers of impresso and on 18 days of 14 Saudi outlets. What is absent is said.
set -eu
cd "$(dirname "$0")/.."
build=${1:-build/release}
articles=${2:-100000}
shared=${STET_SHARED:-../shared/data}
stet=$build/src/cli/stet
credits=$build/bench/stet-credits
generate=$build/bench/stet-generate
for program in "$stet" "$credits" "$generate"; do
    [ -x "$program" ] || {
        echo "wire.sh: $program is not built" >&2
        exit 2
    }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
standing() {
    python3 bench/wire/standing.py "$@"
}

echo "Labelled set:"
echo
"$credits" datasets/wire.jsonl datasets/wire-truth.tsv
"$stet" cluster -q datasets/wire.jsonl >"$work/labelled"
echo
standing accuracy datasets/wire-truth.tsv "$work/labelled"
standing relations datasets/wire-truth.tsv "$work/labelled"

for seed in 1 77; do
    "$generate" --articles "$articles" --seed "$seed" --truth "$work/truth" >"$work/feed"
    "$stet" cluster -q "$work/feed" >"$work/clusters"
    echo
    echo "Generated newswire, $articles articles, seed $seed:"
    echo
    standing accuracy "$work/truth" "$work/clusters"
    echo
    standing calibration "$work/truth" "$work/clusters"
done

echo
if [ -r "$shared/attribution/impresso.jsonl.zst" ]; then
    echo "Newspapers of impresso, scanned, agencies as sources labelled by people:"
    echo
    zstd -dcq "$shared/attribution/impresso.jsonl.zst" >"$work/impresso"
    python3 bench/wire/impresso.py <"$work/impresso" >"$work/impresso-truth"
    "$credits" "$work/impresso" "$work/impresso-truth"
else
    echo "impresso: not there, skipped"
fi
echo
if [ -r "$shared/saudi/saudi.jsonl.zst" ]; then
    zstd -dcq "$shared/saudi/saudi.jsonl.zst" >"$work/saudi"
    "$stet" cluster -q "$work/saudi" >"$work/clusters"
    echo "Saudi outlets: $(standing agency "$work/saudi" "$work/clusters" was SPA)"
    # The same without the name of the outlet: only its texts can tell.
    sed '/"source": *"was"/ { s//"source": "outlet-15"/; s#"url": *"[^"]*"#"url": ""# }' "$work/saudi" >"$work/hidden"
    "$stet" cluster -q "$work/hidden" >"$work/clusters"
    echo "With the agency's name hidden: $(standing agency "$work/hidden" "$work/clusters" outlet-15 SPA)"
else
    echo "saudi: not there, skipped"
fi
