"""The questions. A module here is a table: ROWS, each a question (inputs.row), or cases(), which asks for itself."""

TABLES = 'pointwise promotion reduce views index linalg signal make random prints nn_functional nn_modules nn_packed init'.split()
