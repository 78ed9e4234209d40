//! The faults themselves and what they left: a run without faults proves nothing, and at the end nothing may lie
//! about unexplained.

use super::Row;
use crate::record::Line;
use crate::schedule::Fault;

/// Enough was done to the system.
pub fn enough_were_made(record: &[Line], least: u64) -> Row {
    let mut row = Row::new("enough faults were made", least);
    for line in record {
        match line {
            Line::Fault { skipped: None, .. } => row.look(),
            Line::Fault { fault, skipped: Some(why), .. } => match fault {
                // These two need rights or a switch; and on a slow machine the broker may not be back yet.
                Fault::DiskFull { .. } | Fault::DamagedPage { .. } => {}
                _ if fault.is_broker_wide() => {}
                _ => row.broken(format!("{fault} could not be made: {why}")),
            },
            _ => {}
        }
    }
    row
}

/// What was left at the end: queues with their lengths, and why messages were parked.
struct End<'r> {
    left: &'r [(String, u64)],
    parked: &'r [String],
}

fn end(record: &[Line]) -> Option<End<'_>> {
    record.iter().find_map(|line| match line {
        Line::End { left, parked, .. } => Some(End { left, parked }),
        _ => None,
    })
}

/// The run came to its end with empty queues.
pub fn nothing_left(record: &[Line]) -> Row {
    let mut row = Row::new("at the end all queues are empty", 1);
    if let Some(End { left, .. }) = end(record) {
        row.look();
        for (queue, length) in left {
            row.broken(format!("{length} in {queue}"));
        }
    }
    row
}

/// What is parked is what could not be read: exactly the poison.
pub fn parked_for_a_reason(record: &[Line]) -> Row {
    let mut row = Row::new("the poison is parked, and nothing else", 1);
    let poisons = record
        .iter()
        .filter(|line| matches!(line, Line::Fault { fault: Fault::Poison { .. }, skipped: None, .. }))
        .count();
    let Some(End { parked, .. }) = end(record) else { return row };
    row.look();
    let unreadable = parked.iter().filter(|reason| *reason == "unreadable").count();
    if unreadable != poisons {
        row.broken(format!("{unreadable} unreadable messages are parked and {poisons} were made"));
    }
    for reason in parked.iter().filter(|reason| *reason != "unreadable") {
        row.broken(format!("something is parked as {reason}"));
    }
    row
}

/// Processes end when they are killed and at no other time.
pub fn nobody_ended_unasked(record: &[Line]) -> Row {
    let mut row = Row::new("no process ended by itself", 1);
    for line in record {
        match line {
            Line::Healed { .. } => row.look(),
            Line::Ended { who, how, expected: false, .. } => row.broken(format!("{who} ended: {how}")),
            _ => {}
        }
    }
    row
}
