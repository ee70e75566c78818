"""Ways in: each turns a caller into a Pipecat transport."""
