"""The room of the local access team: work list, requests, children, messages, providers, rules."""
