gzip -c "$CASES/truth.tsv" >truth
gzip -c "$CASES/clusters.jsonl" >clusters
stet eval --truth truth clusters
