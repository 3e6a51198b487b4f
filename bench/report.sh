#!/bin/sh
# What the page of --report costs, beside the same run without it, as a Markdown table on standard output.
#
#     sh bench/report.sh [BUILD_FOLDER [ARTICLES]]      default: build/release 75000, which make some 10,000 clusters
#
# Processor seconds of the page are those of the run with it less those of the run without; both take turns three times
# and the least counts.
set -eu
cd "$(dirname "$0")/.."
build=${1:-build/release}
articles=${2:-75000}
stet=$build/src/cli/stet
measure=$build/bench/stet-measure
generate=$build/bench/stet-generate
for program in "$stet" "$measure" "$generate"; do
    [ -x "$program" ] || {
        echo "report.sh: $program is not built" >&2
        exit 2
    }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# of FILE NAME: a number of stet-measure, or of the page's overview.
of() {
    sed -n "s/.*\"$2\": *\([0-9.]*\).*/\1/p" "$1" | head -n 1
}
# least A B: A may be empty.
least() {
    awk -v a="$1" -v b="$2" 'BEGIN { print a == "" || b < a ? b : a }'
}

"$generate" --articles "$articles" --seed 1 -o "$work/feed.jsonl"
cpu_plain='' cpu_page='' wall_plain='' wall_page=''
for round in 1 2 3; do
    "$measure" -o "$work/plain" "$stet" cluster -q "$work/feed.jsonl" >/dev/null
    "$measure" -o "$work/page" "$stet" cluster -q --report "$work/page.html" "$work/feed.jsonl" >/dev/null
    wall_plain=$(least "$wall_plain" "$(of "$work/plain" wall)")
    wall_page=$(least "$wall_page" "$(of "$work/page" wall)")
    cpu_plain=$(least "$cpu_plain" "$(awk -v u="$(of "$work/plain" user)" -v s="$(of "$work/plain" system)" 'BEGIN { print u + s }')")
    cpu_page=$(least "$cpu_page" "$(awk -v u="$(of "$work/page" user)" -v s="$(of "$work/page" system)" 'BEGIN { print u + s }')")
done
tail -c 4000000 "$work/page.html" | grep -a '^<script type="application/json" id="overview">' >"$work/overview"
commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
cpu=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
echo "| articles | clusters | listed | copies and canonicals | with text | bytes of each text | page MB | page, processor s |" \
    "page, wall s | run without, wall s | peak MiB | commit | CPU |"
echo "|---|---|---|---|---|---|---|---|---|---|---|---|---|"
awk -v articles="$articles" -v clusters="$(of "$work/overview" clusters)" -v listed="$(of "$work/overview" listed)" \
    -v members="$(of "$work/overview" members)" -v texts="$(of "$work/overview" texts)" -v cut="$(of "$work/overview" cut)" \
    -v bytes="$(wc -c <"$work/page.html")" -v a="$cpu_plain" -v b="$cpu_page" -v c="$wall_plain" -v d="$wall_page" \
    -v peak="$(of "$work/page" peak)" -v commit="$commit" -v cpu="${cpu:-$(uname -m)}" 'BEGIN {
        printf "| %d | %d | %d | %d | %d | %d | %.1f | %.2f | %.2f | %.2f | %.0f | %s | %s |\n", articles, clusters, listed, \
            members, texts, cut, bytes / 1e6, b - a, d - c, c, peak / 1048576, commit, cpu
    }'
