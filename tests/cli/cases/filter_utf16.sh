# A line that begins with the bytes of UTF-16's mark is a bad line; only what is UTF-16 is refused.
. "$CASES/lib.sh"
printf '{"id":"a","text":"a good line"}\n' >good.jsonl
{ printf '\377\376 broken line\n' && sed 's/good/better/' good.jsonl; } >bad.jsonl
stet filter -q --index one.stet --emit verdict <bad.jsonl | sed 's/,"cluster":[^,}]*//'
stet dedup -q good.jsonl bad.jsonl
{ printf '\377\376' && sed 's/./&\n/g' good.jsonl | tr '\n' '\0'; } >wide.jsonl
stet dedup -q good.jsonl wide.jsonl
