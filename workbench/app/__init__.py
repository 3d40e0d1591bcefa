"""The workbench: policies compared live, in a notebook and on a page of its own."""
