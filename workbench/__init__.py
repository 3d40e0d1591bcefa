"""Where people look and touch: labels, figures, reports and the command line."""
