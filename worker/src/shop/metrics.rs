//! What can be measured of the shop client.

common::metrics! {
    /// Measures of the calls to the shop.
    pub struct Metrics in "worker" {
        /// Calls to the shop, by kind and by how they ended.
        effect_calls_total: IntCounterVec["call", "outcome"],
        /// Time from asking to knowing, retries and waiting included, in seconds.
        effect_call_seconds: HistogramVec["call"],
        /// Calls repeated within the client (readings only).
        effect_retries_total: IntCounter,
        /// Calls waiting for a free place among those in flight.
        effect_calls_waiting: IntGauge,
        /// State of the circuit breakers: 0 closed, 1 half open, 2 open.
        breaker_state: IntGaugeVec["breaker"],
        /// Times the shop refused our credentials; each one needs staff.
        shop_unauthorised_total: IntCounter,
    }
}
