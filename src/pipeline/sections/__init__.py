"""The sections of a plan as typed, frozen models, a module for each that is long."""
