"""Logs and metrics. Logs carry ids and codes: never words, contacts or secrets."""

from aws_lambda_powertools import Logger

SERVICE = "lapor"

logger = Logger(service=SERVICE, log_uncaught_exceptions=False)
