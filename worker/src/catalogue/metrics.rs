//! What can be measured of the catalogue.

common::metrics! {
    /// Measures of the catalogue.
    #[expect(clippy::struct_field_names, reason = "fields are the names of metrics")]
    pub struct Metrics in "worker" {
        /// Products in the index.
        catalogue_products: IntGauge,
        /// Published products that the shop announced.
        catalogue_announced: IntGauge,
        /// Whether the whole catalogue was read at least once, 1 or 0.
        catalogue_complete: IntGauge,
        /// Products changed, added or taken away, by what told us: fill, poll, webhook.
        catalogue_changes_total: IntCounterVec["source"],
        /// Readings of the catalogue that failed and were tried again.
        catalogue_failures_total: IntCounter,
        /// Product webhooks that were dropped because too many waited; polling catches up.
        catalogue_notices_dropped_total: IntCounter,
        /// Entries of the store's own words.
        catalogue_words: IntGauge,
        /// Lines of the store's own words that cannot be read and are left out.
        catalogue_words_bad_lines: IntGauge,
    }
}
