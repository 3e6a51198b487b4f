# Lines come out as they came in, whatever their looks; blank lines are no articles.
. "$CASES/lib.sh"
{
    printf '  { "id" : "a" ,\t"text" : "carriage return and odd spacing", "id": "again" } \r\n'
    printf '\n \t\r\n'
    printf '{"id":"\\u0062","text":"esc\\u0061ped \\/ \\ud83d\\ude00 \\"quoted\\"","x":1.50e+01,"x":[1,{"y":null}]}\n'
    printf '{"text":"no final line end","id":"c"}'
} >in.jsonl
stet dedup --quiet in.jsonl >out
{ sed -n '1p;4,5p' in.jsonl; } >expected
printf '\n' >>expected # ended, for more lines could follow
same out expected 'odd lines'
stet cluster -q --singletons in.jsonl | members
# The same from a pipe, which cannot be read twice, and from several inputs without a line end in between.
cat in.jsonl | stet dedup --quiet >out
same out expected 'odd lines from a pipe'
printf '{"id":"d","text":"another input behind it"}\n' >more.jsonl
stet dedup --quiet in.jsonl more.jsonl >out
cat expected more.jsonl >both
same out both 'two inputs'
