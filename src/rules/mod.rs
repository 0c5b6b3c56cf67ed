//! Rule files become a compiled matcher over dependency graphs.
