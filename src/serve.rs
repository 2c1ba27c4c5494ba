//! A server on 127.0.0.1 that rebuilds on an edit and reloads the page.
