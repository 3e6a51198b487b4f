# To the byte, without its line end.
. "$CASES/lib.sh"
printf '{"text":"0123456789"}\r\n{"text":"01234567890"}\n' >in.jsonl
stet dedup -q --max-line 21 in.jsonl
