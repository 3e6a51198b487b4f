stet params --recall 0.99 --at 0.01
