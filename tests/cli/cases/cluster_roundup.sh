# A roundup is listed under both its stories, behind their members, and is kept; --clusters, an index and explain say the
# same.
. "$CASES/lib.sh"
labelled=$CASES/../../../datasets/wire.jsonl
roundup=northshoretimes-en-5
stet cluster "$labelled" 2>summary >clusters
grep -c '"guest":true}' clusters
grep roundups summary
grep -F "$roundup" clusters | sed 's/.*"size":\([0-9]*\).*"members":/\1 /' | rounded
stet dedup -q --clusters out "$labelled" >once
same out clusters 'dedup --clusters'
grep -cF "\"$roundup\"" once
stet explain "$roundup" thecanadianpress-en-1 --in "$labelled" | sed -n '/same story/,/a guest/s/ ([-0-9.]*)$//p; /same story/p'
