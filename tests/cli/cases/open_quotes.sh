# A quote too many in a table costs the line that it is in; the rows behind it are read, and the line is put aside.
. "$CASES/lib.sh"
{
    printf 'id\ttext\n1\tPlain first article\n2\t"Unbalanced quote begins this article, said Bob\n3\tThird article is plain\n'
    printf '4\tFourth one says "quoted" words\n5\tfifth\n'
} >q.tsv
stet cluster -q --singletons --reject rejected q.tsv | members
cat rejected
{
    printf 'id,text\r\n1,"abc opened here\r\n2,def "x" y\r\n3,"two ""quoted""\nlines"\r\n4,"closed" too early\r\n'
    printf '5,"never closed\r\n6,the last\r\n'
} >q.csv
stet dedup -q --reject rejected q.csv >kept
same kept - 'kept rows' <<END
$(sed '2d;6d;7d' q.csv)
END
{ sed -n 1p q.csv && sed -n '2p;6p;7p' q.csv; } >expected
same rejected expected 'rejected rows'
cat q.csv | stet dedup -q --format csv --reject rejected >out 2>/dev/null
same out kept 'kept rows from a pipe'
same rejected expected 'rejected rows from a pipe'
stet filter -q --index one.stet --emit verdict --reject put_aside q.csv 2>/dev/null | sed -E 's/,"(cluster|at)":[^,}]*//g'
sed 1d expected >rows
same put_aside rows 'rejected rows of filter'
stet cluster -q --strict q.csv
