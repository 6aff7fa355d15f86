"""Everything around the functions: package, deploy, operate, and the local stack."""
