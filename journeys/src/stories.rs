//! Stories with several people, played on a pretend Meta and a pretend shop: by the demo to look at, and by the journeys
//! with faults in the way. One file per story.

pub mod auction;
pub mod dispute;
pub mod quote;
