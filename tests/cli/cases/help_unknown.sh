stet help evla
