stet eval --truth missing.tsv "$CASES/clusters.jsonl"
echo "$?" >&2
stet eval "$CASES/clusters.jsonl"
