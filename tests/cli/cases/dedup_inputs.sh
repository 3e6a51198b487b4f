# Several inputs are one feed; an id may come again, and then its place tells the articles apart.
. "$CASES/lib.sh"
head -4 "$news" >a.jsonl
sed 1,4d "$news" >b.jsonl
stet dedup -q "$news" >expected
stet dedup -q a.jsonl b.jsonl >out
same out expected 'two inputs'
stet dedup -q a.jsonl - <b.jsonl >out
same out expected 'a file and stdin'
head -2 a.jsonl >c.jsonl
stet cluster c.jsonl a.jsonl | sed 's/.*"members"://' | rounded
