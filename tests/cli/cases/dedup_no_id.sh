. "$CASES/lib.sh"
{
    printf '{"text":"an article without a name"}\n\n{"id":null,"text":"and one that is null"}\n'
    printf '{"guid":7,"text":"a number will do"}\n{"url":"https://example.org/a","text":"an address too"}\n'
    printf '{"link":"l","guid":"g","id":"i","text":"the first name in the list wins"}\n'
    printf '{"id":"","text":"an empty id is none"}\n'
} >in.jsonl
stet cluster -q --singletons in.jsonl | members
stet cluster -q --singletons <in.jsonl | members | head -1
