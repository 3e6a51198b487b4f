stet --version && stet -V
