# A page beside the results, whole or not at all; the results are the same; hostile articles stay data; the same bytes
# for any number of threads and whatever the page is called.
. "$CASES/lib.sh"
stet cluster -q "$news" >without
stet cluster -q --report a.html "$news" >with
same without with 'clusters with a report'
stet dedup -q "$news" >without
stet dedup -q --threads 1 --report b.html "$news" >with
same without with 'stories with a report'
cmp a.html b.html
stet dedup -q --report c.html - <"$news" >/dev/null
sed 's/"inputs":\["[^"]*"\]//' a.html >a
sed 's/"inputs":\["[^"]*"\]//' c.html >c
cmp a c
head -c 15 a.html
echo
grep -c '</html>' a.html
grep -o '"articles":[0-9]*,"stories":[0-9]*,"clusters":[0-9]*,"clustered":[0-9]*' a.html
stet cluster -q --report hostile.html "$CASES/hostile.jsonl" >/dev/null
grep -o '<[a-z!/][^>]*hacked' hostile.html
grep -o '<script[^>]*>' hostile.html | sed 's/[0-9a-f]\{16\}/NONCE/'
stet cluster -q --report /dev/full "$news" >/dev/null
echo "full: $?"
stet cluster -q --report none/a.html "$news" >/dev/null
echo "no folder: $?"
stet cluster -q --report a.html -o a.html "$news"
echo "twice: $?"
cp "$news" in.jsonl
stet cluster -q --report in.jsonl in.jsonl
echo "an input: $?"
ls
