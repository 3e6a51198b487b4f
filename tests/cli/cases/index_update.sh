# A known id is an update: the old text is gone, and the new one is no duplicate of it.
one() { # ID WORD
    printf '{"id":"%s","text":"' "$1"
    i=0
    while [ $i -lt 60 ]; do
        printf '%s%d ' "$2" $i
        i=$((i + 1))
    done
    printf '"}\n'
}
stet index create news.stet
one a old | stet index add news.stet
one a old | stet index query -q news.stet
one b old | stet index query -q news.stet
{
    one a new
    one b new
    one a new
} | stet filter -q --index news.stet --emit verdict
one c old | stet index query -q news.stet
stet index stat news.stet | grep articles
