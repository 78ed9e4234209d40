//! Templates: messages that Meta has approved beforehand, the only ones that may be sent when the window is closed.
//!
//! A [`Template`] is one use of a template, with its parameters; its constructor refuses what Meta would refuse for its
//! shape. [`REGISTRY`] declares the templates that the bridge needs, for the command that creates them and for the
//! check of the parameters. To add one: an entry in [`REGISTRY`], and a constructor here that fills it.

use serde::{Deserialize, Serialize};

use crate::outbound::{Error, length};

/// Meta's walls of templates (Cloud API documentation, copies of September 2026).
pub mod limits {
    /// Name of a template.
    pub const NAME: usize = 512;
    /// Text of a template when its parameters are filled in.
    pub const FILLED: usize = 1024;
    /// One parameter. Meta names no wall of its own for it; this keeps four of them within [`FILLED`].
    pub const PARAMETER: usize = 200;
    /// Parameters of one text.
    pub const PARAMETERS: usize = 8;
    /// Languages that are tried, best first.
    pub const LANGUAGES: usize = 3;
    /// Buttons of a template.
    pub const BUTTONS: usize = 10;
    /// Payload of a quick reply, as it comes back.
    pub const PAYLOAD: usize = 256;
}

/// What Meta calls a template, by which it is priced and allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// News of something that the person asked for.
    Utility,
    /// Everything that sells; needs consent.
    Marketing,
    /// One-time codes.
    Authentication,
    /// A category of a newer platform; treated with the greatest care.
    #[serde(other)]
    Unknown,
}

impl Category {
    /// Reads Meta's word, whatever its case.
    pub fn from_wire(word: &str) -> Self {
        match word.to_ascii_lowercase().as_str() {
            "utility" => Self::Utility,
            "marketing" | "marketing_lite" => Self::Marketing,
            "authentication" => Self::Authentication,
            _ => Self::Unknown,
        }
    }

    /// Returns the word of metrics and of the journal.
    pub fn label(self) -> &'static str {
        match self {
            Self::Utility => "utility",
            Self::Marketing => "marketing",
            Self::Authentication => "authentication",
            Self::Unknown => "unknown",
        }
    }
}

/// A button's variable part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ButtonParameter {
    /// What comes back when the quick reply is tapped.
    Payload {
        /// Which button, from 0.
        index: u8,
        /// What comes back.
        payload: String,
    },
    /// The end of the address that the button opens.
    UrlSuffix {
        /// Which button, from 0.
        index: u8,
        /// The end of the address.
        suffix: String,
    },
}

impl ButtonParameter {
    /// Returns which button it belongs to.
    pub fn index(&self) -> u8 {
        match self {
            Self::Payload { index, .. } | Self::UrlSuffix { index, .. } => *index,
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Payload { payload, .. } => payload,
            Self::UrlSuffix { suffix, .. } => suffix,
        }
    }
}

/// One use of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Fields", into = "Fields")]
pub struct Template(Fields);

/// The parts of [`Template`], before they are checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fields {
    /// Its name: small letters, digits and underscores.
    pub name: String,
    /// Language codes, best first; the first that is approved is used.
    pub languages: Vec<String>,
    /// What fills the text, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<String>,
    /// What fills the buttons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<ButtonParameter>,
}

impl Template {
    /// Checks the parts: what Meta would refuse for its shape is not built.
    pub fn new(fields: Fields) -> Result<Self, Error> {
        let is_name = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '_';
        if fields.name.is_empty() || !fields.name.chars().all(is_name) {
            return Err(Error::NotATemplateName);
        }
        within(&fields.name, limits::NAME)?;
        if fields.languages.is_empty() || fields.languages.len() > limits::LANGUAGES {
            let found = fields.languages.len();
            return Err(Error::WrongCount { what: "languages", found, max: limits::LANGUAGES });
        }
        if !fields.languages.iter().all(|code| is_language(code)) {
            return Err(Error::NotALanguage);
        }
        if fields.parameters.len() > limits::PARAMETERS {
            let found = fields.parameters.len();
            return Err(Error::WrongCount { what: "parameters", found, max: limits::PARAMETERS });
        }
        for parameter in &fields.parameters {
            within(parameter, limits::PARAMETER)?;
            // Meta refuses line breaks, tabs and long runs of spaces in parameters (132018).
            if *parameter != one_line(parameter) {
                return Err(Error::NotOneLine);
            }
        }
        if fields.buttons.len() > limits::BUTTONS {
            let found = fields.buttons.len();
            return Err(Error::WrongCount { what: "buttons", found, max: limits::BUTTONS });
        }
        for (place, button) in fields.buttons.iter().enumerate() {
            within(button.text(), limits::PAYLOAD)?;
            if usize::from(button.index()) >= limits::BUTTONS {
                return Err(Error::Duplicate("button indexes"));
            }
            if fields.buttons[..place].iter().any(|other| other.index() == button.index()) {
                return Err(Error::Duplicate("button indexes"));
            }
        }
        Ok(Self(fields))
    }

    /// Returns the parts.
    pub fn fields(&self) -> &Fields {
        &self.0
    }

    /// Returns the same use of the template in one language alone.
    #[must_use]
    pub fn in_language(&self, code: &str) -> Self {
        Self(Fields { languages: vec![code.to_owned()], ..self.0.clone() })
    }

    /// Builds a use of a template of [`REGISTRY`] for a person who speaks `language`. Parameters are brought into one
    /// line and fitted; one that is empty makes the template impossible.
    pub fn of(definition: &Definition, language: &str, parameters: &[&str]) -> Result<Self, Error> {
        if parameters.len() != definition.parameters {
            let found = parameters.len();
            return Err(Error::WrongCount { what: "parameters", found, max: definition.parameters });
        }
        let parameters =
            parameters.iter().map(|text| crate::outbound::fit(&one_line(text), limits::PARAMETER)).collect();
        Self::new(Fields {
            name: definition.name.to_owned(),
            languages: chain(language),
            parameters,
            buttons: Vec::new(),
        })
    }
}

impl TryFrom<Fields> for Template {
    type Error = Error;

    fn try_from(fields: Fields) -> Result<Self, Error> {
        Self::new(fields)
    }
}

impl From<Template> for Fields {
    fn from(template: Template) -> Self {
        template.0
    }
}

/// Returns the languages to try for a person: exactly theirs, its base, the default.
pub fn chain(language: &str) -> Vec<String> {
    let mut chain: Vec<String> = Vec::new();
    let base = language.split('_').next().unwrap_or_default();
    for code in [language, base, DEFAULT_LANGUAGE] {
        if is_language(code) && !chain.iter().any(|known| known == code) {
            chain.push(code.to_owned());
        }
    }
    chain
}

/// The language in which every template of the bridge exists.
pub const DEFAULT_LANGUAGE: &str = "en";

fn is_language(code: &str) -> bool {
    let mut parts = code.splitn(2, '_');
    let base = parts.next().unwrap_or_default();
    let is_base = (2..=3).contains(&base.len()) && base.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_region = |region: &str| {
        (2..=4).contains(&region.len()) && region.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    is_base && parts.next().is_none_or(is_region)
}

fn within(text: &str, max: usize) -> Result<(), Error> {
    match length(text) {
        0 => Err(Error::Empty),
        found if found > max => Err(Error::TooLong { found, max }),
        _ => Ok(()),
    }
}

/// Brings a text into one line with single spaces.
fn one_line(text: &str) -> String {
    text.split(|char: char| char.is_whitespace() || char.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fields() -> Fields {
        Fields {
            name: "order_placed".into(),
            languages: vec!["en".into()],
            parameters: vec!["1042".into()],
            buttons: Vec::new(),
        }
    }

    #[test]
    fn what_meta_would_refuse_for_its_shape_cannot_be_built() {
        assert!(Template::new(fields()).is_ok());
        let refused = |change: fn(&mut Fields)| {
            let mut fields = fields();
            change(&mut fields);
            Template::new(fields).unwrap_err()
        };
        assert_eq!(refused(|fields| fields.name = "Order Placed".into()), Error::NotATemplateName);
        assert_eq!(
            refused(|fields| fields.languages.clear()),
            Error::WrongCount { what: "languages", found: 0, max: 3 }
        );
        assert_eq!(refused(|fields| fields.languages = vec!["English".into()]), Error::NotALanguage);
        assert_eq!(refused(|fields| fields.parameters = vec!["a\nb".into()]), Error::NotOneLine);
        assert_eq!(refused(|fields| fields.parameters = vec![String::new()]), Error::Empty);
        assert!(matches!(
            refused(|fields| fields.parameters = vec!["x".into(); 9]),
            Error::WrongCount { .. }
        ));
        let twice = |fields: &mut Fields| {
            fields.buttons = vec![ButtonParameter::Payload { index: 0, payload: "x".into() }; 2];
        };
        assert_eq!(refused(twice), Error::Duplicate("button indexes"));
    }

    #[test]
    fn a_persons_language_falls_back_to_its_base_and_then_to_the_default() {
        assert_eq!(chain("pt_BR"), ["pt_BR", "pt", "en"]);
        assert_eq!(chain("en"), ["en"]);
        assert_eq!(chain("nonsense!"), ["en"]);
    }

    #[test]
    fn every_template_of_the_registry_obeys_metas_rules_of_creation() {
        for definition in REGISTRY {
            for language in crate::language::Language::ALL.iter().filter(|_| definition.is_on) {
                let code = language.template_code();
                assert!(
                    definition.bodies.iter().any(|(known, _)| *known == code),
                    "{}: {code}",
                    definition.name
                );
            }
            assert_eq!(definition.examples.len(), definition.parameters);
            assert!(definition.bodies.iter().any(|(language, _)| *language == DEFAULT_LANGUAGE));
            for (language, body) in definition.bodies {
                assert!(is_language(language));
                assert!(
                    !body.starts_with('{') && !body.ends_with('}'),
                    "{} begins or ends with a variable",
                    definition.name
                );
                for number in 1..=definition.parameters {
                    assert_eq!(body.matches(&format!("{{{{{number}}}}}")).count(), 1, "{}", definition.name);
                }
                let filled = length(body) + definition.parameters * limits::PARAMETER;
                assert!(filled <= limits::FILLED, "{} may grow to {filled}", definition.name);
            }
            let built = Template::of(&definition, "en", definition.examples).unwrap();
            assert_eq!(built.fields().parameters.len(), definition.parameters);
        }
    }

    proptest! {
        #[test]
        fn any_words_become_parameters_that_meta_takes_or_none(text in ".{0,400}") {
            if let Ok(template) = Template::of(&RESUME_CONVERSATION, "en", &[&text]) {
                let parameter = &template.fields().parameters[0];
                prop_assert!(!parameter.trim().is_empty() && !parameter.contains(['\n', '\t']));
                prop_assert!(!parameter.contains("     ") && length(parameter) <= limits::PARAMETER);
                let json = serde_json::to_string(&template).unwrap();
                prop_assert_eq!(serde_json::from_str::<Template>(&json).unwrap(), template);
            }
        }
    }
}
