stet
