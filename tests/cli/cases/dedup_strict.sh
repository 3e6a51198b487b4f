. "$CASES/lib.sh"
{ head -2 "$news"; echo '{"id":"x"}'; echo '{"id":"y"}'; } >in.jsonl
stet dedup --strict in.jsonl
echo "exit $?" >&2
stet cluster --strict -q - <in.jsonl
