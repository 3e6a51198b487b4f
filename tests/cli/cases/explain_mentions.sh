# Each place where an agency is named, and what it is there: only one of them is a credit.
cat >a.json <<'END'
{"id":"a","source":"harbour.example","text":"KEPPEL (AP) \u2014 The ferry stood still for the third day, and the crew told AFP that it had no fuel.\nFishermen waited at the pier (Photo: Reuters)\nA reader of Reuters screens would not have known of it, as nobody had written about the ferry of Keppel for years."}
END
cat >b.json <<'END'
{"id":"b","text":"The ferry sails again, the harbour master said on Monday after a night of repairs, and no agency was there to see it."}
END
stet explain --json a.json b.json | sed 's/.*"a":{/{/; s/,"passages".*//'
stet extract -q --pages a.json | grep -o '"kind":"[a-z]*","agency":"[A-Z]*"'
