# HTML: declared fields, the element that holds the article, captions, cards; and a hostile page.
cp -r "$CASES/pages" .
stet extract --quiet --show-dropped --fetched 2025-08-21T12:00:00Z pages/html
