# Every output has a file of its own; what is on stdout goes to -o instead.
. "$CASES/lib.sh"
{ cat "$news"; echo 'not an article'; } >in.jsonl
stet dedup -q "$news" >expected
stet cluster -q "$news" >expected.clusters
echo old >once
stet dedup in.jsonl -o once --clusters clusters --reject rejected
same once expected '-o'
same clusters expected.clusters '--clusters'
cat rejected
stet cluster -q in.jsonl -o clusters
same clusters expected.clusters 'cluster -o'
# Over the input itself: it is replaced when all has been read.
cp "$news" feed.jsonl
stet dedup -q feed.jsonl -o feed.jsonl
same feed.jsonl expected 'in place'
ls
stet dedup -q in.jsonl -o x --clusters x
echo "exit $?" >&2
stet dedup -q in.jsonl -o nonesuch/x
echo "exit $?" >&2
