"""What people can ask for: the commands, the grammar that reads them, and one module that performs each."""
