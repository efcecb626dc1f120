"""The written line: arithmetic kept in the order it was written, read from text and printed in any style."""
