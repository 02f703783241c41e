//! Systems that answer with JSON, over real HTTP: stand-ins that send what such systems are
//! documented or known to send, their faults included.

mod answers;
mod load;
mod logins;
mod numbers;
mod paging;
mod presets;
mod protection;
mod rpc;
mod stand_in;
mod structure;
mod systems;
mod tls;
