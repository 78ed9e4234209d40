//! Whole chats: each test reads as one.

mod basket;
mod cancelling;
mod changing;
mod checkout;
mod dialogues;
mod disputes;
mod languages;
mod lists;
mod news;
mod people;
mod privacy;
mod properties;
mod quotes;
mod reminders;
mod screens;
mod shopping;
mod talking;
mod understanding;
