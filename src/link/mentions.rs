//! Names of actors and organizations in running text.
