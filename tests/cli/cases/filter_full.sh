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
    ulimit -f 400
    stet filter -q --index news.stet --sync each --emit verdict many.jsonl >verdicts 2>err
    echo "exit $?" >&2
    sed 's/log-[0-9]*/log/' err >&2
)
stet index check --deep news.stet
# Every line that was written is of an article that is there.
cut -d '"' -f 4 verdicts | while read -r id; do grep "\"id\":\"$id\"" many.jsonl; done >written
sed 's/"id":"/&other-/' written | stet index query -q news.stet | grep -c '"matches":\[{' >found
[ "$(cat found)" -gt 0 ] || echo 'nothing was written' >&2
[ "$(cat found)" = "$(wc -l <written)" ] || echo "$(wc -l <written) written, $(cat found) found" >&2
