stet eval --truth "$CASES/truth.tsv" --pairs "$CASES/pairs.tsv" "$CASES/clusters.jsonl"
