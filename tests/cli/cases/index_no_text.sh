# Without text matches are estimated, and everything says so.
. "$CASES/lib.sh"
stet index create --no-text --bands 20 --rows 4 news.stet
stet index add -q news.stet "$news"
head -n 2 "$news" | stet index query -q news.stet | rounded
stet index clusters -q news.stet | rounded | sed 's/"canonical".*"members"/"members"/'
stet index stat --json news.stet | grep -o '"bands":20,"rows":4,"shingle":5,"text":false'
head -n 3 "$news" | sed 's/"id": "/"id": "again-/' | stet filter -q --index news.stet --emit verdict | rounded
