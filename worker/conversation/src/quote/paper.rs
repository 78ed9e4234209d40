//! A quote as a document: what stands on it, in the buyer's language; the notifier draws it.

use domain::{
    ids::OrderId,
    language::Language,
    outbound::{Caption, Filename, Message, SheetDocument, SheetDocumentFields},
    sheet::Sheet,
};

use super::{
    deal::{Quote, Stage},
    offer,
    terms::Terms,
    time::iso_date,
};
use crate::{
    format::Form,
    scene::{Scene, short},
    text::{Arg, Text, render},
};

/// Sends the document of an offer, and leaves the screen as it is.
pub fn send(scene: &mut Scene, order: OrderId) {
    let quote = scene.talk.quotes.quote(order).cloned();
    let found = quote.and_then(|quote| Some((quote.terms.as_deref()?.clone(), quote)));
    let Some((terms, quote)) = found else { return offer::show(scene, order) };
    let number = short(&quote.number);
    let caption = scene.t(Text::PaperTitle, &[("number", number.clone().into())]);
    let filename = Filename::fit(&format!("{number}.pdf"));
    let sheet = sheet(scene, &quote, &terms, scene.talk.language);
    let document = filename.ok().and_then(|filename| {
        let fields =
            SheetDocumentFields { filename, sheet: Box::new(sheet), caption: Caption::fit(caption).ok() };
        SheetDocument::new(fields).ok()
    });
    match document {
        Some(document) => scene.attach(Message::Sheet(document)),
        None => offer::show(scene, order),
    }
}

/// Writes the sheet in a language; with its English beside it where the script may be missing.
fn sheet(scene: &Scene, quote: &Quote, terms: &Terms, language: Language) -> Sheet {
    let t = |text, args: &[(&'static str, Arg)]| render(language, text, args);
    let form = Form { language, country: &scene.talk.country };
    let address = &scene.talk.profile.address;
    let name = [address.first_name.as_str(), &address.last_name].join(" ");
    let mut fields = vec![
        (t(Text::PaperDate, &[]), form.date(&iso_date(scene.around.now_ms))),
        (t(Text::PaperUntil, &[]), form.date(&iso_date(terms.until_ms))),
    ];
    if !name.trim().is_empty() {
        fields.push((t(Text::PaperFor, &[]), name.trim().to_owned()));
    }
    let columns = [Text::PaperArticle, Text::PaperQuantity, Text::PaperUnit, Text::PaperSum]
        .map(|text| t(text, &[]))
        .to_vec();
    let rows = terms.lines.iter().map(|line| {
        vec![line.name.clone(), line.quantity.to_string(), form.money(&line.unit()), form.money(&line.total)]
    });
    let mut sums = Vec::new();
    let parts = [
        (Text::PaperGoods, terms.goods()),
        (Text::PaperBesides, terms.besides()),
        (Text::PaperTax, terms.tax()),
    ];
    if parts.iter().skip(1).any(|(_, amount)| amount.minor != 0) {
        sums.extend(
            parts
                .into_iter()
                .filter(|(_, amount)| amount.minor != 0)
                .map(|(text, amount)| (t(text, &[]), form.money(&amount))),
        );
    }
    sums.push((t(Text::PaperTotal, &[]), form.money(&terms.total)));
    let mut notes = Vec::new();
    if !terms.tiers.is_empty() {
        let tiers = terms.tiers.iter().map(|tier| {
            let price = form.money(&domain::Money::from_minor(tier.unit_minor, terms.total.currency.clone()));
            let words = t(Text::QuoteTier, &[("quantity", tier.from.into()), ("price", price.into())]);
            match terms.lines.get(tier.line).filter(|_| terms.lines.len() > 1) {
                Some(line) => format!("{}: {words}", line.name),
                None => words,
            }
        });
        notes.push(t(Text::PaperTiers, &[]));
        notes.extend(tiers);
    }
    if !terms.words.is_empty() {
        notes.push(t(Text::QuoteWords, &[("words", terms.words.clone().into())]));
    }
    notes.push(match quote.stage {
        Stage::Ordered => t(Text::QuoteStageOrdered, &[]),
        _ => t(Text::PaperTerms, &[("date", form.date(&iso_date(terms.until_ms)).into())]),
    });
    let needs_english = matches!(language, Language::Arabic | Language::Hindi);
    let shop = &scene.around.shop_name;
    Sheet {
        language,
        letterhead: if shop.is_empty() { t(Text::ShopUnnamed, &[]) } else { shop.clone() },
        title: t(Text::PaperTitle, &[("number", quote.number.clone().into())]),
        fields,
        columns,
        rows: rows.collect(),
        sums,
        notes,
        footer: t(Text::PaperMark, &[("mark", terms.mark().into())]),
        plain: needs_english.then(|| Box::new(sheet(scene, quote, terms, Language::English))),
    }
}
