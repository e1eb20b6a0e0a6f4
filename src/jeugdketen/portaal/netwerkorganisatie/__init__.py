"""The room of the registers: read by everybody in the chain, kept by the Netwerkorganisatie."""
