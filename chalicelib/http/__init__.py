"""The HTTP edge: parse, call one use case, respond. A module for each audience or affair.

What they share: `endpoint` makes a route of a view, `request` reads what was sent, `json_response`
answers, `error_response` has the status of each refusal. Modules that end in `schemas` say what is
sent, those that end in `responses` what is answered; `openapi` makes the contract of both.
"""
