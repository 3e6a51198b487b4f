stet params
