# What it cannot explain, it says so, with exit code 2.
. "$CASES/lib.sh"
: >empty.txt
printf '{"id":"a","text":"one"}\n{"id":"b","text":"two"}\n' >two.jsonl
printf '{"id":"a"}\n' >none.json
for arguments in 'a' 'a.txt b.txt' 'empty.txt two.jsonl' 'two.jsonl none.json' 'none.json none.json' 'a c --in two.jsonl' \
    'a two.jsonl:1 --in two.jsonl' 'a two.jsonl:2 --in two.jsonl' 'a b c'; do
    code=0
    stet explain $arguments >/dev/null || code=$?
    echo "$arguments: $code" >&2
done
