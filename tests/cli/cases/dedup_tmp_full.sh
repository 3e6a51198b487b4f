# Temporary files that cannot grow: an error, and no output.
. "$CASES/lib.sh"
mkdir tmp
i=0
while [ $i -lt 400 ]; do # about 6 MB that hardly compress
    printf '{"id":"%s","text":"' $i
    head -c 10000 /dev/urandom | od -An -tx1 -v | tr -d '\n'
    printf '"}\n'
    i=$((i + 1))
done >many.jsonl
(
    trap '' XFSZ # a write past the limit fails like one to a full disk
    ulimit -f 2000
    cat many.jsonl | stet dedup -q --tmp tmp -o once
    echo "exit $?" >&2
)
ls tmp
[ ! -e once ] || echo 'a partial output' >&2
