"""What the streaming vendors' stand-ins share: sound in, words out, and sockets that break."""
