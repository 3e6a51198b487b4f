stet params --json --recall 0.9 --at 0.8
