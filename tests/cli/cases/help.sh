stet --help && stet help
