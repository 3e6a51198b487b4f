# One file for two things is refused before anything is lost, whatever the ways to it.
. "$CASES/lib.sh"
cp "$news" in.jsonl
ln -s in.jsonl link
mkdir folder
try() {
    stet dedup -q "$@"
    echo "exit $?" >&2
}
try in.jsonl -o once --clusters ./once
try in.jsonl -o folder/../once --reject once
try in.jsonl -o once --clusters in.jsonl
try ./link -o once --reject in.jsonl
try in.jsonl -o /dev/null --clusters /dev/null --reject /dev/null
same in.jsonl "$news" 'the input'
try link -o link # a link stays one
ls
wc -l <in.jsonl
