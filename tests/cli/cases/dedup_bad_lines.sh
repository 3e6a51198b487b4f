# Each is named with its place and the reason, goes to --reject as it came, and the rest is done.
. "$CASES/lib.sh"
nul='\0'
{
    printf 'not JSON\n'
    printf '{"id":1,"text":"a good line"}\n'
    printf '{"text":"\377\376"}\n'
    printf '[1]\n{"id":"x"}\r\n{"text":5}\n{"text":" \\n "}\n'
    printf '{"text":"\\ud800 alone"}\n'
    printf '{"id":"n\\u0000l","text":"a NUL\\u0000 as an escape is a character"}\n'
    printf "raw${nul}NUL\n"
    printf '{"text":"a raw %s in it"}\n' "$(printf '\001')"
    printf '{"text":"open\n'
    head -c 100000 /dev/zero | tr '\0' '['
    printf '\n{"text":'
    head -c 100000 /dev/zero | tr '\0' '['
    printf '\n{"text":"'
    head -c 3000000 /dev/zero | tr '\0' a
    printf '"}\n{"id":"last","text":"the last line is good"}\n'
} >in.jsonl
stet dedup in.jsonl --max-line 2M --reject rejected
sed '2d;9d;$d' in.jsonl >expected
same rejected expected rejected
cat in.jsonl | stet dedup -q --max-line 2M --reject rejected >out 2>err
same rejected expected 'rejected from a pipe'
grep -v '^stdin:[0-9]*: ' err # the reasons have been seen
