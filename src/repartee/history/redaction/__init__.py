"""Takes card numbers, e-mail addresses and phone numbers out of what is stored."""
