# The sections of an index add up to its files, with articles in the log and without.
. "$CASES/lib.sh"
adds_up() {
    files=$(for file in news.stet/*; do [ "$file" = news.stet/LOCK ] || wc -c <"$file"; done | awk '{ sum += $1 } END { print sum }')
    stet index stat news.stet --json >stat
    grep -q "\"bytes\":$files,\"bytes_per_article\":[0-9.]*,\"sections\"" stat || echo "$1: the files have $files bytes"
    sections=$(sed 's/.*"sections"//' stat | grep -o '"bytes":[0-9]*' | awk -F: '{ sum += $2 } END { print sum }')
    [ "$sections" = "$files" ] || echo "$1: the sections have $sections bytes and the files $files"
    all=$(stet index stat news.stet | awk '$1 == "all" { print $2 }')
    [ "$all" = "$files" ] || echo "$1: all is $all, and the files have $files bytes"
}
stet index create news.stet
adds_up 'a new index'
stet index add -q news.stet "$news"
log=$(ls news.stet/log-*)
stet index stat news.stet --json | grep -q "{\"name\":\"log\",\"bytes\":$(($(wc -c <"$log")))," || echo 'the log is not as large'
adds_up 'in the log'
stet index remove -q news.stet cp-1
adds_up 'with a removal'
stet index compact -q news.stet
adds_up 'compacted'
stet index add -q news.stet "$news"
adds_up 'segment and log'
