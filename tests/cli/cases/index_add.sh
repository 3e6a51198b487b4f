# Articles go in; who matches comes out, best first, and nothing is a duplicate of itself.
. "$CASES/lib.sh"
stet index create news.stet
echo "create $?"
head -n 5 "$news" >one
tail -n +6 "$news" >two
stet index add --threads 1 -q news.stet one
stet index add -q news.stet - <two
echo "add $?"
stet index query news.stet "$news" | rounded
head -n 1 "$news" | sed 's/"id": "[^"]*"/"id": "other"/' | stet index query --threads 1 news.stet | rounded
grep bee-1 "$news" | stet index query news.stet
echo "nothing found $?"
stet index add news.stet "$news"
