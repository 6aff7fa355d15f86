"""What a complaint is and what may happen to it. Pure: no AWS, framework, environment or clock.

Where to look: `actions` files a case, acts on one, merges two; `moves` is the table of who may do
what, and `guards` its conditions; each action is a class in `officer_actions`, `reporter_actions`,
`routing_actions` or, for what the system does by itself, `system_actions`; `authority` says who may
read a case, `system_actions` whom an escalation reaches; `deadlines` counts them, `due` what
is due next; `decision` has what a decision is taken with, and seals the event that comes of it.
"""
