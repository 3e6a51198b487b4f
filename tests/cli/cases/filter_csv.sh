# A table cannot be annotated; its new rows and its verdicts can be had.
cat >table.csv <<END
id,title,text
a,"One, two","$(i=0; while [ $i -lt 60 ]; do printf 'word%d ' $i; i=$((i + 1)); done)
and a line"
b,Three,"$(i=0; while [ $i -lt 60 ]; do printf 'word%d ' $i; i=$((i + 1)); done)
and a line"
c,Four,other words
END
stet filter -q --index one.stet table.csv
echo "exit $?" >&2
stet filter -q --index two.stet --emit drop table.csv | cut -c 1-40
stet filter -q --index three.stet --emit verdict table.csv
mkdir texts
echo 'a text of its own' >texts/one.txt
stet filter -q --index three.stet --emit verdict texts
