#!/bin/sh
# How fast a filter answers on an index of some size, with the quality of what it says beside it.
#     usage: filter.sh [BUILD [ARTICLES [NEW [WORDS]]]]      default: build/release 1000000 40000 450
# A generated feed, of stories of so many words on average, is cut in two: its first part goes into the index, the rest
# through the filter, first as fast as it will go (--sync batch), then at 100 lines a second (--sync none). Quality is
# that of the pairs that the verdicts' clusters make, of all articles of the rest, against the generator's truth.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "${1:-$root/build/release}" && pwd)
articles=${2:-1000000}
new=${3:-40000}
words=${4:-450}
stet=$build/src/cli/stet
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

"$build/bench/stet-generate" --articles $((articles + new + 2000)) --words "$words" --seed 17 --truth "$work/truth" \
    >"$work/feed"
head -n "$articles" "$work/feed" >"$work/old"
tail -n +$((articles + 1)) "$work/feed" | head -n "$new" >"$work/new"
tail -n 2000 "$work/feed" >"$work/slow"
"$stet" index create "$work/index"
"$stet" index add "$work/index" "$work/old"
"$stet" index stat "$work/index"
sync # gigabytes of feeds would be written back meanwhile
echo "as fast as it will go, --sync batch:" >&2
"$build/bench/bench_filter" --sync batch "$stet" "$work/index" "$work/new" >"$work/verdicts"
echo "100 lines a second, --sync none:" >&2
"$build/bench/bench_filter" --sync none --rate 100 "$stet" "$work/index" "$work/slow" >/dev/null

# Verdicts to clusters, and the truth of the same articles.
awk -F '"' '{ for (i = 1; i < NF; i++) if ($i == "cluster") key = $(i + 2)
              members[key] = members[key] (members[key] ? "," : "") "{\"id\":\"" $4 "\",\"relation\":\"exact\"}"
              if (!(key in first)) first[key] = $4 }
     END { for (key in members) printf "{\"canonical\":{\"id\":\"%s\"},\"members\":[%s]}\n", first[key], members[key] }' \
    "$work/verdicts" >"$work/clusters"
awk -F '"' '{ print $4 }' "$work/verdicts" | sort >"$work/ids"
tab=$(printf '\t')
sort -t "$tab" -k 1,1 "$work/truth" | join -t "$tab" "$work/ids" - >"$work/part"
"$stet" eval -q --truth "$work/part" "$work/clusters"
