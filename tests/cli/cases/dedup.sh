. "$CASES/lib.sh"
stet dedup "$news" >once
sed -n '2p;4p;5p;8p' "$news" >expected
same once expected 'the lines to keep'
