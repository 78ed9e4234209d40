//! One file per screen, or per step that has a few of them: what it shows, and what it makes of what is chosen there.

pub mod added;
pub mod address;
pub mod agent;
pub mod amount;
pub mod ask;
pub mod basket;
pub mod browse;
pub mod cancel;
pub mod card;
pub mod change;
pub mod checkout;
pub mod choosing;
pub mod correct;
pub mod coupon;
pub mod doubt;
pub mod help;
pub mod home;
pub mod language;
pub mod late;
pub mod line;
pub mod orders;
pub mod pause;
pub mod placing;
pub mod privacy;
pub mod search;
pub mod summary;
