"""What the system costs and weighs: `python -m infra.bench` prints it as JSON lines."""
