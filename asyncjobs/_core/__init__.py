"""The thinking half: plain values in, plain values out; no await, no clock, no dice, no network."""
