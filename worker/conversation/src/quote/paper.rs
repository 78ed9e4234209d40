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
};
use crate::{
    format::Form,
    scene::{Scene, short},
    text::{Arg, Text, render},
};

/// Sends the document of an offer, and leaves the screen as it is.
pub fn send(scene: &mut Scene, order: OrderId) {
    match document(scene, order) {
        Some(document) => scene.attach(document),
        None => offer::show(scene, order),
    }
}

/// Sends the document with an offer that is told, once for each: an offer that is told again has it already.
pub fn send_with_offer(scene: &mut Scene, order: OrderId) {
    let Some(quote) = scene.talk.quotes.quote_mut(order) else { return };
    let Some(terms) = &quote.terms else { return };
    let papered = format!("{}-{}", terms.mark(), terms.until_ms);
    if std::mem::replace(&mut quote.papered, papered.clone()) == papered {
        return;
    }
    if let Some(document) = document(scene, order) {
        scene.attach(document);
    }
}

fn document(scene: &Scene, order: OrderId) -> Option<Message> {
    let quote = scene.talk.quotes.quote(order)?.clone();
    let terms = quote.terms.as_deref()?.clone();
    let number = short(&quote.number);
    let caption = scene.t(Text::PaperTitle, &[("number", number.clone().into())]);
    let filename = Filename::fit(&format!("{number}.pdf"));
    let sheet = sheet(scene, &quote, &terms, scene.talk.language);
    let fields = SheetDocumentFields {
        filename: filename.ok()?,
        sheet: Box::new(sheet),
        caption: Caption::fit(caption).ok(),
    };
    SheetDocument::new(fields).ok().map(Message::Sheet)
}

/// Writes the sheet in a language; with its English beside it where the script may be missing.
fn sheet(scene: &Scene, quote: &Quote, terms: &Terms, language: Language) -> Sheet {
    let t = |text, args: &[(&'static str, Arg)]| render(language, text, args);
    let form = Form { language, country: &scene.talk.country };
    let address = &scene.talk.profile.address;
    let name = [address.first_name.as_str(), &address.last_name].join(" ");
    let mut fields = vec![
        (t(Text::PaperDate, &[]), offer::day(form, scene.around.now_ms)),
        (t(Text::PaperUntil, &[]), offer::day(form, terms.until_ms)),
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
        _ => t(Text::PaperTerms, &[("date", offer::day(form, terms.until_ms).into())]),
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
