"""Publications as offices issue them, one module per format."""
