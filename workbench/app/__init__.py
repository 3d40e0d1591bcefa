"""The workbench as a page: its widgets, and the state and answers behind them."""
