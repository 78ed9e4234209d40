//! The templates that the bridge needs, with their texts in every language.
//!
//! A text that Meta has approved stays as it is: whoever wants another gives it a new name, so that the old one serves until
//! the new one is approved.

use super::Category;

/// A template that the bridge needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Definition {
    /// Its name at Meta.
    pub name: &'static str,
    /// What it must be for the bridge to use it.
    pub category: Category,
    /// Number of parameters of its text.
    pub parameters: usize,
    /// Its text in each language, with `{{1}}` and so on; neither first nor last, as Meta demands.
    pub bodies: &'static [(&'static str, &'static str)],
    /// Invented parameters that Meta's reviewers see.
    pub examples: &'static [&'static str],
    /// Whether the bridge uses it; the others are examples to begin with.
    pub is_on: bool,
}

/// An order was placed: its number and total.
pub const ORDER_PLACED: Definition = Definition {
    name: "order_placed",
    category: Category::Utility,
    parameters: 2,
    bodies: &[
        ("en", "Your order {{1}} over {{2}} has been placed. Reply to this message to see its details."),
        (
            "fr",
            "Votre commande {{1}} d’un montant de {{2}} est enregistrée. Répondez à ce message pour voir les détails.",
        ),
        ("es", "Su pedido {{1}} por {{2}} se ha realizado. Responda a este mensaje para ver los detalles."),
        (
            "pt_BR",
            "Seu pedido {{1}} no valor de {{2}} foi feito. Responda a esta mensagem para ver os detalhes.",
        ),
        ("ar", "تم تسجيل طلبك رقم {{1}} بقيمة {{2}} بنجاح. للاطلاع على التفاصيل يمكنك الرد على هذه الرسالة."),
        ("sw", "Oda yako {{1}} ya {{2}} imewekwa. Jibu ujumbe huu ili kuona maelezo yake."),
        ("hi", "आपका ऑर्डर {{1}}, कुल {{2}}, दर्ज हो गया है। विवरण देखने के लिए इस संदेश का उत्तर दें।"),
    ],
    examples: &["1042", "KES 2,450.00"],
    is_on: true,
};

/// News of an order: its number and its state.
pub const ORDER_STATUS: Definition = Definition {
    name: "order_status",
    category: Category::Utility,
    parameters: 2,
    bodies: &[
        (
            "en",
            "There is news of your order {{1}}. Its status: {{2}}. Reply to this message to see its details.",
        ),
        (
            "fr",
            "Il y a du nouveau pour votre commande {{1}}. État : {{2}}. Répondez à ce message pour voir les détails.",
        ),
        (
            "es",
            "Hay novedades de su pedido {{1}}. Estado: {{2}}. Responda a este mensaje para ver los detalles.",
        ),
        (
            "pt_BR",
            "Há novidades do seu pedido {{1}}. Situação: {{2}}. Responda a esta mensagem para ver os detalhes.",
        ),
        (
            "ar",
            "هناك جديد بخصوص طلبك رقم {{1}}. الحالة: {{2}}. للاطلاع على التفاصيل يمكنك الرد على هذه الرسالة.",
        ),
        (
            "sw",
            "Kuna habari kuhusu oda yako {{1}}. Hali yake: {{2}}. Jibu ujumbe huu ili kuona maelezo yake.",
        ),
        ("hi", "आपके ऑर्डर {{1}} की नई जानकारी है। स्थिति: {{2}}। विवरण देखने के लिए इस संदेश का उत्तर दें।"),
    ],
    examples: &["1042", "being prepared"],
    is_on: true,
};

/// Staff answered a question about a price.
pub const QUOTE_ANSWER: Definition = Definition {
    name: "quote_answer",
    category: Category::Utility,
    parameters: 1,
    bodies: &[
        ("en", "The answer to your request {{1}} is ready. Reply to this message to read it."),
        ("fr", "La réponse à votre demande {{1}} est prête. Répondez à ce message pour la lire."),
        ("es", "La respuesta a su solicitud {{1}} está lista. Responda a este mensaje para leerla."),
        ("pt_BR", "A resposta à sua solicitação {{1}} está pronta. Responda a esta mensagem para ler."),
        ("ar", "الرد على طلب عرض السعر رقم {{1}} جاهز. لقراءته يمكنك الرد على هذه الرسالة."),
        ("sw", "Jibu la ombi lako {{1}} liko tayari. Jibu ujumbe huu ili kulisoma."),
        ("hi", "आपके अनुरोध {{1}} का उत्तर तैयार है। उसे पढ़ने के लिए इस संदेश का उत्तर दें।"),
    ],
    examples: &["Q-17"],
    is_on: true,
};

/// News of a quote: its number and where it stands.
pub const QUOTE_STATUS: Definition = Definition {
    name: "quote_status",
    category: Category::Utility,
    parameters: 2,
    bodies: &[
        ("en", "There is news of your quote {{1}}. Where it stands: {{2}}. Reply to this message to see it."),
        (
            "fr",
            "Il y a du nouveau pour votre devis {{1}}. Où il en est : {{2}}. Répondez à ce message pour le voir.",
        ),
        (
            "es",
            "Hay novedades de su presupuesto {{1}}. Situación: {{2}}. Responda a este mensaje para verlo.",
        ),
        (
            "pt_BR",
            "Há novidades do seu orçamento {{1}}. Situação: {{2}}. Responda a esta mensagem para vê-lo.",
        ),
        ("ar", "هناك جديد بخصوص عرض السعر رقم {{1}}. الحالة: {{2}}. للاطلاع عليه يمكنك الرد على هذه الرسالة."),
        (
            "sw",
            "Kuna habari kuhusu bei yako ya makadirio {{1}}. Hali yake: {{2}}. Jibu ujumbe huu ili kuiona.",
        ),
        ("hi", "आपके कोटेशन {{1}} की नई जानकारी है। स्थिति: {{2}}। उसे देखने के लिए इस संदेश का उत्तर दें।"),
    ],
    examples: &["1042", "your turn"],
    is_on: true,
};

/// Something waits for the person in this conversation: the name of the shop.
pub const RESUME_CONVERSATION: Definition = Definition {
    name: "resume_conversation",
    category: Category::Utility,
    parameters: 1,
    bodies: &[
        ("en", "The answer of {{1}} to your message is ready. Reply to this message to read it."),
        ("fr", "La réponse de {{1}} à votre message est prête. Répondez à ce message pour la lire."),
        ("es", "La respuesta de {{1}} a su mensaje está lista. Responda a este mensaje para leerla."),
        ("pt_BR", "A resposta de {{1}} à sua mensagem está pronta. Responda a esta mensagem para ler."),
        ("ar", "الرد من {{1}} على رسالتك جاهز. لقراءته يمكنك الرد على هذه الرسالة."),
        ("sw", "Jibu la {{1}} kwa ujumbe wako liko tayari. Jibu ujumbe huu ili kulisoma."),
        ("hi", "आपके संदेश पर {{1}} का उत्तर तैयार है। उसे पढ़ने के लिए इस संदेश का उत्तर दें।"),
    ],
    examples: &["the shop"],
    is_on: true,
};

/// There is news of a dispute: its number, and whose turn it is.
pub const DISPUTE_NEWS: Definition = Definition {
    name: "dispute_news",
    category: Category::Utility,
    parameters: 2,
    bodies: &[
        ("en", "There is news of your dispute {{1}}. {{2}}. Reply to this message to see the details."),
        (
            "fr",
            "Il y a du nouveau pour votre réclamation {{1}}. {{2}}. Répondez à ce message pour voir les détails.",
        ),
        (
            "es",
            "Hay novedades de su reclamación {{1}}. {{2}}. Responda a este mensaje para ver los detalles.",
        ),
        (
            "pt_BR",
            "Há novidades da sua reclamação {{1}}. {{2}}. Responda a esta mensagem para ver os detalhes.",
        ),
        ("ar", "هناك جديد بخصوص شكواكم {{1}}. {{2}}. للاطلاع على التفاصيل يمكنكم الرد على هذه الرسالة."),
        ("sw", "Kuna habari kuhusu lalamiko lako {{1}}. {{2}}. Jibu ujumbe huu ili kuona maelezo yake."),
        ("hi", "आपकी शिकायत {{1}} की नई जानकारी है। {{2}}। विवरण देखने के लिए इस संदेश का उत्तर दें।"),
    ],
    examples: &["D-1042-1", "Your turn until Tue, 1 Dec, 14:00"],
    is_on: true,
};

/// A supplier is invited to bid: what is wanted, and until when.
pub const AUCTION_INVITE: Definition = Definition {
    name: "auction_invite",
    category: Category::Utility,
    parameters: 2,
    bodies: &[
        (
            "en",
            "You are invited to bid for {{1}}. Bidding ends {{2}}. Reply to this message to see the terms.",
        ),
        (
            "fr",
            "Vous êtes invité à faire une offre pour {{1}}. Fin de l’enchère : {{2}}. Répondez à ce message pour voir les conditions.",
        ),
        (
            "es",
            "Le invitamos a ofertar por {{1}}. La subasta termina: {{2}}. Responda a este mensaje para ver las condiciones.",
        ),
        (
            "pt_BR",
            "Você está convidado a dar lances por {{1}}. O leilão termina: {{2}}. Responda a esta mensagem para ver as condições.",
        ),
        (
            "ar",
            "أنت مدعو إلى تقديم عرض على {{1}}. تنتهي المناقصة: {{2}}. للاطلاع على الشروط يمكنك الرد على هذه الرسالة.",
        ),
        ("sw", "Umealikwa kutoa bei ya {{1}}. Mnada unakwisha {{2}}. Jibu ujumbe huu ili kuona masharti."),
        (
            "hi",
            "आपको {{1}} के लिए बोली देने का निमंत्रण है। बोली की समाप्ति: {{2}}। शर्तें देखने के लिए इस संदेश का उत्तर दें।",
        ),
    ],
    examples: &["200 bags of cement", "Sat, 28 Nov, 15:00"],
    is_on: true,
};

/// News of an auction: its name and what it is of.
pub const AUCTION_NEWS: Definition = Definition {
    name: "auction_news",
    category: Category::Utility,
    parameters: 2,
    bodies: &[
        ("en", "There is news of auction {{1}} for {{2}}. Reply to this message to see it."),
        ("fr", "Il y a du nouveau pour l’enchère {{1}} de {{2}}. Répondez à ce message pour le voir."),
        ("es", "Hay novedades de la subasta {{1}} de {{2}}. Responda a este mensaje para verlas."),
        ("pt_BR", "Há novidades do leilão {{1}} de {{2}}. Responda a esta mensagem para ver."),
        ("ar", "هناك جديد بخصوص المناقصة {{1}} على {{2}}. للاطلاع عليه يمكنك الرد على هذه الرسالة."),
        ("sw", "Kuna habari kuhusu mnada {{1}} wa {{2}}. Jibu ujumbe huu ili kuziona."),
        ("hi", "नीलामी {{1}} ({{2}}) की नई जानकारी है। देखने के लिए इस संदेश का उत्तर दें।"),
    ],
    examples: &["07-K3F9A2", "200 bags of cement"],
    is_on: true,
};

/// A basket that was left behind: how many articles, and what they come to. Only for who agreed.
pub const BASKET_REMINDER: Definition = Definition {
    name: "basket_reminder",
    category: Category::Marketing,
    parameters: 2,
    bodies: &[
        (
            "en",
            "Your basket is still there: {{1}}, {{2}}. Reply to this message to go on. Reply STOP to get no reminders.",
        ),
        (
            "fr",
            "Votre panier est toujours là : {{1}}, {{2}}. Répondez à ce message pour continuer, ou STOP pour ne plus recevoir de rappels.",
        ),
        (
            "es",
            "Su carrito sigue ahí: {{1}}, {{2}}. Responda a este mensaje para continuar, o BAJA para no recibir más recordatorios.",
        ),
        (
            "pt_BR",
            "Seu carrinho ainda está lá: {{1}}, {{2}}. Responda a esta mensagem para continuar, ou SAIR para não receber mais lembretes.",
        ),
        (
            "ar",
            "سلتك ما زالت في انتظارك: {{1}}، {{2}}. للمتابعة يمكنك الرد على هذه الرسالة، ولإيقاف التذكير اكتب إيقاف.",
        ),
        (
            "sw",
            "Kikapu chako bado kipo: {{1}}, {{2}}. Jibu ujumbe huu ili kuendelea, au jibu JITOE ili usipate vikumbusho.",
        ),
        (
            "hi",
            "आपका कार्ट अभी भी है: {{1}}, {{2}}। आगे बढ़ने के लिए इस संदेश का उत्तर दें, या रिमाइंडर रोकने के लिए बंद करें लिखें।",
        ),
    ],
    examples: &["3 items", "KES 2,450.00"],
    is_on: true,
};

/// Something is in stock again that the person asked to be told of: its name.
pub const BACK_IN_STOCK: Definition = Definition {
    name: "back_in_stock",
    category: Category::Marketing,
    parameters: 1,
    bodies: &[
        (
            "en",
            "You asked to be told: {{1}} is back in stock. Reply to this message to order it, or STOP to get no such messages.",
        ),
        (
            "fr",
            "Vous vouliez être prévenu : {{1}} est de nouveau en stock. Répondez à ce message pour commander, ou STOP pour ne plus recevoir de tels messages.",
        ),
        (
            "es",
            "Usted pidió que le avisáramos: {{1}} está disponible de nuevo. Responda a este mensaje para pedirlo, o BAJA para no recibir más avisos.",
        ),
        (
            "pt_BR",
            "Você pediu para ser avisado: {{1}} voltou ao estoque. Responda a esta mensagem para pedir, ou SAIR para não receber mais avisos.",
        ),
        (
            "ar",
            "طلبت أن نخبرك: {{1}} متوفر من جديد. لطلبه يمكنك الرد على هذه الرسالة، ولإيقاف هذه الرسائل اكتب إيقاف.",
        ),
        (
            "sw",
            "Uliomba kuambiwa: {{1}} inapatikana tena. Jibu ujumbe huu ili kuagiza, au jibu JITOE ili usipate ujumbe kama huu.",
        ),
        (
            "hi",
            "आपने बताने को कहा था: {{1}} फिर से स्टॉक में है। ऑर्डर करने के लिए इस संदेश का उत्तर दें, या ऐसे संदेश रोकने के लिए बंद करें लिखें।",
        ),
    ],
    examples: &["Rice 5 kg"],
    is_on: true,
};

/// It is time to restock from a list, as the person wished: its name.
pub const RESTOCK_REMINDER: Definition = Definition {
    name: "restock_reminder",
    category: Category::Utility,
    parameters: 1,
    bodies: &[
        (
            "en",
            "As you wished, a reminder of your list {{1}}. Reply to this message to order it, or STOP to get no reminders.",
        ),
        (
            "fr",
            "Comme vous le souhaitiez, un rappel de votre liste {{1}}. Répondez à ce message pour la commander, ou STOP pour ne plus recevoir de rappels.",
        ),
        (
            "es",
            "Como usted pidió, un recordatorio de su lista {{1}}. Responda a este mensaje para pedirla, o BAJA para no recibir más recordatorios.",
        ),
        (
            "pt_BR",
            "Como você pediu, um lembrete da sua lista {{1}}. Responda a esta mensagem para pedir, ou SAIR para não receber mais lembretes.",
        ),
        (
            "ar",
            "كما طلبت، هذا تذكير بقائمتك {{1}}. لطلبها يمكنك الرد على هذه الرسالة، ولإيقاف التذكير اكتب إيقاف.",
        ),
        (
            "sw",
            "Kama ulivyoomba, ukumbusho wa orodha yako {{1}}. Jibu ujumbe huu ili kuagiza, au jibu JITOE ili usipate vikumbusho.",
        ),
        (
            "hi",
            "आपके कहने पर आपकी सूची {{1}} की याद दिलाई जा रही है। ऑर्डर करने के लिए इस संदेश का उत्तर दें, या रिमाइंडर रोकने के लिए बंद करें लिखें।",
        ),
    ],
    examples: &["weekly"],
    is_on: true,
};

/// Every template of the bridge, declared in this one place.
pub const REGISTRY: [Definition; 11] = [
    ORDER_PLACED,
    ORDER_STATUS,
    QUOTE_ANSWER,
    RESUME_CONVERSATION,
    BASKET_REMINDER,
    BACK_IN_STOCK,
    RESTOCK_REMINDER,
    DISPUTE_NEWS,
    AUCTION_INVITE,
    AUCTION_NEWS,
    QUOTE_STATUS,
];
