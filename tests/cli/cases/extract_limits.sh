# Pages that cannot be read are told, and the others are read.
printf 'caf\351 au lait, a sentence that is no UTF-8 at all and long enough.\n' >latin.txt
awk 'BEGIN { for (i = 0; i < 3000; i++) printf "<div>"; print "deep" }' >deep.html
awk 'BEGIN { printf "<p>"; for (i = 0; i < 600; i++) printf "<font color=%d>", i; for (i = 0; i < 200000; i++) printf "<p>x" }' >reopened.html
awk 'BEGIN { for (i = 0; i < 300000; i++) print "line" }' >lines.txt
awk 'BEGIN { printf "{\"a\":"; for (i = 0; i < 100000; i++) printf "["; print "" }' >brackets.json
{ echo '<html><head><script type="application/ld+json">'; cat brackets.json; echo '</script></head><body><p>An ordinary paragraph behind a script that is all brackets.</body>'; } >script.html
: >empty.txt
echo 'An ordinary page of one sentence, which comes through all the same.' | gzip >good.txt.gz
stet extract empty.txt latin.txt deep.html reopened.html lines.txt brackets.json script.html good.txt.gz
echo "exit $?"
stet extract --fetched 'last week' good.txt.gz
echo "exit $?"
stet extract --max-line 10 good.txt.gz
