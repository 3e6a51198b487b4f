# Fields by other names, and JSON Pointers.
. "$CASES/lib.sh"
printf '%s\n' '{"k":"key","id":"decoy","b":"body of it","text":"","when":1755648000,"by":"cp.org","t~/x":"T"}' >in
stet cluster -q --singletons --id k --text b --published when --source by --title /t~0~1x in
printf '%s\n' '{"a":[{"id":"zero"},{"id":"one","body":"deep down there is a text"}],"text":"decoy"}' >in
stet cluster -q --singletons --id /a/1/id --text /a/1/body in | members
stet cluster --singletons --text /a/2/body in
