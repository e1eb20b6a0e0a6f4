"""The synthetic region: municipalities, providers, users, an invented BRP and a caseload. Nobody here exists."""
