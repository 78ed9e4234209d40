//! Whole chats: each test reads as one.

mod basket;
mod checkout;
mod properties;
mod shopping;
mod talking;
