"""Screens of who looks from outside: the certified institution with its children, the referrer with its referrals."""
