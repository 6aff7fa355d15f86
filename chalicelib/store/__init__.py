"""The only package that knows DynamoDB: tables, keys, conditions, transactions and queries."""
