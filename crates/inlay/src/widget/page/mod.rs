//! Pages, drawn.
