"""The only package that knows DynamoDB: tables, keys, conditions, transactions and queries; and the
buckets.

Where to look: `cases` reads and saves cases with their events, `loaded_cases` a case with all it is
opened for, `filing` what is written beside it when it is filed or erased. `queries` has officers'
lists, `public_cases` everybody's. `tables` says which rows there are, `keys` under which keys,
`indexes` which indexes; `case_mapping` how a case stands in its row. `conditions` and `claims` are
what makes a write happen once.
"""
