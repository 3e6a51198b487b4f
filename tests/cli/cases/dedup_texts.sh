# A folder of texts: an article a file, its path the id; other files are left alone.
. "$CASES/lib.sh"
mkdir -p texts/deeper
story='The council has bought a lighthouse without a lamp, and nobody at the meeting could say which of the members had raised a hand first, or why the harbour would want a second one at all.'
echo "$story" >texts/b.txt
echo "$story" >texts/deeper/c.txt
echo 'A note about something else' | gzip >texts/a.txt.gz
echo "$story" >texts/left.md
: >texts/empty.txt
stet dedup -q texts
echo --
stet cluster -q texts | members
stet cluster -q texts/deeper/c.txt texts/b.txt | members
