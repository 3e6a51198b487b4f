stet help --man
