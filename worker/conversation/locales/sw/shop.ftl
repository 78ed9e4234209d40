### What the bot says, in Swahili (Kenya, Tanzania). Placeables in braces are filled in by the code; keep every one of them.
### Titles of buttons hold 20 units, rows 24, footers 60. Whole sentences, no idioms. A line must not begin with a star.

## Greeting and menu
greet-new = Karibu { $shop }. Unaweza kuangalia bidhaa, kuagiza na kulipa kwenye mazungumzo haya. Andika unachohitaji, kwa mfano "{ $example }", au bonyeza hapa chini.
greet-again = Karibu tena { $shop }. Andika unachohitaji, kwa mfano "{ $example }", au bonyeza hapa chini.
greet-basket = Karibu tena { $shop }. Kikapu chako kina { $units ->
        [one] bidhaa { $units }
       *[other] bidhaa { $units }
    }, jumla { $total }. Je, ungependa kuagiza sasa?
greet-usual = Karibu tena { $shop }. Oda yako ya mwisho { $number }: { $content }, { $total }. Je, ungependa kuagiza vile vile tena?
hello-again = Habari tena kutoka { $shop }. Tulikuwa katikati ya oda yako.
menu = Menyu ya { $shop }: ungependa kufanya nini? Chagua hapa chini, au andika jina la bidhaa.
started-over = Tuanze upya.
started-over-basket-kept = Tuanze upya. Kikapu chako kimehifadhiwa; andika "futa kikapu" ili kuondoa vyote.
shop-unnamed = duka letu
example-word = mchele
items-count = { $units ->
        [one] Bidhaa { $units }
       *[other] Bidhaa { $units }
    }
help = Unaweza kuandika haya wakati wowote:
    • jina la bidhaa au namba ya bidhaa, kwa mfano "{ $example }", au kadhaa: "mchele x2, maziwa x3"
    • "menyu", "kikapu", "kamilisha oda", "oda zangu", "oda 1042", "kuponi MSIMBO"
    • "bei maalum", "mnada", "lalamiko", "orodha zangu", "lugha"
    • "tendua", "rudi", "anza upya"
    • "mhudumu" ili kuongea na mtu, "jitoe" ili usipokee matangazo
choose-language = Ungependa nikuandikie kwa lugha gani?
language-name = Kiswahili
language-set = Sasa ninaandika kwa Kiswahili.
speaking = Ninajibu kwa Kiswahili.
switch-here = Ili kuendelea kwa Kiswahili, andika "Kiswahili".
welcome = Karibu sana. Andika "menyu" wakati wowote unapohitaji kitu.

## Buttons and rows
button-add = Ongeza { $quantity }
button-add-more = Ongeza zaidi
button-agent = Ongea na mhudumu
button-alternatives = Ona bidhaa mbadala
button-back = Rudi
button-back-to-list = Rudi kwenye orodha
button-basket = Kikapu
button-bot = Rudi kwa msaidizi
button-browse = Angalia bidhaa
button-cancel-order = Ghairi oda { $number }
button-cancel-this = Ghairi oda hii
button-change = Badilisha kitu
button-checkout = Kamilisha oda
button-choose = Chagua { $attribute }
button-choose-any = Chagua
button-clear = Futa kikapu
button-continue = Endelea
button-coupon = Tumia kuponi
button-help = Jinsi ya kutumia
button-keep-order = Baki na oda hii
button-make-it = Badili iwe { $quantity }
button-menu = Menyu
button-order-again = Agiza tena
button-order-status = Hali ya oda
button-orders = Oda zangu
button-other-amount = Idadi nyingine
button-other-payment = Lipa njia nyingine
button-pay = Lipa sasa
button-place-order = Weka oda
button-place-order-total = Weka oda { $total }
button-remove = Ondoa
button-search = Tafuta
button-see-basket = Ona kikapu
button-skip = Usiiweke
button-still-stands = Ndiyo, endelea
button-start-over = Anza upya
button-try-again = Jaribu tena
button-undo = Tendua
back = Rudi
more = Zaidi
more-detail = Ukurasa unaofuata
none-of-these = Hakuna kati ya hizi
row-address = Anwani
row-delivery = Usafirishaji
row-email = Barua pepe
row-keep = Acha kama ilivyo
row-lines = Bidhaa kwenye kikapu
row-name = Jina
row-order = Oda { $number }
row-payment = Malipo
coupon-off-row = Ondoa kuponi { $code }
opener = Chagua
opener-categories = Aina za bidhaa
opener-change = Chagua
opener-delivery = Usafirishaji
opener-lines = Chagua bidhaa
opener-languages = Lugha
opener-menu = Fungua menyu
opener-orders = Oda zangu
opener-payment = Malipo
opener-products = Ona bidhaa
opener-values = Chagua
number-hint = Jibu kwa namba:
footer-list = Bonyeza, au andika namba, jina, "rudi" au "menyu".
footer-card = Au andika idadi, kwa mfano "x3", au "rudi".
footer-added = Ili kubadilisha idadi, andika "x3".
footer-basket = Andika "tendua" kufuta badiliko, au "menyu".
footer-summary = Hakuna kinachoagizwa hadi uthibitishe oda.

## Browsing and searching
categories-top = Unatafuta nini?
categories-below = { $category }: chagua aina.
all-here = Bidhaa zote za hapa
products-in = { $category }
or-search = Huenda ikawa haraka zaidi kuandika unachotafuta.
category-gone = Aina hii ya bidhaa haipo tena.
category-empty = Hakuna bidhaa katika { $category } kwa sasa.
nothing-sold = Hakuna bidhaa zinazouzwa hapa kwa sasa.
still-loading = Orodha ya bidhaa bado inapakiwa. Tafadhali jaribu tena baada ya dakika moja.
ask-search = Unatafuta nini? Andika jina au namba ya bidhaa, kwa mfano "{ $example }".
found = { $count ->
        [one] Nimepata bidhaa hii kwa "{ $words }":
       *[other] Nimepata bidhaa hizi { $count } kwa "{ $words }":
    }
nothing-found = Sijapata chochote kwa "{ $words }".
none-of-these-then = Basi tutafute kwa njia nyingine: chagua aina ya bidhaa, andika maneno mengine, au uliza mhudumu.
old-list = Ujumbe huo ni wa awali; hapa ndipo tulipo sasa.

## One product
price-from = kuanzia { $price }
price-on-request = Uliza bei
on-request = Uliza bei
sold-out = Imeisha
comes-later = Itafika baadaye
in-stock = Ipo dukani
in-stock-count = Zilizopo dukani: { $left }
out-of-stock = Imeisha kwa sasa
not-sold-now = Haiuzwi kwa sasa
backorder = Inaweza kuagizwa, italetwa baadaye
article-number = Namba ya bidhaa { $sku }
one-per-order = Moja tu kwa kila oda
product-gone = Bidhaa hii haiuzwi tena.
alternatives-to = Badala ya { $name } unaweza kupata:
no-alternatives = Hakuna bidhaa inayofanana na { $name } kwa sasa.
choose-value = { $name }{ $chosen }: chagua { $attribute }.
combination-gone = Mchanganyiko huu hauuzwi tena. Tafadhali chagua tena.
how-many = Ngapi?
type-amount = { $name }: unahitaji ngapi? Andika namba, kwa mfano "12".
amount-noted = Nimeandika: { $quantity }.
amount-out-of-range = Tafadhali andika namba kamili kuanzia 1 hadi { $max }.
only-so-many = { $name }: zimebaki { $left } tu.
at-most = { $name }: unaweza kuagiza { $max } pekee kwa wakati mmoja.
this-article = bidhaa hii

## Basket
added = Imewekwa kikapuni: { $quantity } × { $name }.
now-in-basket = Sasa kikapu kina { $quantity } × { $name }.
basket-now = Kikapu: { $units ->
        [one] bidhaa { $units }
       *[other] bidhaa { $units }
    }, jumla ni { $total }, pamoja na usafirishaji na kodi inapohitajika.
basket-head = Kikapu chako ({ $units ->
        [one] bidhaa { $units }
       *[other] bidhaa { $units }
    })
basket-empty = Kikapu chako hakina kitu.
basket-complaint = Kuna bidhaa kwenye kikapu ambayo haiwezi kuagizwa jinsi ilivyo. Tafadhali ibadilishe au iondoe.
basket-rebuilt = Muda wa kikapu chako ulikuwa umeisha dukani. Nimekiandaa tena kwa bei za leo.
more-lines = { $count ->
        [one] na { $count } nyingine
       *[other] na { $count } nyingine
    }
total-items = Bidhaa: { $amount }
total-discount = Punguzo ({ $coupons }): -{ $amount }
total-delivery = Usafirishaji ({ $name }): { $amount }
total-tax = Kodi: { $amount }
total-all = Jumla: { $amount }
choose-line = Ungependa kubadilisha bidhaa ipi?
change-line = { $quantity } × { $name }
    { $each } kwa kila moja, jumla { $total }.
    Andika idadi mpya, au bonyeza.
line-gone = Bidhaa hii haipo tena kwenye kikapu.
line-removed = Imeondolewa: { $name }.
line-set = Sasa ni { $quantity } × { $name }.
cleared = Kikapu hakina kitu sasa. Andika "tendua" ili kurudisha bidhaa zako.
undone = Badiliko la mwisho limetenduliwa.
nothing-to-undo = Hakuna cha kutendua: ni badiliko la mwisho tu linaloweza kutenduliwa. Andika "kikapu" au "menyu" ili kuendelea.
ask-coupon = Tafadhali andika msimbo wa kuponi, au "rudi".
coupon-applied = Kuponi { $code } imetumika.
coupon-removed = Kuponi { $code } imeondolewa.
coupon-unknown = Duka halikubali kuponi "{ $code }": haipo, muda wake umeisha, au haiendani na kikapu hiki.
added-many = Zimeongezwa:
    { $list }
missing-many = Hazijaongezwa:
    { $list }
missing-not-sold = { $name }: haiuzwi tena
missing-not-found = { $name }: haikupatikana
missing-needs-choice = { $name } ipo ya aina kadhaa. Tafadhali ichague peke yake baadaye.
missing-sold-out = { $name }: imeisha kwa sasa.
nothing-added = Hakuna kilichoongezwa kwenye kikapu.
which-one = { $quantity } × "{ $words }": unataka bidhaa ipi?
list-aside = Sehemu iliyobaki ya orodha yako inasubiri; bado haiko kwenye kikapu:
    { $list }
    Andika "endelea" ili kuendelea nayo.
not-in-basket = "{ $words }" haiko kwenye kikapu chako.
list-too-long = orodha moja huchukua mistari { $max }; tafadhali tuma { $count } iliyobaki baadaye

## Checkout
ask-name = Oda iandikwe kwa jina gani?
ask-email = Duka litume risiti kwa barua pepe gani? Duka halipokei oda bila anwani ya barua pepe.
ask-phone = Msafirishaji apige namba gani ya simu?
ask-address = Tukuletee wapi? Andika mtaa na mji katika ujumbe mmoja, kwa mfano "Moi Avenue 12, Nairobi", au tuma mahali ulipo hapa chini.
ask-billing-address = Anwani yako ya ankara ni ipi? Andika mtaa na mji katika ujumbe mmoja, kwa mfano "Moi Avenue 12, Nairobi".
ask-city = Hapo ni mji gani?
ask-state = Hapo ni kaunti au mkoa gani?
ask-postcode = Anwani hiyo ina msimbo gani wa posta?
ask-country = Hapo ni nchi gani? Tafadhali andika msimbo wa nchi wa herufi mbili, kwa mfano "KE".
not-a-name = Ninahitaji jina lenye herufi, kwa mfano "Asha Kamau".
not-an-email = Ninahitaji anwani ya barua pepe, kwa mfano "asha@example.com".
not-a-phone = Ninahitaji namba ya simu, kwa mfano "+254 712 345678".
not-an-address = Ninahitaji mtaa na mji kwa maneno, kwa mfano "Moi Avenue 12, Nairobi".
not-a-town = Ninahitaji jina la mji, kwa mfano "Nairobi".
not-a-country = Ninahitaji msimbo wa nchi wa herufi mbili, kwa mfano "KE".
answer-too-long = Maandishi hayo ni marefu mno kwa oda. Tafadhali tuma kwa ufupi zaidi.
wrong-again = Ikishindikana, mhudumu anaweza kukusaidia.
field-refused = Duka halikubali "{ $value }".
address-refused = Duka halikubali anwani hii.
address-kept = Nimehifadhi anwani hii kwa oda yako ijayo.
pin-name = Mahali palipotumwa kwa simu
no-delivery-there = Duka halisafirishi hadi { $city }. Je, kuna anwani nyingine?
nothing-to-pay = hakuna cha kulipa
no-payment = Duka halina njia ya kulipia kikapu hiki kwenye mazungumzo haya.
choose-delivery = Tusafirishe vipi hadi { $city }?
choose-payment = Jumla: { $total }. Ungependa kulipa vipi?
change-what = Ungependa kubadilisha nini?
summary-head = Oda yako ({ $units ->
        [one] bidhaa { $units }
       *[other] bidhaa { $units }
    })
summary-to = Kwa: { $name }, { $place }
summary-payment = Malipo: { $payment }
summary-unclear-before = Tafadhali zingatia: bado sijui kama oda yako ya awali iliwekwa. Kama iliwekwa, hii itakuwa oda ya pili.

## Placing
placing-first = Oda yako inawekwa. Nitakujulisha mara tu duka litakapojibu.
placing-again = Tafadhali subiri kidogo, oda inatumwa dukani. Inawekwa mara moja tu, hata ukibonyeza mara nyingi.
placing-still = Duka bado linashughulikia oda yako. Huhitaji kufanya kitu kingine.
placing-slow = Duka bado halijajibu. Hakuna kilichopotea: ninaendelea kuuliza na nitakujulisha matokeo ya oda yako. Kwa sasa, tafadhali usiagize tena.
placing-unclear = Duka halikutoa jibu la wazi, kwa hiyo bado sijui kama oda yako iliwekwa. Wahudumu wetu wanaichunguza na watakuandikia. Tafadhali usiagize vitu hivyo tena hadi wakati huo.
placed = Asante. Oda yako { $number } imewekwa. Jumla: { $total }.
next-cash-on-delivery = Utalipa { $total } utakapoletewa bidhaa. Andika "oda zangu" ili kuifuatilia, au "mhudumu" ili kuibadilisha.
next-bank = Tafadhali tuma { $total } kwa benki ukitumia kumbukumbu namba { $number }:
    { $details }
next-bank-later = Tafadhali lipa { $total } kupitia benki. Duka litakutumia taarifa za benki kwa barua pepe.
next-pay-link = Tafadhali lipa { $total } kwenye ukurasa ulio hapa chini. Oda itafungashwa baada ya hapo.
next-general = Malipo: { $payment }. Andika "oda zangu" ili kuifuatilia, au "mhudumu" ili kuibadilisha.
oversold = Tafadhali zingatia: wanunuzi kadhaa waliagiza { $name } kwa wakati mmoja, na dukani hakuna za kutosha. Oda yako bado ipo; sehemu yake inaweza kufika baadaye. Andika "mhudumu" kama hilo halikufai.
shortfall-line = { $name }: { $got } badala ya { $wanted }
shortened = Zilizobaki dukani zilikuwa chache kuliko ulizothibitisha. Oda yako { $number } imewekwa kwa zilizokuwepo. Jumla sasa ni { $total }. Ungependa kubaki nayo au kuighairi?
basket-changed = Hakuna kilichoagizwa bado, kwa sababu kuna mabadiliko yaliyotokea:
diff-gone = { $name }: haipatikani tena
diff-new = { $name }: zipo { $quantity } kwenye kikapu sasa
diff-price = { $name }: bei sasa ni { $now }, ilikuwa { $before }
diff-quantity = { $name }: { $now } badala ya { $before }
diff-total = Jumla sasa ni { $now }, ilikuwa { $before }
not-placed = Oda haikuwekwa, na hakuna pesa iliyotozwa. { $why }
place-unavailable = Duka halikupatikana. Hakuna kilichoagizwa na hakuna pesa iliyotozwa. Tafadhali jaribu tena baada ya dakika chache.

## What the shop refuses
refused-out-of-stock = { $name } imeisha.
refused-not-enough = { $name } iliyobaki haitoshi.
refused-too-many = Idadi hiyo ya { $name } ni kubwa kuliko inayoweza kuagizwa kwa wakati mmoja.
refused-one-per-order = { $name }: unaweza kuagiza moja tu kwa wakati mmoja.
refused-not-sold = { $name } haiuzwi kwa sasa.
refused-choice = Aina hii ya { $name } haipo. Tafadhali chagua tena.
refused-coupon = Kuponi haikubaliki.
refused-coupon-absent = Kuponi hii haipo kwenye kikapu.
refused-no-delivery = Duka halisafirishi hadi kwenye anwani hii.
refused-payment = Njia hii ya kulipa haikubaliki tena.
refused-empty = Kikapu hakina kitu.
refused-other = Duka halikukubali. Tafadhali jaribu tena, au uliza mhudumu.
shop-unavailable = Duka halipatikani kwa sasa. Hakuna kilichobadilishwa na hakuna pesa iliyotozwa. Tafadhali jaribu tena baada ya dakika moja.
shop-unknown = Duka halikuthibitisha badiliko hilo, kwa hiyo huenda limefanyika au halijafanyika. Hakuna pesa iliyotozwa. Tafadhali angalia.

## Orders
orders-head = { $count ->
        [one] Oda yako ya hivi karibuni:
       *[other] Oda zako { $count } za hivi karibuni:
    }
no-orders = Bado sioni oda yako yoyote.
order-unknown = Sioni oda yako yenye namba { $number }.
order-head = Oda { $number }: { $status }
order-foot = Jumla: { $total }. Iliagizwa tarehe { $date }. Malipo: { $payment }.
cancelled = Oda { $number } imeghairiwa. Hakuna kitakacholetwa.
not-cancelled = Oda { $number } haiwezi kughairiwa tena. Mhudumu anaweza kukusaidia.
cancel-ask = Ungependa kughairi oda { $number }? { $content }, { $total }. Hakuna kitakacholetwa.
cancel-which = Ungependa kughairi oda ipi?
cancel-hint = Ili kuighairi, andika "ghairi oda { $number }".
cancel-paid = Oda { $number } imelipiwa: { $total }. Wahudumu wa duka ndio wataighairi na kurudisha pesa. Niwaombe?
button-ask-shop = Waombe duka
cancel-wished = Nimewaachia wahudumu wa duka ujumbe: unataka oda { $number } ighairiwe na urudishiwe { $total }. Hadi waamue, oda inabaki. Utajulishwa hapa.
cancelled-paid = Oda { $number } imeghairiwa, lakini malipo yake yalifika wakati huo huo. Nimewaachia wahudumu wa duka ujumbe warudishe { $total }.
paid-meanwhile = Malipo yako ya oda { $number } yamefika wakati huo huo, kwa hiyo haikughairiwa.
note-not-left = Sikuweza kuwaachia wahudumu wa duka ujumbe kuhusu oda { $number }. Andika "mhudumu", na mhudumu atalishughulikia.
order-moved-on = Duka limebadilisha oda { $number } wakati huo huo, kwa hiyo hakuna kilichofanyika. Sasa iko hivi.
cancelled-already = Oda { $number } imeshaghairiwa au kurudishiwa pesa.
order-kept = Oda { $number } inabaki kama ilivyo.
status-draft = haijakamilika
status-pending = inasubiri malipo
status-processing = inaandaliwa
status-on-hold = inasubiri malipo yathibitishwe
status-completed = imekamilika
status-cancelled = imeghairiwa
status-refunded = pesa zimerudishwa
status-failed = malipo hayakufaulu

## News of an order
news-processing = Oda { $number } inaandaliwa sasa.
news-paid = Asante, malipo ya oda { $number } yamefika. Oda inaandaliwa sasa.
news-on-hold = Oda { $number } inasubiri malipo yathibitishwe.
news-pending = Oda { $number } inasubiri malipo: { $total }.
news-completed = Oda { $number } imekamilika. Asante.
news-shipped = Oda { $number } iko njiani.
news-tracking = Ufuatiliaji ({ $carrier }): { $tracking }
news-cancelled = Oda { $number } imeghairiwa. Hakuna kitakacholetwa.
news-refunded = Pesa za oda { $number } zimerudishwa: { $amount }.
news-refunded-part = Sehemu ya pesa za oda { $number } imerudishwa: { $amount }.
news-failed = Malipo ya oda { $number } hayakufaulu. Hakuna pesa iliyotozwa.
news-total = Duka limebadilisha oda { $number }. Jumla sasa ni { $now }, ilikuwa { $before }.
news-status = Habari za oda { $number }. Hali: { $status }.

## A person, promotions
agent-coming = Mhudumu atakujibu hapa. Hadi wakati huo sitaandika; nitarudi utakapoandika "menyu", au baada ya saa { $hours }.
bot-back = Nimerudi.
bot-back-after-agent = Msaidizi wa kiotomatiki wa duka amerudi. Andika "menyu" ili kuendelea, au "mhudumu" ili kuongea na mtu.
stopped = Hutapokea matangazo tena. Habari za oda zako zitaendelea; ili kusimamisha hizo pia, andika "ACHA YOTE". Ili kupokea matangazo tena, andika "JIUNGE".
stopped-already = Tayari hupokei matangazo. Habari za oda zako zinaendelea; ili kusimamisha hizo pia, andika "ACHA YOTE". Ili kubadilisha hilo, andika "JIUNGE".
started-again = Utapokea tena matangazo na habari za oda zako. Andika "JITOE" kusimamisha matangazo, au "ACHA YOTE" kusimamisha yote.

## Not understood
expected-amount = Nilitarajia idadi, kwa mfano "3", au bidhaa kama "{ $example }".
expected-number = Nilitarajia namba kutoka kwenye orodha, kwa mfano "2", au bidhaa kama "{ $example }".
expected-product = Nilitarajia bidhaa kama "{ $example }", au neno kama "menyu".
expected-coupon = Nilitarajia msimbo wa kuponi, neno moja, kwa mfano "SAVE10". Andika "kikapu" ili kuendelea bila kuponi.
expected-confirm = Nilitarajia "ndiyo" ili kuweka oda, au "hapana" ili kubadilisha kitu.
miss-likeliest = Sina uhakika unamaanisha nini. Je, ni mojawapo ya hizi?
miss-agent = Samahani, bado sijaelewa. Je, ungependa mhudumu akusaidie?
cannot-listen = Bado siwezi kusikiliza ujumbe wa sauti. Tafadhali andika, au bonyeza hapa chini ili kuongea na mhudumu.
cannot-see-image = Bado siwezi kutazama picha. Tafadhali andika unachohitaji, au bonyeza hapa chini ili kuongea na mhudumu.
cannot-see-video = Bado siwezi kutazama video. Tafadhali andika unachohitaji, au bonyeza hapa chini ili kuongea na mhudumu.
cannot-read-document = Bado siwezi kusoma hati. Tafadhali andika unachohitaji, au bonyeza hapa chini ili kuongea na mhudumu.
cannot-read = Bado siwezi kusoma ujumbe wa aina hii. Tafadhali andika unachohitaji, au bonyeza hapa chini ili kuongea na mhudumu.

## Late
late = Samahani, ujumbe wako umenifikia sasa hivi tu. Je, bado unataka hivyo? Hakuna kilichofanyika bado.
late-words = Samahani, ujumbe wako "{ $words }" umenifikia sasa hivi tu. Je, bado unataka hivyo? Hakuna kilichofanyika bado.

## After a pause
paused = { $what } Je, ungependa kuendelea?
were-choosing-delivery = Ulikuwa unachagua usafirishaji wa { $units ->
        [one] bidhaa { $units }
       *[other] bidhaa { $units }
    }.
were-choosing-payment = Ulikuwa unachagua njia ya kulipia { $units ->
        [one] bidhaa { $units }
       *[other] bidhaa { $units }
    }.
were-giving-address = Ulikuwa unatoa anwani ya kuletewa { $units ->
        [one] bidhaa { $units }
       *[other] bidhaa { $units }
    }.
were-choosing-product = Ulikuwa unachagua bidhaa.
were-ordering = Ulikuwa unaagiza { $units ->
        [one] bidhaa { $units }
       *[other] bidhaa { $units }
    }.
were-here = Hapa ndipo ulipoishia.

# A defect of ours
our-fault = Samahani, kuna hitilafu upande wetu. Hakuna kilichobadilishwa. Tafadhali jaribu tena, au andika *mhudumu* ili kuongea na mtu.
