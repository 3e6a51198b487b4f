# A stream that is closed is not mistaken for a file that was opened since.
. "$CASES/lib.sh"
{ cat "$news"; echo 'a bad line'; } >in.jsonl
stet dedup -q "$news" >expected
stet dedup in.jsonl -o once --clusters clusters --reject rejected 2>&-
echo "without stderr: $?"
same once expected 'what is kept without stderr'
grep -c stet.cluster clusters
cat rejected
rm clusters
stet dedup -q in.jsonl --clusters clusters >&-
echo "without stdout: $?"
stet dedup -q - -o once <&-
echo "without stdin: $?"
stet dedup -q "$news" -o once <&- >&- 2>&-
echo "without any: $?"
same once expected 'what is kept without any'
ls
