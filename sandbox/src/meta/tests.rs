//! Tests of the pretend Meta as a whole, through its routes.
