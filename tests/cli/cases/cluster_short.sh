# Texts too short to be weighed are copies when they are the same word for word, headlines included.
{
    printf '{"id":"a%d","title":"Quake","text":"Quake of magnitude 7.1 strikes"}\n' 1 2
    echo '{"id":"other headline","title":"Storm","text":"Quake of magnitude 7.1 strikes"}'
    echo '{"id":"no headline","text":"Quake of magnitude 7.1 strikes"}'
    echo '{"id":"other figure","title":"Quake","text":"Quake of magnitude 7.2 strikes"}'
    echo '{"id":"a3","title":"QUAKE","text":"Quake of magnitude 7.1 strikes!"}'
    printf '{"id":"w%d","text":"Hello"}\n' 1 2
    printf '{"id":"no word %d","text":"..."}\n' 1 2
} >feed.jsonl
. "$CASES/lib.sh"
stet cluster -q feed.jsonl | members
stet dedup -q feed.jsonl | cut -d '"' -f 4
stet filter -q --index news.stet --emit verdict <feed.jsonl | cut -d '"' -f 4,8,12
stet index clusters -q news.stet | members
stet explain --in feed.jsonl a1 a3 | sed -n "7,8p"
stet explain --in feed.jsonl a1 'other headline' | sed -n "7,8p"
