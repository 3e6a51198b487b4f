# One verb at a time, and one that there is.
stet help evla
stet help dedup index
