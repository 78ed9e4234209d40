//! What is said when a turn could not be decided because of a defect of ours. Never silence, and the state is kept.

use crate::{
    conversation::Conversation,
    screen::plain,
    text::{Text, render},
    turn::Turn,
};

/// Returns a turn that changes nothing and says that it was our fault.
pub fn apology(conversation: Conversation) -> Turn {
    let words = render(conversation.language, Text::OurFault, &[]);
    Turn {
        messages: vec![plain(&words, None)],
        conversation,
        effect: None,
        timers: Vec::new(),
        handoff: None,
        news: None,
        forgets: false,
        missed: None,
        dispute_steps: Vec::new(),
        posts: Vec::new(),
        useful_ms: None,
        decided: Vec::new(),
    }
}
