printf 'a\t1\nlonely\nb\t1\tx\nb\t1\n' >truth.tsv
printf '{"members":[{"id":"a"},{"id":"b"}]}\n{"members":[{"id":"a"},{"id":"b"}]\n{"members":[{"id":"\\ud800"}]}\n' >clusters.jsonl
stet eval --truth truth.tsv clusters.jsonl
