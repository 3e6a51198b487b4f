# CSV and TSV come out as such, header first, quoted line ends and all.
. "$CASES/lib.sh"
{
    printf 'id,outlet,headline,body\r\n'
    printf '1,a.example,"He said ""no""","The first line of an article,\r\nand its second, after a comma"\r\n'
    printf '2,b.example,Another,Something else entirely that nobody else has written\r\n'
} >feed.csv
stet dedup -q feed.csv >out
same out feed.csv 'CSV'
cat feed.csv | stet dedup -q --format csv >out
same out feed.csv 'CSV from a pipe'
stet cluster -q --singletons feed.csv | members
{
    printf 'headline\tid\tbody\n'
    for n in 1 2; do
        printf 'Again\t%s\tThe long story of a tab that was lost between two columns and how a patient clerk found it again one night\n' $n
    done
} >feed.tsv
stet dedup -q feed.tsv >out
head -2 feed.tsv >expected
same out expected 'TSV'
stet cluster -q feed.tsv | members
printf 'id,words\n1,there is no column for the text\n' >none.csv
stet dedup none.csv
