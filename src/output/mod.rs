//! Output: bytes into `public/`, all at once or not at all.
