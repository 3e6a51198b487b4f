# A file that may not grow further is an error like a full disk.
{ printf '{"text":"'; head -c 100000 /dev/zero | tr '\0' x; echo '"}'; } >in.jsonl
echo old >once
(
    ulimit -f 64
    stet dedup -q in.jsonl -o once
    echo "exit $?" >&2
    stet dedup -q in.jsonl >part
    echo "exit $?" >&2
)
cat once
