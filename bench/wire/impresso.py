#!/usr/bin/env python3
"""The truth of the newspaper articles of impresso in the columns of datasets/wire-truth.tsv: impresso.py < FEED > TRUTH.

Agencies are named there by their Wikidata items. What has none ("_", "unk", "NIL") is no credit; an agency that stet's
table lacks stays in the truth by its item, as something to be missed."""
import json
import sys

AGENCIES = {"Q430109": "SDA", "Q130879": "REUTERS", "Q2826560": "HAVAS", "Q40464": "AFP", "Q493845": "UPI", "Q40469": "AP",
            "Q552226": "WOLFF", "Q1205856": "DNB", "Q1525848": "EXTEL", "Q1415690": "STEFANI", "Q312653": "DPA",
            "Q204839": "XINHUA", "Q680662": "APA", "Q392934": "ANSA"}

for line in sys.stdin:
    article = json.loads(line)
    items = [item.strip() for item in (article["agency_as_source"] or "").split(",")]
    credits = sorted({AGENCIES.get(item, item) + ":dateline" for item in items if item.startswith("Q")})
    print(article["id"], "-", "0", "-", article["lang"], "-", ",".join(credits) or "-", "-", "-", sep="\t")
