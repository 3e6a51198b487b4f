stet eval --truth "$CASES/truth.tsv" <"$CASES/clusters.jsonl" | head -n 2
stet eval --truth - --pairs - "$CASES/clusters.jsonl"
