"""What the columns of every table mean, and tables as frames and as JSON."""
