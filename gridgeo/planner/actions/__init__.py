"""What a planner does to a plan by hand: each action a pure function, assignment in and out."""
