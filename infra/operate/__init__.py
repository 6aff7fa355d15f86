"""What an operator does beside deploying (`python -m infra.operate`): one module a kind of command.
Each says in `declare` which commands it has, what they take and what runs them.
"""
