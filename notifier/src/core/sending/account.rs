//! What news of the account, commands of operators and the end of a hold lead to.

use super::{Notifier, Wake};
use crate::core::{
    Command, Note, Now,
    account::{News, OPERATOR},
    row::{HoldKey, State},
    templates::{READ_AFTER_NEWS_MS, READ_INTERVAL_MS, READ_RETRY_MS, Reading},
};
use domain::{ContactHash, Shard};

impl Notifier {
    /// Takes news; they are durable with the next commit of the shard, and acknowledged after it.
    pub(super) fn account_news(&mut self, shard: Shard, news: Vec<News>, now: Now) {
        let Some(state) = self.shards.get_mut(&shard) else { return };
        let (mut has_lifted, mut have_templates_changed) = (false, false);
        for piece in news {
            match piece {
                News::Hold(key, facts) => {
                    if state.holds.get(&key).is_none_or(|held| held.since_ms < facts.since_ms) {
                        state.gathering.holds.insert(key.clone(), Some(facts));
                        state.holds.insert(key, facts);
                    }
                }
                News::Lift { number, reason } => {
                    // What an operator held for all numbers is not lifted by freeing one of them.
                    let is_meant = |key: &HoldKey| {
                        let is_metas_for_all = key.number.is_empty() && reason != OPERATOR;
                        number.is_empty() || key.number == number || is_metas_for_all
                    };
                    let keys = state.holds.keys().filter(|key| key.reason == reason && is_meant(key));
                    let lifted: Vec<HoldKey> = keys.cloned().collect();
                    for key in lifted {
                        state.holds.remove(&key);
                        state.gathering.holds.insert(key, None);
                        has_lifted = true;
                    }
                }
                // Every shard hears it; one tells.
                News::Noted(what, is_alarm) if shard == Shard(0) => {
                    self.commands.push(Command::Note(Note::AccountNews(what, is_alarm)));
                }
                News::TemplatesChanged => have_templates_changed = true,
                News::Noted(..) => {}
            }
        }
        if have_templates_changed {
            self.schedule(now.monotonic_ms + READ_AFTER_NEWS_MS, Wake::Templates);
        }
        if has_lifted {
            self.pump_waiting(now);
            self.pump_numbers(now);
        }
    }

    /// Takes over what was read of the templates, and plans the next reading.
    pub(super) fn templates_read(&mut self, reading: Reading, now: Now) {
        let again_in_ms = match reading {
            Reading::Read(read) => {
                self.templates.replace(read);
                self.pump_waiting(now);
                READ_INTERVAL_MS
            }
            Reading::NoAccount => return,
            Reading::Failed => READ_RETRY_MS,
        };
        self.schedule(now.monotonic_ms + again_in_ms, Wake::Templates);
    }

    /// Ends the holds whose time is over.
    pub(super) fn end_timed_holds(&mut self, now: Now) {
        let mut has_ended = false;
        for state in self.shards.values_mut().filter(|state| !state.is_closing) {
            let is_over = |until_ms: Option<i64>| until_ms.is_some_and(|until_ms| until_ms <= now.unix_ms);
            let over: Vec<HoldKey> = state
                .holds
                .iter()
                .filter(|(_, facts)| is_over(facts.until_ms))
                .map(|(key, _)| key.clone())
                .collect();
            for key in over {
                state.holds.remove(&key);
                state.gathering.holds.insert(key, None);
                has_ended = true;
            }
        }
        if has_ended {
            self.pump_waiting(now);
            self.pump_numbers(now);
        }
    }

    /// Looks again at every message that waits aside: something has changed for many.
    pub(super) fn pump_waiting(&mut self, now: Now) {
        let waiting: Vec<(Shard, ContactHash)> = self
            .shards
            .iter()
            .flat_map(|(shard, state)| {
                let lanes = state.lanes.iter();
                let waits =
                    lanes.filter(|(_, lane)| lane.rows.values().any(|row| row.state == State::Waiting));
                waits.map(|(contact, _)| (*shard, *contact)).collect::<Vec<_>>()
            })
            .collect();
        for (shard, contact) in waiting {
            self.pump_lane(shard, contact, false, now);
        }
    }
}
