# What is removed or has expired is not found any more, at once and after compaction.
. "$CASES/lib.sh"
stet index create news.stet
stet index add -q news.stet "$news"
stet index remove news.stet cp-1 nonesuch
echo "removed $?"
stet index remove -q news.stet cp-1
echo "again $?"
ids() {
    stet index query -q news.stet "$news" | grep -o '"matches":.*' | grep -o '"id":"[^"]*"' | sort -u | tr '\n' ' '
    echo
}
ids
stet index expire news.stet --before 2025-08-20T15:30:00Z
ids
stet index compact news.stet
ids
stet index expire news.stet --before 2031-01-01
ids
stet index compact news.stet
stet index stat news.stet --json | grep -o '"articles":[0-9]*,"dead":[0-9]*'
