. "$CASES/lib.sh"
for which in canonical earliest latest longest first; do
    echo $which: $(stet dedup -q --keep $which "$news" | sed 's/{"id": "\([^"]*\)".*/\1/')
done
stet dedup --keep any "$news"
