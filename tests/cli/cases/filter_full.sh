# A full disk, under the index or behind the output, is an error, and the index stays sound.
. "$CASES/lib.sh"
stet index create news.stet
stet filter -q --index news.stet "$news" >/dev/full
echo "exit $?" >&2
stet index check --deep news.stet
i=0
while [ $i -lt 60 ]; do # a megabyte that hardly compresses
    printf '{"id":"%s","text":"' $i
    head -c 9000 /dev/urandom | od -An -tx1 -v | tr -d '\n'
    printf '"}\n'
    i=$((i + 1))
done >many.jsonl
(
    trap '' XFSZ # a write past the limit fails like one to a full disk
    ulimit -f 200
    stet filter -q --index news.stet --emit verdict many.jsonl >verdicts 2>err
    echo "exit $?" >&2
    sed 's/log-[0-9]*/log/' err >&2
)
stet index check --deep news.stet
cut -d , -f 1 verdicts | sort >written
while IFS=: read -r _ id; do # every line that was written is an article that is there
    grep "\"id\":$id" many.jsonl
done <written | sed 's/"id":"/&other/' | stet index query news.stet | grep -c '"matches":\[{'
wc -l <written
