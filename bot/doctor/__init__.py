"""What the doctor on the command line looks at: a line for each thing, and what to do where it is not well."""
