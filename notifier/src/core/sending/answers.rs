//! What an answer of the Graph API, or none, means for a message and for the gates of its number.

use super::{
    LANE_WAIT_MAX, Notifier, PAIR_EXPONENT_MAX, RETRY_POLICY, WINDOW_RETRY_DELAY, end_of, finish, requeue,
    wait,
};
use crate::core::{
    ATTEMPTS_MAX, Command, Note, Now,
    gate::{Cause, ms},
    row::State,
    status::{StatusKey, gather},
};
use crate::{
    decision::Reason,
    verdict::{Judged, Refusal, Scope, Verdict},
    window,
};
use domain::Shard;
use domain::ids::OutboxId;
use domain::ids::PhoneNumberId;
use domain::outbound::Message;
use std::{borrow::Cow, sync::Arc};

impl Notifier {
    pub(super) fn answered(&mut self, shard: Shard, id: &OutboxId, post: u32, judged: Judged, now: Now) {
        let Judged { verdict, code } = judged;
        let Some(state) = self.shards.get_mut(&shard) else { return };
        let Some(row) = state.row_mut(id).filter(|row| row.posts == post) else { return };
        let (number_id, contact) = (row.outbound.from.clone(), row.outbound.contact_hash);
        state.flying.remove(id);
        self.pass_gates(shard, id, &number_id, &verdict, now);
        let last_accept_ms = self.numbers.get(&number_id).and_then(|number| number.last_accept_ms);
        let Some(state) = self.shards.get_mut(&shard) else { return };
        let Some(row) = state.row_mut(id) else { return };
        row.code = code;
        match row.state {
            State::Tried => {
                let reason = match verdict {
                    Verdict::Accepted { .. } => "taken",
                    _ => "not_taken",
                };
                // The journal has let go of it before.
                if let Some(mut row) = state.remove(id) {
                    row.reason = Some(Cow::Borrowed(reason));
                    self.commands.push(Command::Note(end_of(shard, &row, now)));
                }
            }
            // An answer may outlive its shard's memory; a later try makes it moot by its number.
            State::Sending | State::Ambiguous => {
                self.judge(shard, id, verdict, last_accept_ms, now);
            }
            _ => {}
        }
        self.pump_lane(shard, contact, false, now);
        self.pump_numbers(now);
    }

    /// What the answer means for the message.
    pub(super) fn judge(
        &mut self,
        shard: Shard,
        id: &OutboxId,
        verdict: Verdict,
        last_accept_ms: Option<u64>,
        now: Now,
    ) {
        let ambiguous_wait_ms = self.limits.ambiguous_wait_ms;
        let Some(state) = self.shards.get_mut(&shard) else { return };
        let opened_at_ms = state.window_of(id);
        let Some(row) = state.row_mut(id) else { return };
        let contact = row.outbound.contact_hash;
        let is_opt_out = row.code == Some(131_050);
        if row.is_seen && !matches!(verdict, Verdict::Accepted { .. }) {
            // A status has shown that Meta has it, whatever this answer says.
            finish(state, shard, id, State::Accepted, None, now);
            self.commands.push(Command::Note(Note::AmbiguousResolved("status")));
            return;
        }
        match verdict {
            Verdict::Accepted { wamid, wa_id } => {
                let answer = Arc::clone(&row.outbound);
                self.mark_read(shard, &answer, now);
                let Some(state) = self.shards.get_mut(&shard) else { return };
                let known = wamid.as_deref().and_then(|wamid| state.known_of_wamid(wamid));
                if let Some(row) = state.row_mut(id) {
                    row.wamid = wamid;
                    row.wa_id = wa_id;
                }
                finish(state, shard, id, State::Accepted, None, now);
                if let Some(known) = known {
                    gather(&mut state.gathering.statuses, StatusKey::Outbox(id.clone()), known);
                }
            }
            Verdict::Ambiguous => {
                row.state = State::Ambiguous;
                row.reason = Some(Cow::Borrowed("no_answer"));
                wait(row, ambiguous_wait_ms, now);
                self.commands.push(Command::Note(Note::Ambiguous));
            }
            Verdict::Hold(reason, _) => {
                row.state = State::Held;
                row.reason = Some(Cow::Borrowed(reason.label()));
                wait(row, 0, now);
            }
            Verdict::NumberLimited(_) | Verdict::AccountLimited(_) => requeue(row, "limited", 0, now),
            Verdict::Unreachable => requeue(row, "unreachable", 0, now),
            Verdict::PairLimited => {
                row.attempts += 1;
                let seconds = 4_u64.pow(row.pair_strikes.min(PAIR_EXPONENT_MAX));
                row.pair_strikes += 1;
                requeue(row, "pair_limited", seconds * 1_000, now);
                let number_id = row.outbound.from.clone();
                let contact = row.outbound.contact_hash;
                if let Some(pair) = self.pair(&number_id, contact, now) {
                    pair.empty(now.monotonic_ms);
                }
            }
            Verdict::Retry | Verdict::RetryAfter(_) => {
                row.tries += 1;
                // While nothing at all is accepted it is the service's trouble, and ends with it or with the message's
                // usefulness. Others accepted since the last try: it is this message's own.
                if last_accept_ms.is_some_and(|accepted_ms| accepted_ms >= row.last_try_ms) {
                    row.attempts += 1;
                }
                let mut delay = RETRY_POLICY.delay(row.tries, self.rng.as_mut());
                if let Verdict::RetryAfter(at_least) = verdict {
                    delay = delay.max(at_least);
                }
                if delay > LANE_WAIT_MAX {
                    finish(state, shard, id, State::Parked, Some("withheld"), now);
                    return;
                }
                requeue(row, "service", ms(delay), now);
            }
            Verdict::NeedsTemplate => {
                let is_open = window::is_open(row.outbound.window_opened_at_ms, now.unix_ms);
                let is_free_form = row.sending.is_none();
                if is_open && is_free_form && !row.window_retried {
                    row.window_retried = true;
                    requeue(row, "window_disputed", ms(WINDOW_RETRY_DELAY), now);
                } else if is_free_form {
                    // Meta knows better: it goes as its template, or waits for the buyer. Nothing was sent, and the
                    // buyer who has written since opens a newer window.
                    row.window_denied_ms = Some(opened_at_ms.unwrap_or(i64::MIN));
                    requeue(row, "window_closed", 0, now);
                } else {
                    finish(state, shard, id, State::Failed, Some("template"), now);
                    return;
                }
            }
            Verdict::Refused(Refusal::Template) if row.sending.is_some() => {
                // Not this template, now: another language, or what the decision says without it.
                row.attempts += 1;
                let code = row.code.unwrap_or_default();
                let sent = row.sending.clone();
                requeue(row, "template", 0, now);
                if let Some(Message::Template(template)) = sent.as_ref().map(|sent| &sent.message) {
                    let fields = template.fields();
                    let reason = match code {
                        132_001 => Reason::TemplateMissing,
                        132_015 => Reason::TemplatePaused,
                        132_000 | 132_012 | 132_018 => Reason::TemplateDiffers,
                        _ => Reason::TemplateRefused,
                    };
                    if let Some(language) = fields.languages.first() {
                        self.templates.refuse(&fields.name, language, reason, now.monotonic_ms);
                    }
                }
            }
            Verdict::Refused(refusal) => {
                if refusal == Refusal::Undeliverable {
                    state.learn(contact, |recipient| {
                        recipient.undeliverable = recipient.undeliverable.saturating_add(1);
                    });
                }
                if is_opt_out {
                    state.learn(contact, |recipient| recipient.has_opted_out = true);
                }
                finish(state, shard, id, State::Failed, Some(refusal.label()), now);
                return;
            }
        }
        let Some(state) = self.shards.get_mut(&shard) else { return };
        if let Some(row) = state.row_mut(id) {
            let gave_up = row.attempts >= ATTEMPTS_MAX;
            if gave_up {
                finish(state, shard, id, State::Parked, Some("retries_exhausted"), now);
            } else {
                let row = row.clone();
                state.gather(&row);
            }
        }
    }

    /// What the answer means for everybody else.
    pub(super) fn pass_gates(
        &mut self,
        shard: Shard,
        id: &OutboxId,
        number_id: &PhoneNumberId,
        verdict: &Verdict,
        now: Now,
    ) {
        let now_ms = now.monotonic_ms;
        let rng = self.rng.as_mut();
        let Some(number) = self.numbers.get_mut(number_id) else { return };
        let closing = match verdict {
            Verdict::Hold(reason, scope) => Some((Cause::Hold(*reason), *scope)),
            Verdict::NumberLimited(wait) => Some((Cause::TooFast(*wait), Scope::Number)),
            Verdict::AccountLimited(wait) => Some((Cause::Limited(*wait), Scope::Account)),
            Verdict::Unreachable => Some((Cause::Unreachable, Scope::Account)),
            _ => None,
        };
        let is_fine = matches!(
            verdict,
            Verdict::Accepted { .. } | Verdict::Refused(_) | Verdict::NeedsTemplate | Verdict::PairLimited
        );
        if matches!(verdict, Verdict::Accepted { .. }) {
            number.last_accept_ms = Some(now_ms);
        }
        for scope in [Scope::Number, Scope::Account] {
            let gate = if scope == Scope::Number { &mut number.gate } else { &mut self.account };
            match closing {
                Some((cause, closes)) if closes == scope => {
                    if gate.close(cause, (shard, id), now_ms, rng)
                        && let Cause::Hold(reason) = cause
                    {
                        self.commands.push(Command::Note(Note::HoldBegan(reason, scope, number_id.clone())));
                    }
                }
                _ => {
                    if let Some(Cause::Hold(reason)) = gate.answered((shard, id), is_fine, now_ms) {
                        self.commands.push(Command::Note(Note::HoldEnded(reason)));
                    }
                }
            }
        }
    }
}
