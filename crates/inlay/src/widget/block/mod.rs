//! Blocks, drawn.
