//! The state page of the shop and the frame of its other pages. Plain HTML, everything escaped.

use std::fmt::Write as _;

use super::wire::{Answer, Call, escape};
use super::{Shop, gmt_time, money, now_ms, order_page, token};

/// Most orders and carts shown, newest first.
const SHOWN_MAX: usize = 50;

/// How all pages look.
pub const STYLE: &str = "<style>
:root{color-scheme:light dark;--ink:#1d2b26;--soft:#5c6f67;--paper:#f4f6f5;--card:#fff;--line:#dfe6e2;--green:#0a7c5a}
@media(prefers-color-scheme:dark){:root{--ink:#e4ece8;--soft:#9db0a7;--paper:#131816;--card:#1c2320;--line:#2d3833;--green:#4cc79b}}
*{box-sizing:border-box}body{font:15px/1.45 system-ui,sans-serif;margin:0;background:var(--paper);color:var(--ink)}
header{padding:1.1rem 1.6rem;display:flex;gap:1.4rem;align-items:baseline;flex-wrap:wrap}h1{font-size:1.35rem;margin:0}h2{font-size:1.02rem;margin:0 0 .6rem}
main{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:1rem;padding:0 1.6rem 2rem}@media(max-width:60rem){main{grid-template-columns:minmax(0,1fr)}}
section{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1rem 1.1rem;margin-bottom:1rem;overflow-x:auto}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.32rem .5rem;border-top:1px solid var(--line);vertical-align:top}th{color:var(--soft);font-weight:500;border:0}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}.soft{color:var(--soft)}.low{color:#c76a00;font-weight:600}.none{color:#c0392b;font-weight:600}
.tag{display:inline-block;border-radius:99px;padding:.05rem .6rem;font-size:.85em;background:#8882}.processing,.completed,.active{background:#0a7c5a2e;color:var(--green)}.on-hold,.pending{background:#c76a0026;color:#c76a00}.cancelled,.failed,.disabled{background:#c0392b26;color:#c0392b}
a{color:var(--green)}.big{font-size:2rem;font-weight:600}.narrow{max-width:30rem;margin:3rem auto;padding:2rem}button{font:inherit;background:var(--green);color:#fff;border:0;border-radius:9px;padding:.7rem 1.2rem;cursor:pointer}code{font-size:.88em}td code{white-space:nowrap}p code,td.soft{overflow-wrap:anywhere}
</style>";

/// A small page with a title and a body that is already HTML.
pub fn frame(title: &str, body: &str) -> String {
    let title = escape(title);
    format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><meta name=viewport content='width=device-width,initial-scale=1'><title>{title}</title>{STYLE}</head><body><section class=narrow><h1>{title}</h1>{body}<p><a href='/shop/'>Shop state</a></p></section></body></html>"
    )
}

/// The state page.
pub fn state(shop: &Shop) -> String {
    let mut page = format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><meta http-equiv=refresh content=3><meta name=viewport content='width=device-width,initial-scale=1'><title>Sandbox shop</title>{STYLE}</head><body><header><h1>Sandbox Wholesale</h1><span class=soft>pretend WooCommerce, KES, VAT 16&nbsp;% on top &middot; {} UTC</span><a href='/phone'>Phone</a></header><main><div>",
        gmt_time(now_ms())
    );
    write_orders(&mut page, shop);
    write_carts(&mut page, shop);
    write_webhooks(&mut page, shop);
    page.push_str("</div><div>");
    write_faults(&mut page, shop);
    write_products(&mut page, shop);
    page.push_str("</div></main></body></html>");
    page
}

/// A status as a coloured word; it is escaped.
pub fn tag(status: &str) -> String {
    let status = escape(status);
    format!("<span class='tag {status}'>{status}</span>")
}

// Writing into a String cannot fail, so the results below are dropped.

fn write_orders(page: &mut String, shop: &Shop) {
    let state = shop.state();
    let _ = write!(
        page,
        "<section><h2>Orders ({})</h2><table><tr><th>#<th>Status<th>Buyer<th>Lines<th class=n>Total KSh<th>History</tr>",
        state.orders.len()
    );
    for order in state.orders.values().rev().take(SHOWN_MAX) {
        let name = |member: &str| {
            escape(order.billing.get(member).and_then(serde_json::Value::as_str).unwrap_or(""))
        };
        let lines: Vec<String> = order
            .lines
            .iter()
            .map(|line| format!("{} &times; {}", line.quantity, escape(&line.name)))
            .collect();
        let history: Vec<String> = order.history.iter().map(|step| escape(&step.status)).collect();
        let _ = write!(
            page,
            "<tr><td><a href='/shop/wp-admin/orders/{0}'>{0}</a>{1}<td>{2}<br><span class=soft>{3}</span><td>{4} {5}<br><span class=soft>{6}</span><td>{7}<td class=n>{8}<td class=soft>{9}</tr>",
            order.id,
            if order_page::waits_for_staff(order) {
                "<br><span class='tag pending'>your turn</span>"
            } else {
                ""
            },
            tag(if order.trashed { "trash" } else { &order.status }),
            escape(&order.payment_title),
            name("first_name"),
            name("last_name"),
            name("city"),
            lines.join("<br>"),
            money::grouped(order.total),
            history.join(" &rarr; ")
        );
    }
    page.push_str("</table></section>");
}

fn write_carts(page: &mut String, shop: &Shop) {
    let state = shop.state();
    let mut carts: Vec<_> = state.sessions.iter().filter(|(_, row)| !row.lines.is_empty()).collect();
    carts.sort_by_key(|(_, row)| -row.written_ms);
    let _ = write!(
        page,
        "<section><h2>Carts ({})</h2><table><tr><th>Session<th>Lines<th>Coupons<th>Draft<th class=n>Total KSh</tr>",
        carts.len()
    );
    for (id, row) in carts.into_iter().take(SHOWN_MAX) {
        let lines: Vec<String> = row
            .lines
            .iter()
            .map(|line| format!("{} &times; {}", line.quantity, escape(&state.catalogue.full_name(line.id))))
            .collect();
        let draft = row.draft_order.map_or(String::from("&ndash;"), |id| format!("#{id}"));
        let short: String = id.chars().take(10).collect();
        let _ = write!(
            page,
            "<tr><td><code>{}</code><td>{}<td>{}<td>{draft}<td class=n>{}</tr>",
            escape(&short),
            lines.join("<br>"),
            escape(&row.coupons.join(", ")),
            money::grouped(row.totals(&state.catalogue).total)
        );
    }
    page.push_str("</table></section>");
}

fn write_webhooks(page: &mut String, shop: &Shop) {
    let state = shop.state();
    let _ = write!(
        page,
        "<section><h2>Webhooks ({} waiting)</h2><table><tr><th>Topic<th>Status<th class=n>Failures in a row<th>To</tr>",
        state.queue.len()
    );
    for hook in state.webhooks.values() {
        let _ = write!(
            page,
            "<tr><td>{}<td>{}<td class=n>{}<td class=soft>{}</tr>",
            escape(&hook.topic),
            tag(&hook.status),
            hook.failures,
            escape(&hook.delivery_url)
        );
    }
    page.push_str("</table></section>");
}

fn write_faults(page: &mut String, shop: &Shop) {
    let mut faults = shop.0.shared.faults.list();
    faults.retain(|fault| fault["spent"] != true);
    let _ = write!(page, "<section><h2>Active faults ({})</h2>", faults.len());
    for fault in faults {
        let _ = write!(page, "<p><code>{}</code></p>", escape(&fault.to_string()));
    }
    page.push_str("</section>");
}

fn write_products(page: &mut String, shop: &Shop) {
    let state = shop.state();
    page.push_str(
        "<section><h2>Products</h2><table><tr><th>SKU<th>Name<th class=n>KSh<th class=n>Stock</tr>",
    );
    for product in state.catalogue.products.values() {
        let (class, stock) = match state.catalogue.left(product.id) {
            None => ("soft", "&ndash;".to_owned()),
            Some(left) if left <= 0 => ("none", left.to_string()),
            Some(left) if left <= 3 => ("low", left.to_string()),
            Some(left) => ("", left.to_string()),
        };
        let price = product.price().map_or_else(|| "&ndash;".to_owned(), money::grouped);
        let draft = if product.published { "" } else { " <span class=tag>draft</span>" };
        let _ = write!(
            page,
            "<tr><td><code>{}</code><td>{}{draft}<td class=n>{price}<td class='n {class}'>{stock}</tr>",
            escape(&product.sku),
            escape(&state.catalogue.full_name(product.id))
        );
    }
    page.push_str("</table></section>");
}

/// The cart in a browser: `?session=<token>` copies the guest's cart into a new session, which then goes its own way.
pub fn browser_cart(shop: &Shop, call: &Call) -> Answer {
    let cookie = call
        .header("cookie")
        .and_then(|text| text.split(';').find_map(|part| part.trim().strip_prefix("sandbox_session=")));
    let mut session = cookie.map(str::to_owned).unwrap_or_default();
    let given =
        call.query("session").and_then(|text| token::session(&shop.0.token_key, text, now_ms() / 1000));
    // Only guest sessions are copied.
    if let Some(source) = given.filter(|source| source.starts_with("t_")) {
        session =
            format!("t_{}", &super::session::short_hash(&format!("{:?}", rand::random::<[u8; 16]>()))[..30]);
        let mut state = shop.state();
        let mut copy = state.session(&source);
        copy.draft_order = None;
        state.write_session(&session, copy, now_ms());
    }
    let state = shop.state();
    let row = state.session(&session);
    let mut body = String::from("<table>");
    for line in &row.lines {
        let _ = write!(
            body,
            "<tr><td>{} &times; {}</tr>",
            line.quantity,
            escape(&state.catalogue.full_name(line.id))
        );
    }
    let _ = write!(
        body,
        "</table><p class=big>KSh {}</p><p class=soft>A copy of the basket in the chat; changes here stay here.</p>",
        money::grouped(row.totals(&state.catalogue).total)
    );
    Answer::html(200, frame("Your cart", &body))
        .with_header("Set-Cookie", format!("sandbox_session={session}; Path=/shop; HttpOnly"))
}
