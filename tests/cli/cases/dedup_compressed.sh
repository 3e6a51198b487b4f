# Told by content, not by name; members and frames are read through, and plain lines come out.
. "$CASES/lib.sh"
stet dedup -q "$news" >expected
head -3 "$news" | gzip >feed.zst
sed 1,3d "$news" | gzip -9 >>feed.zst
stet dedup -q feed.zst >out
same out expected 'gzip with two members, misnamed'
stet dedup -q <feed.zst >out
same out expected 'gzip on stdin'
cat feed.zst | stet dedup -q >out
same out expected 'gzip from a pipe'
gzip -dc feed.zst >plain.jsonl.gz
stet dedup -q plain.jsonl.gz >out
same out expected 'plain lines, misnamed'
head -c 1200 feed.zst >cut.gz
stet cluster --singletons cut.gz >out
echo "exit $?" >&2
command -v zstd >/dev/null || exit 0
head -5 "$news" | zstd -q >feed.gz
sed 1,5d "$news" | zstd -q >>feed.gz
stet dedup -q feed.gz >out
same out expected 'two frames of Zstandard, misnamed'
