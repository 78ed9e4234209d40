//! What is said, as keys; the words stand in `locales/`, one folder per language and one file per matter. Tests compare
//! keys and files.
//!
//! To add a text: a line here, and one in every language. To add a matter: a file in every folder, and its name in
//! `files!`. To add a language: a variant in `domain::language`, a folder here and a file of words (see `words.rs`), and a
//! line in [`sources`].

use std::{collections::BTreeMap, sync::LazyLock};

use domain::language::Language;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

macro_rules! texts {
    ($($name:ident = $id:literal,)*) => {
        /// Everything that is said.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Text {
            $(#[doc = $id] $name,)*
        }

        impl Text {
            /// Lists all texts.
            #[cfg(test)]
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Returns the key in the files.
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)*
                }
            }
        }
    };
}

texts! {
    // What is kept of a person
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
    // People who take over
    StaffJoined = "staff-joined",
    StaffLeft = "staff-left",
    StaffSays = "staff-says",
    // Disputes
    DisputeWhichOrder = "dispute-which-order",
    DisputeNoOrders = "dispute-no-orders",
    DisputeNotThisOrder = "dispute-not-this-order",
    DisputeTooMany = "dispute-too-many",
    DisputeScope = "dispute-scope",
    RowDisputeWhole = "row-dispute-whole",
    RowDisputeOther = "row-dispute-other",
    DisputeReason = "dispute-reason",
    RowReasonNotArrived = "row-reason-not-arrived",
    RowReasonDamaged = "row-reason-damaged",
    RowReasonWrong = "row-reason-wrong",
    RowReasonMissing = "row-reason-missing",
    RowReasonQuality = "row-reason-quality",
    RowReasonOther = "row-reason-other",
    DisputeWish = "dispute-wish",
    RowWishRefund = "row-wish-refund",
    RowWishPart = "row-wish-part",
    RowWishReplacement = "row-wish-replacement",
    RowWishReturn = "row-wish-return",
    RowWishOther = "row-wish-other",
    OpenerDispute = "opener-dispute",
    DisputeHead = "dispute-head",
    DisputeOpened = "dispute-opened",
    DisputeAskEvidence = "dispute-ask-evidence",
    DisputeSendsItself = "dispute-sends-itself",
    HintNotArrived = "hint-not-arrived",
    HintDamaged = "hint-damaged",
    HintWrong = "hint-wrong",
    HintMissing = "hint-missing",
    HintQuality = "hint-quality",
    HintOther = "hint-other",
    DisputePieceNoted = "dispute-piece-noted",
    DisputeFull = "dispute-full",
    DisputeNoted = "dispute-noted",
    DisputePieceLost = "dispute-piece-lost",
    DisputeSent = "dispute-sent",
    DisputeSentByClock = "dispute-sent-by-clock",
    DisputeCollecting = "dispute-collecting",
    DisputeSubmitted = "dispute-submitted",
    DisputeEscalated = "dispute-escalated",
    DisputeStuck = "dispute-stuck",
    DisputeOfferedRefund = "dispute-offered-refund",
    DisputeOfferedReplacement = "dispute-offered-replacement",
    DisputeOfferedReturn = "dispute-offered-return",
    DisputeDeclined = "dispute-declined",
    DisputeReturning = "dispute-returning",
    DisputeReturned = "dispute-returned",
    DisputePaying = "dispute-paying",
    DisputeReplacing = "dispute-replacing",
    DisputePaid = "dispute-paid",
    DisputeReplaced = "dispute-replaced",
    DisputeResolved = "dispute-resolved",
    DisputeOver = "dispute-over",
    DisputeWithdrawn = "dispute-withdrawn",
    DisputeSilenceAppeal = "dispute-silence-appeal",
    DisputeSilence = "dispute-silence",
    DisputeAgreed = "dispute-agreed",
    DisputeFinal = "dispute-final",
    DisputeUnanswered = "dispute-unanswered",
    DisputeTurnYours = "dispute-turn-yours",
    DisputeTurnShop = "dispute-turn-shop",
    DisputeLate = "dispute-late",
    DisputeReminder = "dispute-reminder",
    DisputeCases = "dispute-cases",
    DisputeFile = "dispute-file",
    DisputeWhyReject = "dispute-why-reject",
    DisputeWhyAppeal = "dispute-why-appeal",
    DisputeHowSent = "dispute-how-sent",
    DisputeWithdrawSure = "dispute-withdraw-sure",
    DisputeOldOffer = "dispute-old-offer",
    DisputeNotNow = "dispute-not-now",
    ButtonSendCase = "button-send-case",
    ButtonWithdraw = "button-withdraw",
    ButtonWithdrawNow = "button-withdraw-now",
    ButtonKeepCase = "button-keep-case",
    ButtonAddEvidence = "button-add-evidence",
    ButtonAcceptOffer = "button-accept-offer",
    ButtonRejectOffer = "button-reject-offer",
    ButtonCaseFile = "button-case-file",
    ButtonAppeal = "button-appeal",
    ButtonAgree = "button-agree",
    ButtonSentBack = "button-sent-back",
    ButtonEscalate = "button-escalate",
    ButtonProblem = "button-problem",
    ButtonNoWords = "button-no-words",
    // Auctions
    ButtonAuctionNew = "button-auction-new",
    ButtonAuctionOpen = "button-auction-open",
    ButtonAuctionRules = "button-auction-rules",
    ButtonAuctionDiscard = "button-auction-discard",
    ButtonAuctionPlace = "button-auction-place",
    ButtonAuctionHours = "button-auction-hours",
    ButtonAuctionNow = "button-auction-now",
    ButtonAuctionNamed = "button-auction-named",
    ButtonAuctionSuppliers = "button-auction-suppliers",
    ButtonAuctionInviteAll = "button-auction-invite-all",
    AuctionSuppliers = "auction-suppliers",
    AuctionSuppliersPick = "auction-suppliers-pick",
    ButtonAuctionJoin = "button-auction-join",
    ButtonAuctionDecline = "button-auction-decline",
    ButtonAuctionFloor = "button-auction-floor",
    ButtonAuctionFloorOff = "button-auction-floor-off",
    ButtonAuctionLook = "button-auction-look",
    ButtonAuctionTake = "button-auction-take",
    ButtonAuctionNext = "button-auction-next",
    ButtonAuctionTakeNone = "button-auction-take-none",
    ButtonAuctionCancel = "button-auction-cancel",
    ButtonAuctionCancelSure = "button-auction-cancel-sure",
    ButtonAuctionKeep = "button-auction-keep",
    ButtonAuctionSheet = "button-auction-sheet",
    ButtonAuctionWithdraw = "button-auction-withdraw",
    ButtonAuctionList = "button-auction-list",
    RowAuctionSeen = "row-auction-seen",
    RowAuctionStep = "row-auction-step",
    RowAuctionLeast = "row-auction-least",
    RowAuctionOpens = "row-auction-opens",
    RowAuctionEnds = "row-auction-ends",
    RowAuctionBidders = "row-auction-bidders",
    RowAuctionBest = "row-auction-best",
    RowAuctionRank = "row-auction-rank",
    RowAuctionSealed = "row-auction-sealed",
    AuctionBidTitle = "auction-bid-title",
    AuctionAskWhat = "auction-ask-what",
    AuctionAskQuantity = "auction-ask-quantity",
    AuctionAskCeiling = "auction-ask-ceiling",
    AuctionAskPlace = "auction-ask-place",
    AuctionAskEnds = "auction-ask-ends",
    AuctionAskBidders = "auction-ask-bidders",
    AuctionBiddersSoFar = "auction-bidders-so-far",
    AuctionAskRule = "auction-ask-rule",
    AuctionAskSeen = "auction-ask-seen",
    AuctionAskStep = "auction-ask-step",
    AuctionAskLeast = "auction-ask-least",
    AuctionAskOpens = "auction-ask-opens",
    AuctionSummary = "auction-summary",
    AuctionFromTo = "auction-from-to",
    AuctionStepIs = "auction-step-is",
    AuctionExtends = "auction-extends",
    AuctionInvites = "auction-invites",
    AuctionOpening = "auction-opening",
    AuctionDiscarded = "auction-discarded",
    AuctionNotUnderstood = "auction-not-understood",
    AuctionNotNow = "auction-not-now",
    AuctionSeeNothing = "auction-see-nothing",
    AuctionSeeRank = "auction-see-rank",
    AuctionSeeBest = "auction-see-best",
    AuctionEnds = "auction-ends",
    AuctionEndsOrLater = "auction-ends-or-later",
    AuctionNextSealed = "auction-next-sealed",
    AuctionNextBelow = "auction-next-below",
    AuctionNextFirst = "auction-next-first",
    AuctionHead = "auction-head",
    AuctionBegins = "auction-begins",
    AuctionCeiling = "auction-ceiling",
    AuctionDeciding = "auction-deciding",
    AuctionOverAwarded = "auction-over-awarded",
    AuctionOverCancelled = "auction-over-cancelled",
    AuctionOverTooFew = "auction-over-too-few",
    AuctionOverDeclined = "auction-over-declined",
    AuctionOverNobody = "auction-over-nobody",
    AuctionOverLapsed = "auction-over-lapsed",
    AuctionBestOf = "auction-best-of",
    AuctionBidsSoFar = "auction-bids-so-far",
    AuctionYouLead = "auction-you-lead",
    AuctionYouAndBest = "auction-you-and-best",
    AuctionYourRank = "auction-your-rank",
    AuctionYourBid = "auction-your-bid",
    AuctionBestNow = "auction-best-now",
    AuctionWhyNotOpen = "auction-why-not-open",
    AuctionWhyLate = "auction-why-late",
    AuctionWhyNotJoined = "auction-why-not-joined",
    AuctionWhyNothingBelow = "auction-why-nothing-below",
    AuctionWhyCeiling = "auction-why-ceiling",
    AuctionWhyLeading = "auction-why-leading",
    AuctionWhyTooHigh = "auction-why-too-high",
    AuctionWhyUnchanged = "auction-why-unchanged",
    AuctionWhyNoFloor = "auction-why-no-floor",
    AuctionWhyTooMany = "auction-why-too-many",
    AuctionNone = "auction-none",
    AuctionYours = "auction-yours",
    AuctionYouBid = "auction-you-bid",
    AuctionList = "auction-list",
    AuctionStatePlanned = "auction-state-planned",
    AuctionStateOpen = "auction-state-open",
    AuctionStateDeciding = "auction-state-deciding",
    AuctionStateAwarded = "auction-state-awarded",
    AuctionStateOver = "auction-state-over",
    AuctionGone = "auction-gone",
    AuctionAskFloor = "auction-ask-floor",
    AuctionSureBid = "auction-sure-bid",
    AuctionAskCancel = "auction-ask-cancel",
    AuctionOpened = "auction-opened",
    AuctionInvited = "auction-invited",
    AuctionJoined = "auction-joined",
    AuctionDeclined = "auction-declined",
    AuctionBegan = "auction-began",
    AuctionBidRefused = "auction-bid-refused",
    AuctionBidByFloor = "auction-bid-by-floor",
    AuctionBidTaken = "auction-bid-taken",
    AuctionFloorRefused = "auction-floor-refused",
    AuctionFloorOff = "auction-floor-off",
    AuctionFloorTaken = "auction-floor-taken",
    AuctionReceipt = "auction-receipt",
    AuctionOutbid = "auction-outbid",
    AuctionNewBest = "auction-new-best",
    AuctionExtended = "auction-extended",
    AuctionClosed = "auction-closed",
    AuctionProposed = "auction-proposed",
    AuctionWon = "auction-won",
    AuctionLost = "auction-lost",
    AuctionPassedOver = "auction-passed-over",
    AuctionAwarded = "auction-awarded",
    AuctionWithdrawn = "auction-withdrawn",
    AuctionCancelled = "auction-cancelled",
    AuctionBidder = "auction-bidder",
    AuctionSheetLater = "auction-sheet-later",
    AuctionSheetLong = "auction-sheet-long",
    AuctionSheetIs = "auction-sheet-is",
    AuctionOrdered = "auction-ordered",
    AuctionOrderFailed = "auction-order-failed",
    AuctionYouTakePart = "auction-you-take-part",
    AuctionYouStayOut = "auction-you-stay-out",
    AuctionYouWithdrew = "auction-you-withdrew",
    RowAuctionExtend = "row-auction-extend",
    AuctionAskExtend = "auction-ask-extend",
    // Greeting and menu
    GreetNew = "greet-new",
    GreetAgain = "greet-again",
    GreetBasket = "greet-basket",
    GreetUsual = "greet-usual",
    HelloAgain = "hello-again",
    Menu = "menu",
    StartedOver = "started-over",
    StartedOverBasketKept = "started-over-basket-kept",
    ShopUnnamed = "shop-unnamed",
    ExampleWord = "example-word",
    ItemsCount = "items-count",
    Help = "help",
    ChooseLanguage = "choose-language",
    LanguageName = "language-name",
    LanguageSet = "language-set",
    Speaking = "speaking",
    SwitchHere = "switch-here",
    Welcome = "welcome",
    // Buttons and rows
    ButtonAdd = "button-add",
    ButtonAddMore = "button-add-more",
    ButtonAgent = "button-agent",
    ButtonAlternatives = "button-alternatives",
    ButtonBack = "button-back",
    ButtonBackToList = "button-back-to-list",
    ButtonBasket = "button-basket",
    ButtonBot = "button-bot",
    ButtonBrowse = "button-browse",
    ButtonCancelOrder = "button-cancel-order",
    ButtonCancelThis = "button-cancel-this",
    ButtonChange = "button-change",
    ButtonCheckout = "button-checkout",
    ButtonChoose = "button-choose",
    ButtonChooseAny = "button-choose-any",
    ButtonClear = "button-clear",
    ButtonContinue = "button-continue",
    ButtonCoupon = "button-coupon",
    ButtonHelp = "button-help",
    ButtonKeepOrder = "button-keep-order",
    ButtonMakeIt = "button-make-it",
    ButtonMenu = "button-menu",
    ButtonOrderAgain = "button-order-again",
    ButtonOrderStatus = "button-order-status",
    ButtonOrders = "button-orders",
    ButtonOtherAmount = "button-other-amount",
    ButtonOtherPayment = "button-other-payment",
    ButtonPay = "button-pay",
    ButtonPlaceOrder = "button-place-order",
    ButtonPlaceOrderTotal = "button-place-order-total",
    ButtonRemove = "button-remove",
    ButtonSearch = "button-search",
    ButtonSeeBasket = "button-see-basket",
    ButtonSkip = "button-skip",
    ButtonStillStands = "button-still-stands",
    ButtonStartOver = "button-start-over",
    ButtonTryAgain = "button-try-again",
    ButtonUndo = "button-undo",
    Back = "back",
    More = "more",
    MoreDetail = "more-detail",
    NoneOfThese = "none-of-these",
    RowAddress = "row-address",
    RowDelivery = "row-delivery",
    RowEmail = "row-email",
    RowKeep = "row-keep",
    RowLines = "row-lines",
    RowName = "row-name",
    RowOrder = "row-order",
    RowPayment = "row-payment",
    CouponOffRow = "coupon-off-row",
    Opener = "opener",
    OpenerCategories = "opener-categories",
    OpenerChange = "opener-change",
    OpenerDelivery = "opener-delivery",
    OpenerLines = "opener-lines",
    OpenerLanguages = "opener-languages",
    OpenerMenu = "opener-menu",
    OpenerOrders = "opener-orders",
    OpenerPayment = "opener-payment",
    OpenerProducts = "opener-products",
    OpenerValues = "opener-values",
    NumberHint = "number-hint",
    FooterList = "footer-list",
    FooterCard = "footer-card",
    FooterAdded = "footer-added",
    FooterBasket = "footer-basket",
    FooterSummary = "footer-summary",
    // Browsing and searching
    CategoriesTop = "categories-top",
    CategoriesBelow = "categories-below",
    AllHere = "all-here",
    ProductsIn = "products-in",
    OrSearch = "or-search",
    CategoryGone = "category-gone",
    CategoryEmpty = "category-empty",
    NothingSold = "nothing-sold",
    StillLoading = "still-loading",
    AskSearch = "ask-search",
    Found = "found",
    NothingFound = "nothing-found",
    NoneOfTheseThen = "none-of-these-then",
    OldList = "old-list",
    // One product
    PriceFrom = "price-from",
    PriceOnRequest = "price-on-request",
    OnRequest = "on-request",
    SoldOut = "sold-out",
    ComesLater = "comes-later",
    InStock = "in-stock",
    InStockCount = "in-stock-count",
    OutOfStock = "out-of-stock",
    NotSoldNow = "not-sold-now",
    Backorder = "backorder",
    ArticleNumber = "article-number",
    OnePerOrder = "one-per-order",
    ProductGone = "product-gone",
    AlternativesTo = "alternatives-to",
    NoAlternatives = "no-alternatives",
    ChooseValue = "choose-value",
    CombinationGone = "combination-gone",
    HowMany = "how-many",
    TypeAmount = "type-amount",
    AmountNoted = "amount-noted",
    AmountOutOfRange = "amount-out-of-range",
    OnlySoMany = "only-so-many",
    AtMost = "at-most",
    ThisArticle = "this-article",
    // Basket
    Added = "added",
    NowInBasket = "now-in-basket",
    BasketNow = "basket-now",
    BasketHead = "basket-head",
    BasketEmpty = "basket-empty",
    BasketComplaint = "basket-complaint",
    BasketRebuilt = "basket-rebuilt",
    MoreLines = "more-lines",
    TotalItems = "total-items",
    TotalDiscount = "total-discount",
    TotalDelivery = "total-delivery",
    TotalTax = "total-tax",
    TotalAll = "total-all",
    ChooseLine = "choose-line",
    ChangeLine = "change-line",
    LineGone = "line-gone",
    LineRemoved = "line-removed",
    LineSet = "line-set",
    Cleared = "cleared",
    Undone = "undone",
    NothingToUndo = "nothing-to-undo",
    AskCoupon = "ask-coupon",
    CouponApplied = "coupon-applied",
    CouponRemoved = "coupon-removed",
    CouponUnknown = "coupon-unknown",
    AddedMany = "added-many",
    MissingMany = "missing-many",
    MissingNotSold = "missing-not-sold",
    MissingNotFound = "missing-not-found",
    MissingNeedsChoice = "missing-needs-choice",
    MissingSoldOut = "missing-sold-out",
    NothingAdded = "nothing-added",
    WhichOne = "which-one",
    ListAside = "list-aside",
    NotInBasket = "not-in-basket",
    ListTooLong = "list-too-long",
    // Checkout
    AskName = "ask-name",
    AskEmail = "ask-email",
    AskPhone = "ask-phone",
    AskAddress = "ask-address",
    AskBillingAddress = "ask-billing-address",
    AskCity = "ask-city",
    AskState = "ask-state",
    AskPostcode = "ask-postcode",
    AskCountry = "ask-country",
    NotAName = "not-a-name",
    NotAnEmail = "not-an-email",
    NotAPhone = "not-a-phone",
    NotAnAddress = "not-an-address",
    NotATown = "not-a-town",
    NotACountry = "not-a-country",
    AnswerTooLong = "answer-too-long",
    WrongAgain = "wrong-again",
    OurFault = "our-fault",
    FieldRefused = "field-refused",
    AddressRefused = "address-refused",
    AddressKept = "address-kept",
    PinName = "pin-name",
    NoDeliveryThere = "no-delivery-there",
    NoPayment = "no-payment",
    NothingToPay = "nothing-to-pay",
    ChooseDelivery = "choose-delivery",
    ChoosePayment = "choose-payment",
    ChangeWhat = "change-what",
    SummaryHead = "summary-head",
    SummaryTo = "summary-to",
    SummaryPayment = "summary-payment",
    SummaryUnclearBefore = "summary-unclear-before",
    // Placing
    PlacingFirst = "placing-first",
    PlacingAgain = "placing-again",
    PlacingStill = "placing-still",
    PlacingSlow = "placing-slow",
    PlacingUnclear = "placing-unclear",
    Placed = "placed",
    NextCashOnDelivery = "next-cash-on-delivery",
    NextBank = "next-bank",
    NextBankLater = "next-bank-later",
    NextPayLink = "next-pay-link",
    NextGeneral = "next-general",
    Oversold = "oversold",
    ShortfallLine = "shortfall-line",
    Shortened = "shortened",
    BasketChanged = "basket-changed",
    DiffGone = "diff-gone",
    DiffNew = "diff-new",
    DiffPrice = "diff-price",
    DiffQuantity = "diff-quantity",
    DiffTotal = "diff-total",
    NotPlaced = "not-placed",
    PlaceUnavailable = "place-unavailable",
    // What the shop refuses
    RefusedOutOfStock = "refused-out-of-stock",
    RefusedNotEnough = "refused-not-enough",
    RefusedTooMany = "refused-too-many",
    RefusedOnePerOrder = "refused-one-per-order",
    RefusedNotSold = "refused-not-sold",
    RefusedChoice = "refused-choice",
    RefusedCoupon = "refused-coupon",
    RefusedCouponAbsent = "refused-coupon-absent",
    RefusedNoDelivery = "refused-no-delivery",
    RefusedPayment = "refused-payment",
    RefusedEmpty = "refused-empty",
    RefusedOther = "refused-other",
    ShopUnavailable = "shop-unavailable",
    ShopUnknown = "shop-unknown",
    // Orders
    OrdersHead = "orders-head",
    NoOrders = "no-orders",
    OrderUnknown = "order-unknown",
    OrderHead = "order-head",
    OrderFoot = "order-foot",
    Cancelled = "cancelled",
    NotCancelled = "not-cancelled",
    CancelAsk = "cancel-ask",
    CancelWhich = "cancel-which",
    CancelHint = "cancel-hint",
    CancelPaid = "cancel-paid",
    ButtonAskShop = "button-ask-shop",
    CancelWished = "cancel-wished",
    CancelledPaid = "cancelled-paid",
    PaidMeanwhile = "paid-meanwhile",
    NoteNotLeft = "note-not-left",
    OrderMovedOn = "order-moved-on",
    CancelledAlready = "cancelled-already",
    OrderKept = "order-kept",
    StatusDraft = "status-draft",
    StatusPending = "status-pending",
    StatusProcessing = "status-processing",
    StatusOnHold = "status-on-hold",
    StatusCompleted = "status-completed",
    StatusCancelled = "status-cancelled",
    StatusRefunded = "status-refunded",
    StatusFailed = "status-failed",
    // Changes of an order
    ButtonChangeOrder = "button-change-order",
    ButtonChangeIt = "button-change-it",
    ChangeOrderAsk = "change-order-ask",
    ChangeFewerAsk = "change-fewer-ask",
    ChangeFewerConfirm = "change-fewer-confirm",
    ChangeAddressAsk = "change-address-ask",
    ChangeAddressConfirm = "change-address-confirm",
    ChangeMore = "change-more",
    ButtonNewOrder = "button-new-order",
    ChangeShort = "change-short",
    ChangePaid = "change-paid",
    ChangeTooLate = "change-too-late",
    OrderChanged = "order-changed",
    // Lists
    ButtonLists = "button-lists",
    ButtonSaveList = "button-save-list",
    ButtonOrderList = "button-order-list",
    ButtonSeeList = "button-see-list",
    ButtonRenameList = "button-rename-list",
    ButtonDeleteList = "button-delete-list",
    ButtonEvery = "button-every",
    RowEveryWeeks = "row-every-weeks",
    RowNever = "row-never",
    ListsHead = "lists-head",
    ListsNone = "lists-none",
    ListsFull = "lists-full",
    ListHead = "list-head",
    ListAskName = "list-ask-name",
    ListSaved = "list-saved",
    ListNameTaken = "list-name-taken",
    ListNothing = "list-nothing",
    ListRenamed = "list-renamed",
    ListDeleted = "list-deleted",
    ListRestored = "list-restored",
    ListGone = "list-gone",
    EveryAsk = "every-ask",
    EveryNow = "every-now",
    EverySet = "every-set",
    EveryOff = "every-off",
    RestockReminder = "restock-reminder",
    // Alerts and reminders
    ButtonTell = "button-tell",
    ButtonDoNotTell = "button-do-not-tell",
    ButtonRemindMe = "button-remind-me",
    ButtonNoReminders = "button-no-reminders",
    ButtonRemindLater = "button-remind-later",
    ButtonSeeProduct = "button-see-product",
    ButtonStopReminders = "button-stop-reminders",
    TellNoted = "tell-noted",
    TellOff = "tell-off",
    TellTooMany = "tell-too-many",
    ConsentAsk = "consent-ask",
    ConsentGiven = "consent-given",
    ConsentDeclined = "consent-declined",
    RemindersStopped = "reminders-stopped",
    BackInStock = "back-in-stock",
    BasketReminder = "basket-reminder",
    // News of an order
    NewsProcessing = "news-processing",
    NewsPaid = "news-paid",
    NewsOnHold = "news-on-hold",
    NewsPending = "news-pending",
    NewsCompleted = "news-completed",
    NewsShipped = "news-shipped",
    NewsTracking = "news-tracking",
    NewsCancelled = "news-cancelled",
    NewsRefunded = "news-refunded",
    NewsRefundedPart = "news-refunded-part",
    NewsFailed = "news-failed",
    NewsTotal = "news-total",
    NewsStatus = "news-status",
    // A person, promotions
    AgentComing = "agent-coming",
    BotBack = "bot-back",
    BotBackAfterAgent = "bot-back-after-agent",
    Stopped = "stopped",
    StoppedAlready = "stopped-already",
    StartedAgain = "started-again",
    // Not understood
    ExpectedAmount = "expected-amount",
    ExpectedNumber = "expected-number",
    ExpectedProduct = "expected-product",
    ExpectedCoupon = "expected-coupon",
    ExpectedConfirm = "expected-confirm",
    MissLikeliest = "miss-likeliest",
    MissAgent = "miss-agent",
    CannotListen = "cannot-listen",
    CannotSeeImage = "cannot-see-image",
    CannotSeeVideo = "cannot-see-video",
    CannotReadDocument = "cannot-read-document",
    CannotRead = "cannot-read",
    // After a pause
    Paused = "paused",
    Late = "late",
    LateWords = "late-words",
    WereChoosingDelivery = "were-choosing-delivery",
    WereChoosingPayment = "were-choosing-payment",
    WereGivingAddress = "were-giving-address",
    WereChoosingProduct = "were-choosing-product",
    WereOrdering = "were-ordering",
    WereHere = "were-here",
    // Quotes
    ButtonQuote = "button-quote",
    ButtonQuoteSend = "button-quote-send",
    ButtonQuoteDiscard = "button-quote-discard",
    ButtonQuoteWithdraw = "button-quote-withdraw",
    ButtonQuoteAccept = "button-quote-accept",
    ButtonQuotePrice = "button-quote-price",
    ButtonQuoteReject = "button-quote-reject",
    ButtonQuoteMore = "button-quote-more",
    ButtonQuoteNew = "button-quote-new",
    ButtonQuoteRenew = "button-quote-renew",
    ButtonQuoteEach = "button-quote-each",
    ButtonQuoteAll = "button-quote-all",
    RowQuotePrice = "row-quote-price",
    RowQuoteDate = "row-quote-date",
    RowQuoteNote = "row-quote-note",
    RowQuoteDrop = "row-quote-drop",
    RowQuote = "row-quote",
    RowQuoteNew = "row-quote-new",
    RowQuotePaper = "row-quote-paper",
    RowQuoteAmount = "row-quote-amount",
    RowQuoteTooDear = "row-quote-too-dear",
    RowQuoteTooLate = "row-quote-too-late",
    RowQuoteElsewhere = "row-quote-elsewhere",
    RowQuoteOther = "row-quote-other",
    OpenerQuote = "opener-quote",
    QuoteAskNeed = "quote-ask-need",
    QuoteAskQuantity = "quote-ask-quantity",
    QuoteDraftHead = "quote-draft-head",
    QuoteDraftDate = "quote-draft-date",
    QuoteDraftNote = "quote-draft-note",
    QuoteDraftFiles = "quote-draft-files",
    QuoteDraftFoot = "quote-draft-foot",
    QuoteBidEach = "quote-bid-each",
    QuoteBidTotal = "quote-bid-total",
    QuoteAskPrice = "quote-ask-price",
    QuoteAskDate = "quote-ask-date",
    QuoteAskNote = "quote-ask-note",
    QuoteNotAPrice = "quote-not-a-price",
    QuoteFileMissing = "quote-file-missing",
    QuoteDiscarded = "quote-discarded",
    QuoteSending = "quote-sending",
    QuoteRequested = "quote-requested",
    QuoteNotSent = "quote-not-sent",
    QuoteUnclear = "quote-unclear",
    QuoteListHead = "quote-list-head",
    QuoteStageShop = "quote-stage-shop",
    QuoteStageYou = "quote-stage-you",
    QuoteStageOrdering = "quote-stage-ordering",
    QuoteStageOrdered = "quote-stage-ordered",
    QuoteStageDeclined = "quote-stage-declined",
    QuoteStageRejected = "quote-stage-rejected",
    QuoteStageWithdrawn = "quote-stage-withdrawn",
    QuoteStageExpired = "quote-stage-expired",
    QuoteAtRequested = "quote-at-requested",
    QuoteAtCountered = "quote-at-countered",
    QuoteAtOffered = "quote-at-offered",
    QuoteAtOrdered = "quote-at-ordered",
    QuoteAtDeclined = "quote-at-declined",
    QuoteAtRejected = "quote-at-rejected",
    QuoteAtWithdrawn = "quote-at-withdrawn",
    QuoteAtExpired = "quote-at-expired",
    QuoteOrdering = "quote-ordering",
    QuoteBesides = "quote-besides",
    QuoteTier = "quote-tier",
    QuoteWords = "quote-words",
    QuoteRoundsLeft = "quote-rounds-left",
    QuoteNotYourTurn = "quote-not-your-turn",
    QuoteOtherTerms = "quote-other-terms",
    QuoteNoRounds = "quote-no-rounds",
    QuoteAskOwnPrice = "quote-ask-own-price",
    QuoteTooDear = "quote-too-dear",
    QuoteTotalOnly = "quote-total-only",
    QuoteWhich = "quote-which",
    QuoteAskAmount = "quote-ask-amount",
    QuoteAskReason = "quote-ask-reason",
    QuoteAskReasonWords = "quote-ask-reason-words",
    QuoteNewOffer = "quote-new-offer",
    QuoteChangedOffer = "quote-changed-offer",
    QuoteBeingChanged = "quote-being-changed",
    QuoteReminder = "quote-reminder",
    QuoteOverdue = "quote-overdue",
    QuoteEmailWhy = "quote-email-why",
    QuoteAskPayment = "quote-ask-payment",
    QuoteConfirmHead = "quote-confirm-head",
    QuoteNotOrdered = "quote-not-ordered",
    PaperTitle = "paper-title",
    PaperDate = "paper-date",
    PaperUntil = "paper-until",
    PaperFor = "paper-for",
    PaperArticle = "paper-article",
    PaperQuantity = "paper-quantity",
    PaperUnit = "paper-unit",
    PaperSum = "paper-sum",
    PaperGoods = "paper-goods",
    PaperBesides = "paper-besides",
    PaperTax = "paper-tax",
    PaperTotal = "paper-total",
    PaperTiers = "paper-tiers",
    PaperTerms = "paper-terms",
    PaperMark = "paper-mark",
}

/// Something filled into a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    /// Words.
    Words(String),
    /// A count, which may choose a plural.
    Count(u64),
}

impl From<String> for Arg {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl From<&str> for Arg {
    fn from(words: &str) -> Self {
        Self::Words(words.to_owned())
    }
}

impl From<u32> for Arg {
    fn from(count: u32) -> Self {
        Self::Count(count.into())
    }
}

impl From<u64> for Arg {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<usize> for Arg {
    fn from(count: usize) -> Self {
        Self::Count(u64::try_from(count).unwrap_or(u64::MAX))
    }
}

static BUNDLES: LazyLock<BTreeMap<Language, FluentBundle<FluentResource>>> =
    LazyLock::new(|| Language::ALL.into_iter().map(|language| (language, bundle(language))).collect());

/// The files of one language.
macro_rules! files {
    ($language:literal) => {
        files!($language: "shop", "orders", "privacy", "quote", "auction", "dispute")
    };
    ($language:literal: $($matter:literal),*) => {
        &[$(include_str!(concat!("../locales/", $language, "/", $matter, ".ftl")),)*]
    };
}

fn sources(language: Language) -> &'static [&'static str] {
    match language {
        Language::English => files!("en"),
        Language::French => files!("fr"),
        Language::Spanish => files!("es"),
        Language::Portuguese => files!("pt"),
        Language::Arabic => files!("ar"),
        Language::Swahili => files!("sw"),
        Language::Hindi => files!("hi"),
    }
}

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let identifier: LanguageIdentifier = language.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    // Marks around what is filled in count against WhatsApp's limits, and are needed beside right-to-left text: without
    // them an order number or a product's name would tear the sentence apart.
    bundle.set_use_isolating(language.is_right_to_left());
    // A test reads every file strictly; here what can be read is used.
    for source in sources(language) {
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// Returns a text with its placeholders filled in.
pub fn render(language: Language, text: Text, args: &[(&'static str, Arg)]) -> String {
    let bundle = BUNDLES.get(&language);
    let mut filled = FluentArgs::new();
    for (name, arg) in args {
        match arg {
            Arg::Words(words) => filled.set(*name, FluentValue::from(words.as_str())),
            Arg::Count(count) => filled.set(*name, FluentValue::from(*count)),
        }
    }
    let message = bundle.and_then(|bundle| Some((bundle, bundle.get_message(text.id())?.value()?)));
    let Some((bundle, pattern)) = message else {
        return text.id().to_owned();
    };
    bundle.format_pattern(pattern, Some(&filled), &mut Vec::new()).into_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::outbound::{length, limits};

    use super::*;

    fn source(language: Language) -> String {
        sources(language).join("\n")
    }

    fn keys(source: &str) -> Vec<&str> {
        let is_entry = |line: &&str| line.starts_with(|char: char| char.is_ascii_lowercase());
        source.lines().filter(is_entry).filter_map(|line| line.split_once(" =").map(|(key, _)| key)).collect()
    }

    fn filled(language: Language, text: Text) -> String {
        let long = |name| (name, Arg::Words("W".repeat(4)));
        let names = [
            "shop",
            "example",
            "number",
            "content",
            "total",
            "category",
            "words",
            "price",
            "sku",
            "name",
            "attribute",
            "chosen",
            "amount",
            "coupons",
            "each",
            "code",
            "list",
            "city",
            "value",
            "place",
            "payment",
            "details",
            "before",
            "now",
            "why",
            "status",
            "date",
            "what",
            "carrier",
            "tracking",
            "case",
            "reason",
            "hint",
            "until",
            "button",
            "hash",
            "mark",
        ];
        let mut args: Vec<(&'static str, Arg)> = names.into_iter().map(long).collect();
        for name in ["units", "quantity", "count", "left", "max", "got", "wanted", "hours"] {
            args.push((name, Arg::Count(9_999)));
        }
        render(language, text, &args)
    }

    fn placeholders(source: &str) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut key = "";
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, _)) =
                line.split_once(" =").filter(|_| line.starts_with(|char: char| char.is_ascii_lowercase()))
            {
                key = name;
            }
            for rest in line.split('$').skip(1) {
                let name = rest.split(|char: char| !char.is_ascii_lowercase()).next().unwrap_or_default();
                found.entry(key).or_default().insert(name);
            }
        }
        found
    }

    #[test]
    fn every_language_fills_in_the_same() {
        for language in Language::ALL {
            let (own, english) = (source(language), source(Language::English));
            assert_eq!(placeholders(&own), placeholders(&english), "{language:?}");
        }
    }

    #[test]
    fn every_text_exists_in_every_language_and_nothing_else_does() {
        let wanted: BTreeSet<&str> = Text::ALL.iter().map(|text| text.id()).collect();
        assert_eq!(wanted.len(), Text::ALL.len(), "keys differ");
        for language in Language::ALL {
            for one in sources(language) {
                assert!(FluentResource::try_new((*one).to_owned()).is_ok(), "{language:?} is readable");
            }
            let all = source(language);
            let found = keys(&all);
            assert_eq!(found.iter().copied().collect::<BTreeSet<_>>(), wanted, "{language:?}");
            assert_eq!(found.len(), wanted.len(), "{language:?}: no key stands in two files");
        }
    }

    #[test]
    fn every_placeholder_is_known_and_filled() {
        for (language, text) in
            Language::ALL.into_iter().flat_map(|one| Text::ALL.iter().map(move |text| (one, text)))
        {
            let said = filled(language, *text);
            assert!(!said.contains(['{', '}', '$']), "{language:?} {text:?}: {said}");
            assert!(!said.trim().is_empty(), "{language:?} {text:?}");
        }
    }

    #[test]
    fn titles_and_footers_fit_with_the_longest_arguments() {
        for (language, text) in
            Language::ALL.into_iter().flat_map(|one| Text::ALL.iter().map(move |text| (one, text)))
        {
            let id = text.id();
            let max = match id {
                // These are fitted, or replaced by a shorter one, where they are used.
                "button-choose" | "button-cancel-order" | "button-place-order-total" => continue,
                _ if id.starts_with("button-") => limits::BUTTON_TITLE,
                _ if id.starts_with("opener") => limits::LIST_OPENER,
                _ if id.starts_with("row-")
                    || matches!(id, "more" | "back" | "none-of-these" | "all-here") =>
                {
                    limits::ROW_TITLE
                }
                _ if id.starts_with("footer-") => limits::FOOTER,
                _ => 500,
            };
            let said = filled(language, *text);
            assert!(length(&said) <= max, "{language:?} {id}: {} units", length(&said));
        }
    }

    /// What a text tells people to type works when they do.
    #[test]
    fn every_word_that_is_to_be_typed_is_understood() {
        let talk = crate::Conversation::default();
        let is_understood = |words: &str| {
            use crate::understand::{Meaning, understand};
            matches!(
                understand(&talk, words),
                Meaning::Command(_) | Meaning::Correction(_) | Meaning::Amount(_) | Meaning::Lines(_)
            )
        };
        let texts = [
            Text::StartedOverBasketKept,
            Text::Help,
            Text::Welcome,
            Text::SwitchHere,
            Text::FooterList,
            Text::FooterCard,
            Text::FooterAdded,
            Text::FooterBasket,
            Text::Cleared,
            Text::NothingToUndo,
            Text::AskCoupon,
            Text::NextCashOnDelivery,
            Text::NextGeneral,
            Text::Oversold,
            Text::AgentComing,
            Text::BotBackAfterAgent,
            Text::Stopped,
            Text::StoppedAlready,
            Text::StartedAgain,
            Text::ExpectedConfirm,
            Text::OurFault,
            Text::NoteNotLeft,
            Text::ChangePaid,
            Text::ConsentGiven,
            Text::ListAside,
            Text::StoppedAll,
            Text::ForgetWaits,
        ];
        for (language, text) in Language::ALL.into_iter().flat_map(|one| texts.map(|text| (one, text))) {
            let said = filled(language, text).replace(['\u{2068}', '\u{2069}'], "");
            let quoted = said.split(['"', '*']).skip(1).step_by(2).filter(|words| !words.contains("WWWW"));
            for words in quoted {
                assert!(is_understood(words), "{language:?} {text:?}: {words:?}");
            }
        }
    }

    #[test]
    fn plurals_follow_the_count() {
        let items = |count: u32| render(Language::English, Text::ItemsCount, &[("units", count.into())]);
        assert_eq!((items(1), items(2)), ("1 item".into(), "2 items".into()));
        let arabic = |count: u32| render(Language::Arabic, Text::ItemsCount, &[("units", count.into())]);
        let forms: BTreeSet<String> = [1, 3].map(|count| arabic(count).replace(char::is_numeric, "")).into();
        assert_eq!(forms.len(), 2, "one and few differ: {forms:?}");
    }

    #[test]
    fn what_is_filled_in_beside_right_to_left_text_is_isolated() {
        let said =
            render(Language::Arabic, Text::OrderHead, &[("number", "1042".into()), ("status", "x".into())]);
        assert!(said.contains("\u{2068}1042\u{2069}"), "{said:?}");
        assert!(
            !render(Language::French, Text::OrderUnknown, &[("number", "7".into())]).contains('\u{2068}')
        );
    }
}
