"""What is written for the office: tables as host-neutral models, ready to print."""
