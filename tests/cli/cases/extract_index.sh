# With an index what a site repeats is learned from run to run: of one page a run, from the fourth on. It stays when
# articles are added and the index is compacted; a run that fails teaches nothing; the index has one writer.
. "$CASES/lib.sh"
page() { # NUMBER TITLE SENTENCE SENTENCE
    printf '{"id":"%s","source":"Herald","text":"%s in the town of Ellery\\n%s\\nThe morning letter from the harbour reaches forty thousand readers before breakfast.\\n%s"}\n' \
        "$1" "$2" "$3" "$4" >"$1.jsonl"
}
page 1 'New lamp' 'The keeper of the lighthouse has bought a second lamp after a vote.' 'It had been made in 1911, and stored in a shed behind the market.'
page 2 'Old ferry' 'The ferry between the town and the cape will not run before spring.' 'Its engine is going to be rebuilt at a yard in Denmark, the operator said.'
page 3 'Closed road' 'A storm has closed the coast road, and nobody knows for how long.' 'Engineers want to look at the bridge on Monday, weather permitting.'
page 4 'Fish prices' 'Herring has not been so dear since the year of the great frost.' 'Fishermen blame the seals, and the seals were not available for comment.'
page 5 'School play' 'The pupils of the harbour school will play a comedy about taxes.' 'The mayor has asked for a seat in the last row, near the door.'
letters() {
    grep -c "forty thousand readers" || :
}
stet extract -q --index news.stet 1.jsonl | letters
stet extract -q --index news.stet 2.jsonl | letters
stet extract -q --index news.stet 5.jsonl 2>err >/dev/full
echo "exit $?"
stet extract -q --index news.stet 3.jsonl | letters
stet index add -q news.stet "$news"
stet index compact -q news.stet
stet index check -q --deep news.stet
stet extract -q 4.jsonl | letters
stet extract --index news.stet --show-dropped 4.jsonl
mkfifo feed
stet filter -q --index news.stet --emit verdict <feed >verdicts &
pid=$!
exec 3>feed
head -n 1 "$news" >&3
while ! [ -s verdicts ]; do sleep 0.02; done
stet extract -q --index news.stet 5.jsonl 2>err
echo "exit $?"
grep -c "\<$pid\>" err
exec 3>&-
wait $pid
stet extract -q --index news.stet 5.jsonl | letters
