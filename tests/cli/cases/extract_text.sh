# Pages of invented sites in eight languages: what is taken for an article, and what is dropped.
cp -r "$CASES/pages" .
for page in pages/*.txt; do
    stet extract --quiet --show-dropped --fetched 2025-08-21T12:00:00Z "$page"
done
