//! Sentences that several screens of auctions share: times, prices, the rule in words.

use ::auction::{Phase, PriceStep, Recipient, Refusal, Terms, View, Visibility};

use crate::{scene::Scene, text::Text};

/// Writes a price of an auction.
pub fn price(scene: &Scene, terms: &Terms, minor: i64) -> String {
    scene.money(&terms.money(minor))
}

/// Writes what the whole quantity comes to.
pub fn total(scene: &Scene, terms: &Terms, minor: i64) -> String {
    scene.money(&terms.money(minor).times(terms.quantity))
}

/// Writes a time as the person's clock shows it.
pub fn moment(scene: &Scene, at_ms: i64) -> String {
    scene.talk.form().moment(at_ms)
}

/// Writes what is wanted, with the quantity.
pub fn subject(terms: &Terms) -> String {
    format!("{} × {}", terms.quantity, crate::scene::short(terms.subject.name()))
}

/// Writes the step: "1 %" or an amount, or the amounts of a table.
pub fn step(scene: &Scene, terms: &Terms) -> String {
    match &terms.step {
        PriceStep::Fixed { minor } => price(scene, terms, *minor),
        PriceStep::Percent { basis_points } => scene.percent(*basis_points),
        PriceStep::Table { bands } => {
            let bands = bands.iter().map(|band| {
                let from = [("price", price(scene, terms, band.from_minor).into())];
                format!("{} ({})", price(scene, terms, band.step_minor), scene.t(Text::PriceFrom, &from))
            });
            bands.collect::<Vec<_>>().join(" · ")
        }
    }
}

/// Says what bidders see.
pub fn visibility(scene: &Scene, terms: &Terms) -> String {
    scene.t(
        match terms.visibility {
            Visibility::Sealed => Text::AuctionSeeNothing,
            Visibility::Rank => Text::AuctionSeeRank,
            Visibility::Best => Text::AuctionSeeBest,
        },
        &[],
    )
}

/// Says until when, and what makes it longer.
pub fn ends(scene: &Scene, view: &View) -> String {
    let date = moment(scene, view.ends_ms);
    match view.terms.sniping() {
        Some(sniping) if view.extensions_left > 0 => {
            let minutes = u64::try_from(sniping.extension_ms / 60_000).unwrap_or(1).max(1);
            scene.t(Text::AuctionEndsOrLater, &[("date", date.into()), ("count", minutes.into())])
        }
        _ => scene.t(Text::AuctionEnds, &[("date", date.into())]),
    }
}

/// Says which bid would count next, with the reason.
pub fn next_bid(scene: &Scene, view: &View) -> Option<String> {
    let next = view.next_minor?;
    let terms = &view.terms;
    let measured = match terms.visibility {
        Visibility::Sealed => {
            return Some(scene.t(Text::AuctionNextSealed, &[("price", price(scene, terms, next).into())]));
        }
        Visibility::Rank => view.own_minor,
        Visibility::Best => view.best_minor,
    };
    let args = |measured: i64| {
        [
            ("price", price(scene, terms, next).into()),
            ("amount", step(scene, terms).into()),
            ("before", price(scene, terms, measured).into()),
        ]
    };
    Some(match measured {
        Some(measured) => scene.t(Text::AuctionNextBelow, &args(measured)),
        None => scene.t(Text::AuctionNextFirst, &[("price", price(scene, terms, next).into())]),
    })
}

/// Says how it stands, in short lines.
pub fn standing(scene: &Scene, view: &View) -> String {
    let terms = &view.terms;
    let mut lines = vec![scene.t(
        Text::AuctionHead,
        &[("number", view.auction.to_string().into()), ("what", subject(terms).into())],
    )];
    match view.phase {
        Phase::Planned => {
            let date = moment(scene, terms.opens_ms);
            lines.push(scene.t(Text::AuctionBegins, &[("date", date.into())]));
            let ceiling = price(scene, terms, terms.ceiling_minor);
            lines.push(scene.t(Text::AuctionCeiling, &[("price", ceiling.into())]));
            lines.push(visibility(scene, terms));
        }
        Phase::Open => {
            lines.push(own(scene, view));
            lines.extend(next_bid(scene, view));
            lines.push(ends(scene, view));
        }
        Phase::Deciding { until_ms, .. } => {
            lines.push(own(scene, view));
            lines.push(scene.t(Text::AuctionDeciding, &[("date", moment(scene, until_ms).into())]));
        }
        Phase::Awarded { minor, .. } => {
            lines.push(scene.t(Text::AuctionOverAwarded, &[("price", price(scene, terms, minor).into())]));
        }
        Phase::Ended { why } => lines.push(ended(scene, why)),
        Phase::Cancelled => lines.push(scene.t(Text::AuctionOverCancelled, &[])),
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// Says why nothing came of it.
pub fn ended(scene: &Scene, why: ::auction::End) -> String {
    use ::auction::End;
    let text = match why {
        End::TooFew => Text::AuctionOverTooFew,
        End::Declined => Text::AuctionOverDeclined,
        End::NobodyLeft => Text::AuctionOverNobody,
        End::Lapsed => Text::AuctionOverLapsed,
    };
    scene.t(text, &[])
}

/// Says what this person sees of the bids.
fn own(scene: &Scene, view: &View) -> String {
    let terms = &view.terms;
    let best = view.best_minor.map(|best| price(scene, terms, best));
    match view.who {
        Recipient::Opener => match best {
            Some(best) => {
                scene.t(Text::AuctionBestOf, &[("price", best.into()), ("count", view.bidders.into())])
            }
            None => scene.t(Text::AuctionBidsSoFar, &[("count", view.bidders.into())]),
        },
        Recipient::Seat(_) => {
            let own = view.own_minor.map(|own| price(scene, terms, own));
            match (own, view.rank, best) {
                (Some(own), Some(1), _) => scene.t(Text::AuctionYouLead, &[("price", own.into())]),
                (Some(own), Some(_), Some(best)) => {
                    scene.t(Text::AuctionYouAndBest, &[("price", own.into()), ("now", best.into())])
                }
                (Some(own), Some(rank), None) => {
                    scene.t(Text::AuctionYourRank, &[("price", own.into()), ("count", rank.into())])
                }
                (Some(own), None, _) => scene.t(Text::AuctionYourBid, &[("price", own.into())]),
                (None, _, Some(best)) => scene.t(Text::AuctionBestNow, &[("price", best.into())]),
                (None, _, None) => {
                    let ceiling = price(scene, terms, terms.ceiling_minor);
                    scene.t(Text::AuctionCeiling, &[("price", ceiling.into())])
                }
            }
        }
    }
}

/// Says why a bid or a floor does not count.
pub fn refusal(scene: &Scene, view: &View, refusal: Refusal) -> String {
    let terms = &view.terms;
    match refusal {
        Refusal::NotOpen => {
            scene.t(Text::AuctionWhyNotOpen, &[("date", moment(scene, terms.opens_ms).into())])
        }
        Refusal::Late => scene.t(Text::AuctionWhyLate, &[("date", moment(scene, view.ends_ms).into())]),
        Refusal::NotJoined => scene.t(Text::AuctionWhyNotJoined, &[]),
        Refusal::NotAnAmount | Refusal::NothingBelow => scene.t(Text::AuctionWhyNothingBelow, &[]),
        Refusal::AboveCeiling => {
            let ceiling = price(scene, terms, terms.ceiling_minor);
            scene.t(Text::AuctionWhyCeiling, &[("price", ceiling.into())])
        }
        Refusal::Leading => scene.t(Text::AuctionWhyLeading, &[]),
        Refusal::TooHigh { limit_minor } => {
            scene.t(Text::AuctionWhyTooHigh, &[("price", price(scene, terms, limit_minor).into())])
        }
        Refusal::Unchanged => scene.t(Text::AuctionWhyUnchanged, &[]),
        Refusal::NoFloorHere => scene.t(Text::AuctionWhyNoFloor, &[]),
        Refusal::TooMany => scene.t(Text::AuctionWhyTooMany, &[]),
    }
}
