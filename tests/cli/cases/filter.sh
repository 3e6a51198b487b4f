# One line in, one line out, in order; all bytes but the new member are those that came.
. "$CASES/lib.sh"
words='the quick brown fox jumps over the lazy dog while seven old clerks count every parcel on the quay before noon'
{
    printf '{"id":"a","text":"%s"}\r\n' "$words"
    printf '  {"id":"b" , "text":"%s" } \t\n' "$words"
    printf '\n'
    printf '{"id":"c","text":"%s","stet":{"verdict":"new"}}\n' "$words"
    printf 'not json\n'
    printf '{}\n'
    printf '{"id":"d","text":"%s"}\n' "$(printf '%01000d' 7)"
    printf '   \n'
    printf '{"id":"a","text":"%s"}' "$words"
} >feed
stet filter --index news.stet --max-line 500 feed >out
echo "exit $?"
cat -A out | cut -c 1-400
for emit in drop verdict; do
    rm -r news.stet
    echo "$emit:"
    stet filter -q --index news.stet --max-line 500 --emit $emit --reject bad feed 2>err
    cat err
    cut -c 1-60 bad
    rm bad # it would be added to
done
