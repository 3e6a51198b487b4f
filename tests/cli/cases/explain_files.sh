# Two files: text whatever its name, a line of JSON, JSON over several lines, standard input; on a narrow screen.
. "$CASES/lib.sh"
story='Harbour crews voted on Tuesday to end a strike that had left 4.2 thousand commuters looking for other ways across the water.'
rest='The agreement was reached after nineteen hours of talks in a hotel near the docks on Aug. 20 said Piet Aalst.'
echo "$story $rest" >a.txt
echo "$story $rest" | sed 's/4\.2/6.5/; s/Aug. 20/Aug. 21/; s/Piet/Jan/' >b
printf '{"id":"c","text":"%s"}\n' "$story" >c.json
printf '{\n  "id": "d",\n  "source": "Reuters",\n  "text":\n    "%s"\n}\n' "$story $rest" >d.json
COLUMNS=50 stet explain a.txt b | sed -n '/^Passages/,/^Attribution/p'
stet explain --json c.json d.json | grep -o '"same":[a-z]*,"rule":"[a-z 0-9]*","relation":"[a-z]*"\|"first":{"id":"[a-z]*"\|"origin":.*'
stet explain --json - b <a.txt | grep -o '"differences":.*]'
