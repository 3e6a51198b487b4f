# No verb writes over what it reads, by whatever name, nor into the folder of its index.
. "$CASES/lib.sh"
cp "$news" in.jsonl
ln -s in.jsonl link
stet index create i
for run in 'dedup' 'cluster' 'index add i' 'index query i' 'filter --index i' 'extract --pages'; do
    stet $run -q --reject ./link in.jsonl
    stet $run -q --reject in.jsonl <in.jsonl
    stet $run -q --reject in.jsonl - <in.jsonl
    echo "$run: exit $?" >&2
done
for run in 'index add i' 'filter --index i' 'extract --pages --index i/'; do
    stet $run -q --reject i/MANIFEST "$news"
    echo "$run: exit $?" >&2
done
same in.jsonl "$news" 'the input'
stet index check i
stet dedup --quiet --no-progress --reject /dev/null </dev/null
stet params --quiet --no-progress --recall .95 --at .5 >/dev/null
stet index stat --quiet --no-progress i >/dev/null
