# What an article says never reaches the terminal as a command to it, and without one there are no colours.
printf '{"id":"a\\u001b]0;x\\u0007","title":"\\u001b[31mred","text":"a \\u001b[2J b \\u202e c \\u0000 d \\u009b e"}\n' >a.json
printf '{"id":"b","text":"other\\u001b[0m words \\u0007"}\n' >b.json
stet explain a.json b.json | LC_ALL=C grep -c "$(printf '[\033\007]')\|$(printf '\302\233')\|$(printf '\342\200\256')"
true
