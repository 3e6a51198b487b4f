# Agencies and outlets of one's own decide in an index as they do in a feed.
. "$CASES/lib.sh"
story() { # ID SOURCE TIME TAIL
    printf '{"id":"%s","source":"%s","published":"2025-08-20T%s:00:00Z","text":"' "$1" "$2" "$3"
    i=0
    while [ $i -lt 80 ]; do
        printf 'word%d ' $i
        i=$((i + 1))
    done
    printf '%s"}\n' "$4"
}
{
    story a harbour.example 10 ''
    story b valley.example 11 '\nThis report by Fjord News Service was first published Aug. 20, 2025.'
    story c hill.example 12 'More words.'
} >feed.jsonl
printf 'FNS\tFjord News Service\n' >agencies
printf 'hill.example\t9\n' >prefer
stet index create text.stet
stet index create --no-text rows.stet
stet index add -q text.stet feed.jsonl
stet index add -q rows.stet feed.jsonl
standing() {
    sed 's/.*"canonical":{"id":"\([a-z]*\)".*"origin":\([^}]*\)}*,"members.*/\1 \2/'
}
for flags in '' '--agencies agencies' '--prefer prefer' '--agencies agencies --prefer prefer'; do
    stet cluster -q $flags feed.jsonl >batch
    stet index clusters -q $flags text.stet >index
    same batch index "index clusters $flags"
    standing <index
done
stet index clusters -q --prefer prefer rows.stet | standing
stet index clusters -q --agencies nowhere text.stet || echo "exit $?"
