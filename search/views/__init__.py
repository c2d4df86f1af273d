"""What people see of search: the results, and the screens of those who keep it."""
