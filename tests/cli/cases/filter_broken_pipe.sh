# A reader that has gone away is no error, and what was decided stays in the index.
. "$CASES/lib.sh"
stet index create news.stet
{
    for i in 1 2 3 4 5 6 7 8 9; do sed "s/\"id\": \"/&$i-/" "$news"; done | stet filter --index news.stet
    echo "exit $?" >&2
} | head -n 1 | cut -c 1-20
stet index check --deep news.stet
stet index query -q news.stet "$news" >/dev/null
