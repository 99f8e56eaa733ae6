"""The exercise kinds, one module each, and what they share; ``registry`` lists them."""
