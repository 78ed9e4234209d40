//! Named places at which a test may kill the process, as hard as `kill -9`.
//!
//! `FAILPOINT=name` dies the first time that place is reached, `FAILPOINT=name:3` the third time. Release builds know
//! nothing of this unless the feature `failpoints` is on.

/// Dies here when the environment asks for it.
pub fn hit(name: &str) {
    #[cfg(any(debug_assertions, feature = "failpoints"))]
    armed::hit(name);
    #[cfg(not(any(debug_assertions, feature = "failpoints")))]
    let _ = name;
}

/// Whether the environment asks for a death at this place, for code that has to go a slower way to come by it.
pub fn is_planned(name: &str) -> bool {
    #[cfg(any(debug_assertions, feature = "failpoints"))]
    return armed::is_planned(name);
    #[cfg(not(any(debug_assertions, feature = "failpoints")))]
    {
        let _ = name;
        false
    }
}

#[cfg(any(debug_assertions, feature = "failpoints"))]
mod armed {
    use std::sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering},
    };

    static PLAN: LazyLock<Option<(String, u32)>> =
        LazyLock::new(|| std::env::var("FAILPOINT").ok().and_then(|plan| parse(&plan)));
    static HITS: AtomicU32 = AtomicU32::new(0);

    /// Reads `name` or `name:count`.
    fn parse(plan: &str) -> Option<(String, u32)> {
        match plan.rsplit_once(':') {
            Some((name, count)) => Some((name.to_owned(), count.parse().ok()?)),
            None if plan.is_empty() => None,
            None => Some((plan.to_owned(), 1)),
        }
    }

    pub(super) fn is_planned(name: &str) -> bool {
        PLAN.as_ref().is_some_and(|(planned, _)| planned == name)
    }

    pub(super) fn hit(name: &str) {
        let Some((planned, count)) = &*PLAN else { return };
        if planned == name && HITS.fetch_add(1, Ordering::SeqCst) + 1 == *count {
            tracing::warn!(failpoint = name, "dying here, as asked");
            std::process::abort();
        }
    }

    #[cfg(test)]
    mod tests {
        use super::parse;

        #[test]
        fn a_plan_names_a_place_and_a_count() {
            assert_eq!(parse("order.chosen"), Some(("order.chosen".into(), 1)));
            assert_eq!(parse("order.chosen:3"), Some(("order.chosen".into(), 3)));
            assert_eq!(parse("order.chosen:x"), None);
            assert_eq!(parse(""), None);
        }
    }
}
