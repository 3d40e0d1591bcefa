"""The page of the workbench: what people look at, touch and take away, one part a module."""
