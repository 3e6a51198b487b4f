# An agency of one's own is found and named; a preferred outlet stands; a bad table is refused with its place.
. "$CASES/lib.sh"
cat >feed.jsonl <<'END'
{"id":"a","source":"a.ca","published":"2025-08-20T14:03:07Z","text":"The harbour master closed the outer basin on Monday after a crane leaned towards the ferry berth and would not be talked back. Engineers from the yard walked around it twice before they sent for a longer ladder, and the last boat left an hour late with its lights on. (Gull Wire)"}
{"id":"b","source":"b.ca","published":"2025-08-20T15:03:07Z","text":"The harbour master closed the outer basin on Monday after a crane leaned towards the ferry berth and would not be talked back. Engineers from the yard walked around it twice before they sent for a longer ladder, and the last boat left an hour late with its lights on. (Gull Wire)"}
END
printf 'GULL\tGull Wire\tCA\ten\n' >agencies.tsv
printf 'b.ca\t2\n' >prefer.tsv
show() { sed 's/.*"canonical":{"id":"\([^"]*\)".*"origin":\(.*\),"members".*/\1 \2/'; }
stet cluster -q feed.jsonl | show
stet cluster -q --agencies agencies.tsv feed.jsonl | show
stet cluster -q --agencies agencies.tsv --prefer prefer.tsv feed.jsonl | show
stet dedup -q --prefer prefer.tsv feed.jsonl | cut -c 1-9
printf 'b.ca\ta lot\n' >prefer.tsv
stet cluster -q --prefer prefer.tsv feed.jsonl
