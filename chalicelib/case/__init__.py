"""What a complaint is and what may happen to it. Pure: no AWS, framework, environment or clock."""
