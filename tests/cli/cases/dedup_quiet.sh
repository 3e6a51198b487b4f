. "$CASES/lib.sh"
stet dedup --quiet "$news" >/dev/null
stet cluster -q "$news" >/dev/null
stet dedup --no-progress "$news" >/dev/null
