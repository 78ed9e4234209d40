//! Texts of `privacy.ftl`: what is kept of a person.

macro_rules! privacy_texts {
    ([$($before:tt)*] $next:ident $($rest:ident)*) => {
        $next! { [$($before)*
            StoppedAll = "stopped-all",
            DataComing = "data-coming",
            DataHere = "data-here",
            ForgetAsk = "forget-ask",
            ForgetOpen = "forget-open",
            ButtonForget = "button-forget",
            ButtonKeepData = "button-keep-data",
            ForgetWaits = "forget-waits",
            Forgotten = "forgotten",
            ForgetKept = "forget-kept",
        ] $($rest)* }
    };
}
