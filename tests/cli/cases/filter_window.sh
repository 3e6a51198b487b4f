# Only what was published within the window is compared, and with --seen-by-source only other sources' articles.
article() { # ID SOURCE PUBLISHED
    printf '{"id":"%s","source":"%s",%s"text":"' "$1" "$2" "${3:+\"published\":\"$3\",}"
    i=0
    while [ $i -lt 80 ]; do
        printf 'word%d ' $i
        i=$((i + 1))
    done
    printf '"}\n'
}
{
    article monday a 2025-08-18
    article friday a 2025-08-22
    article monday-before a 2025-08-11
    article sunday b 2025-08-24T12:00:00Z
    article undated c
} >feed
verdicts() {
    stet filter -q --emit verdict "$@" feed | sed 's/"cluster":"[^"]*",*//; s/,}/}/'
}
verdicts --index week.stet --window 7d
verdicts --index days.stet --window 36h
verdicts --index source.stet --seen-by-source
