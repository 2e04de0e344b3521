"""What a poll costs: our client and others', side by side, against one server that is no limit."""
