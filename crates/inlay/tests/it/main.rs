//! The server from outside: HTTP in, HTTP out, on real stores.

mod store;
