stet params --bands=20 --rows 5 --articles 1000
