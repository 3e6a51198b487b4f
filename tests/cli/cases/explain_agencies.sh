# Agencies of one's own are credited, named and ranked by in explain and extract as in cluster.
. "$CASES/lib.sh"
cat >a.json <<'JSON'
{"id":"a","source":"valley.example","text":"KEPPEL (FNS) \u2014 The ferry stood still for the third day, and the crew told Fjord News Service that it had no fuel. Fishermen waited at the pier, and a crane was brought from the harbour to lift the engine out of the hull before night fell.\n\nThis report by Fjord News Service was first published Aug. 20, 2025."}
JSON
sed 's/"a","source":"valley/"b","source":"hill/; s/KEPPEL (FNS) \\u2014 //; s/\\n\\nThis report.*"}/"}/' a.json >b.json
printf 'FNS\tFjord News Service\n' >agencies
found() {
    grep -o '"agency":[^,}]*' | sort | uniq -c | sed 's/^ *//'
}
for flags in '' '--agencies agencies'; do
    echo "explain $flags"
    stet explain --json $flags a.json b.json | found
    echo "extract $flags"
    stet extract -q --pages $flags a.json | found
done
stet explain --agencies nowhere a.json b.json || echo "exit $?"
stet extract --agencies nowhere a.json || echo "exit $?"
