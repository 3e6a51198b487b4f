# The index finds the clusters that cluster finds, however the articles came in, and whoever works on them.
. "$CASES/lib.sh"
stet cluster -q --singletons "$news" >expected
for threads in 1 3; do
    for size in 1 3 100; do
        stet index create news.stet
        split -l $size "$news" part.
        for part in part.*; do
            stet index add -q --threads $threads news.stet "$part"
        done
        stet index clusters -q --singletons --threads $threads news.stet >clusters
        same clusters expected "$threads threads, $size at a time"
        stet index compact -q news.stet
        stet index clusters -q --singletons news.stet >clusters
        same clusters expected "$threads threads, $size at a time, compacted"
        rm -r news.stet part.*
    done
done
# Nothing of an article that tells who wrote it is lost: bylines, links, times in ten languages.
labelled=$CASES/../../../datasets/wire.jsonl
stet cluster -q "$labelled" >expected
stet index create news.stet
stet index add -q news.stet "$labelled"
stet index clusters -q news.stet >clusters
same clusters expected "the labelled set"
