#!/bin/sh
# Precision and recall beside time and memory, as one Markdown table on standard output.
#
#     sh bench/quality.sh [BUILD_FOLDER [ARTICLES]]      default: build/release 100000
#
# Runs the built command on generated newswire (on one thread and on all) and, where STET_SHARED (default
# ../shared/data) holds them, on the labelled pairs of Reuters-21578; then it times the feeds there on one thread. `wc -w`
# reads the same file in turn, and medians of five runs are told: ratios of two programs say more than seconds. OPTIONS in the environment are handed to `stet cluster`.
set -eu
cd "$(dirname "$0")/.."
build=${1:-build/release}
articles=${2:-100000}
shared=${STET_SHARED:-../shared/data}
stet=$build/src/cli/stet
measure=$build/bench/stet-measure
generate=$build/bench/stet-generate
for program in "$stet" "$measure" "$generate"; do
    [ -x "$program" ] || {
        echo "quality.sh: $program is not built" >&2
        exit 2
    }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# number FILE NAME [OBJECT]: the number called NAME, the first in FILE or the first in OBJECT.
number() {
    awk -v name="\"$2\":" -v object="${3:+\"$3\":}" '{
        if (object != "") {
            at = index($0, object)
            if (!at) exit
            $0 = substr($0, at + length(object))
        }
        at = index($0, name)
        if (at && match(substr($0, at + length(name)), /^[0-9.]+/))
            print substr($0, at + length(name), RLENGTH)
        exit
    }' "$1"
}

share() {
    awk -v x="${1:--}" 'BEGIN { if (x == "-") print "-"; else printf "%.4f\n", x }'
}

# median FILE: of its five numbers.
median() {
    sort -g "$1" | sed -n 3p
}

# said FIELD: what the summary of the last run says after the words FIELD.
said() {
    sed -n "s|^$1  *\([0-9,]*\).*|\1|p" "$work/summary" | head -n 1
}

# both FILE THREADS: clusters FILE and counts its words, five times in turn, so that what else the machine does meets both.
both() {
    : >"$work/walls"
    : >"$work/wc-walls"
    for _ in 1 2 3 4 5; do
        LC_ALL=C.UTF-8 "$measure" -o "$work/wc" wc -w "$1" >/dev/null
        # OPTIONS is a list of words.
        "$measure" -o "$work/time" "$stet" cluster --no-progress --threads "$2" ${OPTIONS-} "$1" \
            >"$work/clusters" 2>"$work/summary" || {
            cat "$work/summary" >&2
            exit 1
        }
        number "$work/wc" wall >>"$work/wc-walls"
        number "$work/time" wall >>"$work/walls"
    done
}

# pace NAME FILE: how fast that is on one thread.
pace() {
    both "$2" 1
    awk -v name="$1" -v wall="$(median "$work/walls")" -v wc="$(median "$work/wc-walls")" \
        'BEGIN { printf "%s: %.2f of the time of wc -w on one thread (%.3f s)\n", name, wall / wc, wall }'
}

# row NAME FILE LABELS OBJECT THREADS: clusters FILE and judges it by LABELS (options of eval; OBJECT of its answer).
row() {
    bytes=$(wc -c <"$2")
    both "$2" "$5"
    # Labels are lists of words.
    "$stet" eval --json $3 "$work/clusters" >"$work/eval" 2>"$work/warnings" || {
        cat "$work/warnings" >&2
        exit 1
    }
    isa=$(sed -n 's|^time .*, \([^,]*\)$|\1|p' "$work/summary")
    awk -v name="$1" -v bytes="$bytes" -v threads="$5" -v wall="$(median "$work/walls")" \
        -v wc="$(median "$work/wc-walls")" -v peak="$(number "$work/time" peak)" -v held="$(said bytes/article)" \
        -v count="$(said articles)" -v p="$(share "$(number "$work/eval" precision "$4")")" \
        -v r="$(share "$(number "$work/eval" recall "$4")")" -v f="$(share "$(number "$work/eval" f1 "$4")")" \
        -v right="$(share "$(number "$work/eval" accuracy canonical)")" \
        -v machine="$commit | $cpu | ${isa:-?}" 'BEGIN {
            if (wall <= 0) wall = 0.001
            printf "| %s | %s | %.1f | %s | %.2f | %.1f | %.2f | %.0f | %s | %s | %s | %s | %s | %s |\n", name, count, \
                bytes / 1e6, threads, wall, bytes / 1e6 / wall, wc / wall, peak / 1048576, held, p, r, f, right, machine
        }'
}

commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
cpu=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
cpu=${cpu:-$(uname -m)}
threads=$(getconf _NPROCESSORS_ONLN)

"$generate" --articles "$articles" --seed 1 --truth "$work/truth" -o "$work/feed.jsonl"
sync # it would be written back meanwhile
echo "| feed | articles | MB | threads | wall s | MB/s | times wc -w | peak MiB | bytes/article | precision | recall | F1 |" \
    "canonical right | commit | CPU | instruction set |"
echo "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|"
row generated "$work/feed.jsonl" "--truth $work/truth" pairwise 1
cp "$work/eval" "$work/generated"
[ "$threads" -eq 1 ] || row generated "$work/feed.jsonl" "--truth $work/truth" pairwise "$threads"
if [ -r "$shared/reuters-21578.jsonl.zst" ] && command -v zstd >/dev/null 2>&1; then
    zstd -q -dc "$shared/reuters-21578.jsonl.zst" >"$work/reuters.jsonl"
    row "Reuters-21578, pairs to develop by" "$work/reuters.jsonl" "--pairs $shared/reuters-pairs-dev.tsv" pairs "$threads"
else
    echo "quality.sh: no Reuters-21578 in $shared (or no zstd): left out" >&2
fi

printf '\nRecall on the generated feed by what was done to the copy: '
tr '{' '\n' <"$work/generated" | awk '
    /^"relation":/ {
        match($0, /"relation":"[^"]*"/)
        kind = substr($0, 13, RLENGTH - 13)
        sub(/\+.*/, "", kind)
        match($0, /"judged":[0-9]+/)
        judged[kind] += substr($0, RSTART + 9, RLENGTH - 9)
        match($0, /"found":[0-9]+/)
        found[kind] += substr($0, RSTART + 8, RLENGTH - 8)
        if (!(kind in seen)) {
            seen[kind] = 1
            order[++kinds] = kind
        }
    }
    END {
        for (i = 1; i <= kinds; i++)
            printf "%s%s %.4f (%d)", (i > 1 ? ", " : ""), order[i], found[order[i]] / judged[order[i]], judged[order[i]]
        print "."
    }'

printf '\n'
for feed in reuters-21578 senate/senate saudi/saudi; do
    if [ -r "$shared/$feed.jsonl.zst" ] && command -v zstd >/dev/null 2>&1; then
        zstd -q -dc "$shared/$feed.jsonl.zst" >"$work/feed.jsonl"
        pace "${feed##*/}" "$work/feed.jsonl"
    fi
done
