# The same bytes whatever the threads, the memory and the kernels; the same sets whatever the order of the feed.
. "$CASES/lib.sh"
copies=$CASES/../../../datasets/sample.jsonl.zst
stet cluster -q "$copies" >expected
[ -s expected ] || echo 'no clusters' >&2
for threads in 1 2 7; do
    stet cluster -q --threads $threads "$copies" >out
    same out expected "$threads threads"
    stet dedup -q --threads $threads "$copies" -o once.$threads --clusters out
    same out expected "--clusters with $threads threads"
    same once.$threads once.1 "dedup with $threads threads"
done
stet cluster -q --memory 64M "$copies" >out
same out expected 'little memory'
STET_ISA=scalar stet cluster -q "$copies" >out
same out expected 'scalar kernels'
sort "$news" >in.jsonl # by id
stet cluster -q "$news" | members | tr ' ' '\n' | sort >expected
stet cluster -q in.jsonl | members
stet cluster -q in.jsonl | members | tr ' ' '\n' | sort >out
same out expected 'another order'
