"""pollbench v1: how late ends are noticed, and with how many requests, in virtual time."""
