"""When a provider fails: who is asked next, when, and what is not lost meanwhile.

`breaker`, `recovery` and `chain` decide; `brain`, `ears` and `voice` are the thin frame processors
around them. Pipecat's own `ServiceSwitcher` reacts to a service that will never work again; it
ignores one that is slow, drops a connection or has a bad minute, and what was being said is lost.
"""
