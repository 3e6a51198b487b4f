# What recurs in the pages of one site is the site's: a notice that reads like any other sentence, a slogan, a rail. An
# agency's credit recurs as well, and stays; so does what one story says in each of its versions.
page() { # SITE NUMBER STORY
    printf '{"id":"%s","source":"%s","text":"The harbour wakes before you do\\n%s\\n%s\\nThe morning letter from the harbour reaches forty thousand readers before breakfast.\\n%s\\n(Reuters)"}\n' \
        "$2" "$1" "$3 in the town of Ellery" "$4" "$5"
}
{
    page Herald 1 'New lamp' 'The keeper of the lighthouse has bought a second lamp after a vote.' 'It had been made in 1911, and stored in a shed behind the market.'
    page Herald 2 'Old ferry' 'The ferry between the town and the cape will not run before spring.' 'Its engine is going to be rebuilt at a yard in Denmark, the operator said.'
    page Herald 3 'Closed road' 'A storm has closed the coast road, and nobody knows for how long.' 'Engineers want to look at the bridge on Monday, weather permitting.'
    page Herald 4 'Fish prices' 'Herring has not been so dear since the year of the great frost.' 'Fishermen blame the seals, and the seals were not available for comment.'
    page Herald 5 'School play' 'The pupils of the harbour school will play a comedy about taxes.' 'The mayor has asked for a seat in the last row, near the door.'
    for i in 6 7 8 9; do
        page Post $i 'Second lamp bought for the lighthouse' 'The keeper of the lighthouse has bought a second lamp after a vote.' "It had been made in 1911, and version $i of this says little else."
    done
} >feed.jsonl
stet extract -q --show-dropped feed.jsonl | grep -v '"part":"dropped","line":1,'
