# Feed lines whose text is a page: ages count back from the line's own time, or from --fetched; ids of lines without one.
cat >feed.jsonl <<'END'
{"id":"a","source":"Ellery Post","published":"2025-08-20T14:00:00Z","title":"Ferry stays in port","text":"Ferry stays in port\nThe ferry between Ellery and the cape will not run before spring, its operator said.\n\nNorth Shore News\n3 hours ago\nStorm closes the coast road between Ellery and the cape\nThe road has been closed since Tuesday."}
{"text":"<p>A short paragraph of HTML, which is a page as well as any other.</p>"}
not JSON
{"id":"c","text":"One line of text without a mark behind it"}
END
stet extract feed.jsonl
echo --
stet extract -q --fetched 2025-08-21T00:00:00Z --pages <feed.jsonl 2>/dev/null | grep '#2'
echo --
stet extract -q <feed.jsonl
stet extract -q --format text feed.jsonl
echo --
stet extract -q feed.jsonl 2>/dev/null | stet cluster -q --singletons | wc -l
stet extract -q --reject bad.jsonl feed.jsonl >/dev/null 2>&1
cat bad.jsonl
stet extract --strict -q feed.jsonl >/dev/null
