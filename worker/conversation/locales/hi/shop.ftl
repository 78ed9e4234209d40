### What the bot says, in Hindi. Placeables in braces are filled in by the code; keep every one of them.
### Titles of buttons hold 20 units, rows 24, footers 60. Whole sentences, no idioms. A line must not begin with a star.

## Greeting and menu
greet-new = { $shop } में आपका स्वागत है। इसी चैट में सामान देखना, ऑर्डर करना और भुगतान करना संभव है। जो चाहिए वह लिखें, जैसे "{ $example }", या नीचे टैप करें।
greet-again = { $shop } में आपका फिर से स्वागत है। जो चाहिए वह लिखें, जैसे "{ $example }", या नीचे टैप करें।
greet-basket = { $shop } में आपका फिर से स्वागत है। आपके कार्ट में { $units ->
        [one] { $units } आइटम है
       *[other] { $units } आइटम हैं
    }, कुल { $total }। क्या अभी ऑर्डर करना है?
greet-usual = { $shop } में आपका फिर से स्वागत है। आपका पिछला ऑर्डर { $number }: { $content }, { $total }। क्या फिर से यही चाहिए?
hello-again = { $shop } की ओर से फिर से नमस्ते। आपका ऑर्डर अभी अधूरा है।
menu = { $shop } का मेनू: आपको क्या करना है? नीचे चुनें, या प्रोडक्ट का नाम लिखें।
started-over = चलिए, फिर से शुरू करते हैं।
started-over-basket-kept = चलिए, फिर से शुरू करते हैं। आपका कार्ट सुरक्षित है; उसे खाली करने के लिए "कार्ट खाली करें" लिखें।
shop-unnamed = हमारी दुकान
example-word = चावल
items-count = { $units ->
        [one] { $units } आइटम
       *[other] { $units } आइटम
    }
help = किसी भी समय यह लिखा जा सकता है:
    • प्रोडक्ट का नाम या प्रोडक्ट कोड, जैसे "{ $example }", या एक साथ कई: "2 चावल, 3 दूध"
    • "मेनू", "कार्ट", "चेकआउट", "मेरे ऑर्डर", "ऑर्डर 1042", "कूपन CODE"
    • "कोटेशन", "नीलामी", "शिकायत", "मेरी सूचियाँ", "भाषा"
    • "वापस लें", "पीछे", "फिर से शुरू"
    • किसी व्यक्ति से बात करने के लिए "एजेंट", प्रचार संदेश रोकने के लिए "बंद करें"
choose-language = आपको किस भाषा में बात करनी है?
language-name = हिन्दी
language-set = अब हिन्दी में बात होगी।
speaking = आपको हिन्दी में जवाब मिलेगा।
switch-here = हिन्दी के लिए "हिन्दी" लिखें।
welcome = आपका स्वागत है। जब भी कुछ चाहिए, "मेनू" लिखें।

## Buttons and rows
button-add = { $quantity } जोड़ें
button-add-more = और जोड़ें
button-agent = एजेंट से बात करें
button-alternatives = विकल्प देखें
button-back = पीछे
button-back-to-list = सूची पर वापस
button-basket = कार्ट
button-bot = बॉट पर वापस जाएँ
button-browse = प्रोडक्ट देखें
button-cancel-order = ऑर्डर { $number } रद्द करें
button-cancel-this = यह ऑर्डर रद्द करें
button-change = कुछ बदलें
button-checkout = चेकआउट
button-choose = { $attribute } चुनें
button-choose-any = चुनें
button-clear = कार्ट खाली करें
button-continue = जारी रखें
button-coupon = कूपन लगाएँ
button-help = यह कैसे चलता है
button-keep-order = ऑर्डर बनाए रखें
button-make-it = { $quantity } कर दें
button-menu = मेनू
button-order-again = फिर से ऑर्डर करें
button-order-status = ऑर्डर की स्थिति
button-orders = मेरे ऑर्डर
button-other-amount = दूसरी मात्रा
button-other-payment = अन्य भुगतान तरीका
button-pay = अभी भुगतान करें
button-place-order = ऑर्डर पक्का करें
button-place-order-total = ऑर्डर करें { $total }
button-remove = हटाएँ
button-search = खोजें
button-see-basket = कार्ट देखें
button-skip = इसे न लें
button-still-stands = हाँ, आगे बढ़ें
button-start-over = फिर से शुरू
button-try-again = फिर कोशिश करें
button-undo = वापस लें
back = पीछे
more = और देखें
more-detail = अगला पेज
none-of-these = इनमें से कोई नहीं
row-address = पता
row-delivery = डिलीवरी
row-email = ईमेल
row-keep = जैसा है वैसा रखें
row-lines = कार्ट के आइटम
row-name = नाम
row-order = ऑर्डर { $number }
row-payment = भुगतान
coupon-off-row = कूपन { $code } हटाएँ
opener = चुनें
opener-categories = श्रेणियाँ
opener-change = चुनें
opener-delivery = डिलीवरी
opener-lines = आइटम चुनें
opener-languages = भाषाएँ
opener-menu = मेनू खोलें
opener-orders = मेरे ऑर्डर
opener-payment = भुगतान
opener-products = प्रोडक्ट देखें
opener-values = चुनें
number-hint = जवाब में नंबर लिखें:
footer-list = टैप करें, या नंबर, नाम, "पीछे" या "मेनू" लिखें।
footer-card = या मात्रा लिखें, जैसे "x3", या "पीछे"।
footer-added = मात्रा बदलने के लिए "x3" लिखें।
footer-basket = बदलाव हटाने के लिए "वापस लें" लिखें, या "मेनू"।
footer-summary = आपके पक्का करने तक कुछ भी ऑर्डर नहीं होगा।

## Browsing and searching
categories-top = आपको क्या चाहिए?
categories-below = { $category }: एक श्रेणी चुनें।
all-here = यहाँ का सारा सामान
products-in = { $category }
or-search = जो चाहिए उसका नाम लिखने से शायद जल्दी मिल जाए।
category-gone = यह श्रेणी अब नहीं है।
category-empty = { $category } में अभी कुछ नहीं है।
nothing-sold = यहाँ अभी खरीदने के लिए कुछ नहीं है।
still-loading = कैटलॉग अभी लोड हो रहा है। कृपया एक मिनट बाद फिर से कोशिश करें।
ask-search = आपको क्या चाहिए? नाम या प्रोडक्ट कोड लिखें, जैसे "{ $example }"।
found = { $count ->
        [one] "{ $words }" के लिए यह मिला:
       *[other] "{ $words }" के लिए ये { $count } मिले:
    }
nothing-found = "{ $words }" के लिए कुछ नहीं मिला।
none-of-these-then = तो कहीं और देखते हैं: कोई श्रेणी चुनें, दूसरे शब्द लिखें, या एजेंट से पूछें।
old-list = वह संदेश पुराना है; अब हम यहाँ हैं।

## One product
price-from = { $price } से
price-on-request = कीमत पूछने पर
on-request = कीमत पूछने पर
sold-out = स्टॉक ख़त्म
comes-later = बाद में आएगा
in-stock = स्टॉक में है
in-stock-count = स्टॉक में: { $left }
out-of-stock = अभी स्टॉक में नहीं है
not-sold-now = अभी बिक्री में नहीं है
backorder = ऑर्डर हो सकता है, डिलीवरी बाद में होगी
article-number = कोड { $sku }
one-per-order = एक ऑर्डर में सिर्फ़ एक
product-gone = यह प्रोडक्ट अब नहीं बिकता।
alternatives-to = { $name } की जगह ये उपलब्ध हैं:
no-alternatives = { $name } जैसा कुछ अभी नहीं है।
choose-value = { $name }{ $chosen }: { $attribute } चुनें।
combination-gone = यह विकल्प अब नहीं बिकता। कृपया फिर से चुनें।
how-many = कितने चाहिए?
type-amount = { $name }: कितने चाहिए? संख्या लिखें, जैसे "12"।
amount-noted = लिख लिया: { $quantity }।
amount-out-of-range = कृपया 1 से { $max } तक की पूरी संख्या लिखें।
only-so-many = { $name }: सिर्फ़ { $left } बचे हैं।
at-most = { $name }: एक बार में ज़्यादा से ज़्यादा { $max } ऑर्डर हो सकते हैं।
this-article = यह प्रोडक्ट

## Basket
added = कार्ट में जोड़ दिया: { $quantity } × { $name }।
now-in-basket = कार्ट में अब { $quantity } × { $name } है।
basket-now = कार्ट: { $units ->
        [one] { $units } आइटम
       *[other] { $units } आइटम
    }, कुल { $total }, लागू होने पर डिलीवरी और टैक्स सहित।
basket-head = आपका कार्ट ({ $units ->
        [one] { $units } आइटम
       *[other] { $units } आइटम
    })
basket-empty = आपका कार्ट खाली है।
basket-complaint = कार्ट में कुछ ऐसा है जो इस तरह ऑर्डर नहीं हो सकता। कृपया उसे बदलें या हटाएँ।
basket-rebuilt = दुकान में आपके कार्ट का समय समाप्त हो गया था। उसे आज की कीमतों पर फिर से तैयार कर दिया गया है।
more-lines = { $count ->
        [one] और { $count } अन्य
       *[other] और { $count } अन्य
    }
total-items = सामान: { $amount }
total-discount = छूट ({ $coupons }): -{ $amount }
total-delivery = डिलीवरी ({ $name }): { $amount }
total-tax = टैक्स: { $amount }
total-all = कुल: { $amount }
choose-line = आपको कौन सा आइटम बदलना है?
change-line = { $quantity } × { $name }
    एक का { $each }, कुल { $total }।
    नई मात्रा लिखें, या टैप करें।
line-gone = यह आइटम अब कार्ट में नहीं है।
line-removed = हटा दिया: { $name }।
line-set = अब { $quantity } × { $name }।
cleared = कार्ट अब खाली है। उसे वापस लाने के लिए "वापस लें" लिखें।
undone = आख़िरी बदलाव वापस ले लिया गया है।
nothing-to-undo = वापस लेने के लिए कुछ नहीं है: सिर्फ़ आख़िरी बदलाव वापस हो सकता है। आगे बढ़ने के लिए "कार्ट" या "मेनू" लिखें।
ask-coupon = कृपया कूपन का कोड लिखें, या "पीछे"।
coupon-applied = कूपन { $code } लगा दिया गया है।
coupon-removed = कूपन { $code } हटा दिया गया है।
coupon-unknown = दुकान कूपन "{ $code }" स्वीकार नहीं करती: वह मौजूद नहीं है, समाप्त हो चुका है, या इस कार्ट पर लागू नहीं होता।
added-many = जोड़ दिया:
    { $list }
missing-many = नहीं जोड़ा गया:
    { $list }
missing-not-sold = { $name }: अब नहीं बिकता
missing-not-found = { $name }: नहीं मिला
missing-needs-choice = { $name }: यह कई प्रकार में आता है। कृपया बाद में अलग से चुनें।
missing-sold-out = { $name }: अभी स्टॉक में नहीं है।
nothing-added = कार्ट में कुछ नहीं जोड़ा गया।
which-one = { $quantity } × "{ $words }": आपको कौन सा चाहिए?
list-aside = आपकी सूची का बाकी हिस्सा रुका है; वह अभी कार्ट में नहीं है:
    { $list }
    आगे बढ़ाने के लिए "जारी रखें" लिखें।
not-in-basket = "{ $words }" आपके कार्ट में नहीं है।
list-too-long = एक सूची में { $max } पंक्तियाँ आती हैं; बाकी { $count } बाद में भेजें

## Checkout
ask-name = ऑर्डर पर कौन सा नाम लिखना है?
ask-email = दुकान रसीद किस ईमेल पते पर भेजे? ईमेल के बिना दुकान ऑर्डर नहीं लेती।
ask-phone = डिलीवरी के लिए किस फ़ोन नंबर पर कॉल किया जाए?
ask-address = डिलीवरी कहाँ करनी है? एक ही संदेश में सड़क और शहर लिखें, जैसे "एमजी रोड 12, पुणे", या नीचे अपनी लोकेशन भेजें।
ask-billing-address = बिल के लिए आपका पता क्या है? एक ही संदेश में सड़क और शहर लिखें, जैसे "एमजी रोड 12, पुणे"।
ask-city = यह किस शहर में है?
ask-state = यह किस राज्य में है?
ask-postcode = इस पते का पिन कोड क्या है?
ask-country = यह किस देश में है? कृपया देश का दो अक्षरों वाला कोड लिखें, जैसे "IN"।
not-a-name = अक्षरों में लिखा नाम चाहिए, जैसे "आशा शर्मा"।
not-an-email = ईमेल पता चाहिए, जैसे "asha@example.com"।
not-a-phone = फ़ोन नंबर चाहिए, जैसे "+91 98765 43210"।
not-an-address = सड़क और शहर का नाम चाहिए, जैसे "एमजी रोड 12, पुणे"।
not-a-town = शहर का नाम चाहिए, जैसे "पुणे"।
not-a-country = देश का दो अक्षरों वाला कोड चाहिए, जैसे "IN"।
answer-too-long = यह ऑर्डर पर लिखने के लिए बहुत लंबा है। कृपया छोटा करके भेजें।
wrong-again = अगर यह न हो पाए, तो एजेंट मदद कर सकते हैं।
field-refused = दुकान "{ $value }" स्वीकार नहीं करती।
address-refused = दुकान यह पता स्वीकार नहीं करती।
address-kept = यह पता आपके अगले ऑर्डर के लिए सहेज लिया गया है।
pin-name = फ़ोन से भेजी गई लोकेशन
no-delivery-there = दुकान { $city } में डिलीवरी नहीं करती। क्या कोई दूसरा पता है?
nothing-to-pay = कुछ भुगतान नहीं करना है
no-payment = इस कार्ट के लिए दुकान चैट में भुगतान का कोई तरीका नहीं देती।
choose-delivery = { $city } में डिलीवरी कैसे करनी है?
choose-payment = कुल: { $total }। आपको भुगतान कैसे करना है?
change-what = आपको क्या बदलना है?
summary-head = आपका ऑर्डर ({ $units ->
        [one] { $units } आइटम
       *[other] { $units } आइटम
    })
summary-to = पता: { $name }, { $place }
summary-payment = भुगतान: { $payment }
summary-unclear-before = कृपया ध्यान दें: अभी यह साफ़ नहीं है कि आपका पिछला ऑर्डर दर्ज हुआ या नहीं। अगर हुआ था, तो यह दूसरा ऑर्डर होगा।

## Placing
placing-first = आपका ऑर्डर भेजा जा रहा है। दुकान का जवाब आते ही आपको बताया जाएगा।
placing-again = कृपया थोड़ा रुकें, ऑर्डर दुकान तक पहुँच रहा है। आप कितनी भी बार टैप करें, ऑर्डर एक ही बार दर्ज होगा।
placing-still = दुकान अभी आपके ऑर्डर पर काम कर रही है। आपको और कुछ नहीं करना है।
placing-slow = दुकान ने अभी जवाब नहीं दिया है। कुछ खोया नहीं है: दुकान से पूछना जारी है और आपके ऑर्डर का नतीजा आपको बताया जाएगा। तब तक कृपया फिर से ऑर्डर न करें।
placing-unclear = दुकान से साफ़ जवाब नहीं मिला, इसलिए अभी पता नहीं है कि आपका ऑर्डर दर्ज हुआ या नहीं। हमारी टीम इसे देख रही है और आपको लिखेगी। तब तक कृपया यही सामान फिर से ऑर्डर न करें।
placed = धन्यवाद। आपका ऑर्डर { $number } दर्ज हो गया है। कुल: { $total }।
next-cash-on-delivery = आपको डिलीवरी के समय { $total } देने हैं। ऑर्डर देखने के लिए "मेरे ऑर्डर" लिखें, या उसे बदलने के लिए "एजेंट"।
next-bank = कृपया संदर्भ { $number } के साथ { $total } ट्रांसफ़र करें:
    { $details }
next-bank-later = कृपया बैंक ट्रांसफ़र से { $total } का भुगतान करें। दुकान आपको बैंक की जानकारी ईमेल से भेजेगी।
next-pay-link = कृपया नीचे दिए गए पेज पर { $total } का भुगतान करें। उसके बाद ऑर्डर पैक किया जाएगा।
next-general = भुगतान: { $payment }। ऑर्डर देखने के लिए "मेरे ऑर्डर" लिखें, या उसे बदलने के लिए "एजेंट"।
oversold = कृपया ध्यान दें: कई खरीदारों ने एक ही समय पर { $name } का ऑर्डर दिया, और दुकान के पास उतना माल नहीं है। आपका ऑर्डर बना हुआ है; उसका कुछ हिस्सा बाद में आ सकता है। अगर यह आपको ठीक न लगे, तो "एजेंट" लिखें।
shortfall-line = { $name }: { $wanted } की जगह { $got }
shortened = आपने जितना पक्का किया था, दुकान में उससे कम बचा था। आपका ऑर्डर { $number } उपलब्ध माल के साथ दर्ज हो गया है। कुल अब { $total } है। इसे रखना है या रद्द करना है?
basket-changed = अभी कुछ ऑर्डर नहीं हुआ है, क्योंकि इस बीच कुछ बदल गया:
diff-gone = { $name }: अब उपलब्ध नहीं है
diff-new = { $name }: कार्ट में अब { $quantity } हैं
diff-price = { $name }: कीमत अब { $now } है, पहले { $before } थी
diff-quantity = { $name }: { $before } की जगह { $now }
diff-total = कुल अब { $now } है, पहले { $before } था
not-placed = ऑर्डर दर्ज नहीं हुआ, और कोई पैसा नहीं लिया गया। { $why }
place-unavailable = दुकान से संपर्क नहीं हो सका। कुछ ऑर्डर नहीं हुआ और कोई पैसा नहीं लिया गया। कृपया कुछ मिनट बाद फिर से कोशिश करें।

## What the shop refuses
refused-out-of-stock = { $name } स्टॉक में नहीं है।
refused-not-enough = { $name }: इतना स्टॉक नहीं बचा है।
refused-too-many = { $name }: एक बार में इतनी मात्रा ऑर्डर नहीं हो सकती।
refused-one-per-order = { $name }: एक बार में सिर्फ़ एक ही ऑर्डर हो सकता है।
refused-not-sold = { $name } अभी नहीं बिकता।
refused-choice = { $name } का यह प्रकार उपलब्ध नहीं है। कृपया फिर से चुनें।
refused-coupon = यह कूपन स्वीकार नहीं हुआ।
refused-coupon-absent = यह कूपन कार्ट में नहीं है।
refused-no-delivery = दुकान इस पते पर डिलीवरी नहीं करती।
refused-payment = भुगतान का यह तरीका अब स्वीकार नहीं होता।
refused-empty = कार्ट खाली है।
refused-other = दुकान ने इसे स्वीकार नहीं किया। कृपया फिर से कोशिश करें, या एजेंट से पूछें।
shop-unavailable = अभी दुकान से संपर्क नहीं हो पा रहा है। कुछ नहीं बदला और कोई पैसा नहीं लिया गया। कृपया एक मिनट बाद फिर से कोशिश करें।
shop-unknown = दुकान ने बदलाव की पुष्टि नहीं की, इसलिए हो सकता है कि वह हुआ हो या न हुआ हो। कोई पैसा नहीं लिया गया। कृपया देख लें।

## Orders
orders-head = { $count ->
        [one] आपका पिछला ऑर्डर:
       *[other] आपके पिछले { $count } ऑर्डर:
    }
no-orders = अभी तक आपका कोई ऑर्डर नहीं मिला।
order-unknown = आपका ऑर्डर { $number } नहीं मिला।
order-head = ऑर्डर { $number }: { $status }
order-foot = कुल: { $total }। ऑर्डर की तारीख: { $date }। भुगतान: { $payment }।
cancelled = ऑर्डर { $number } रद्द हो गया है। कुछ डिलीवर नहीं होगा।
not-cancelled = ऑर्डर { $number } अब रद्द नहीं हो सकता। एजेंट आपकी मदद कर सकते हैं।
cancel-ask = ऑर्डर { $number } रद्द करें? { $content }, { $total }। कुछ डिलीवर नहीं होगा।
cancel-which = कौन सा ऑर्डर रद्द करना है?
cancel-hint = रद्द करने के लिए "ऑर्डर { $number } रद्द करें" लिखें।
cancel-paid = ऑर्डर { $number } का भुगतान हो चुका है: { $total }। इसे रद्द करके पैसा दुकान ही लौटा सकती है। क्या उनसे कह दूँ?
button-ask-shop = दुकान से कहें
cancel-wished = दुकान के लिए नोट छोड़ दिया है: आप ऑर्डर { $number } रद्द करवाना और { $total } वापस चाहते हैं। उनके फ़ैसले तक ऑर्डर बना रहेगा। ख़बर यहीं मिलेगी।
cancelled-paid = ऑर्डर { $number } रद्द हो गया है, पर उसका भुगतान उसी समय आ गया। दुकान के लिए { $total } लौटाने का नोट छोड़ दिया है।
paid-meanwhile = इस बीच ऑर्डर { $number } का आपका भुगतान आ गया, इसलिए वह रद्द नहीं हुआ।
note-not-left = ऑर्डर { $number } के बारे में दुकान के लिए नोट नहीं छोड़ा जा सका। "एजेंट" लिखें, एजेंट इसे देखेंगे।
order-moved-on = इस बीच दुकान ने ऑर्डर { $number } बदल दिया, इसलिए कुछ नहीं किया गया। अब वह ऐसा है।
cancelled-already = ऑर्डर { $number } पहले ही रद्द हो चुका है या उसके पैसे वापस हो चुके हैं।
order-kept = ऑर्डर { $number } वैसा ही रहेगा।
status-draft = अधूरा
status-pending = भुगतान बाकी
status-processing = तैयार हो रहा है
status-on-hold = भुगतान की पुष्टि बाकी
status-completed = पूरा
status-cancelled = रद्द
status-refunded = पैसे वापस
status-failed = भुगतान असफल

## News of an order
news-processing = ऑर्डर { $number } अब तैयार किया जा रहा है।
news-paid = धन्यवाद, ऑर्डर { $number } का भुगतान मिल गया है। ऑर्डर अब तैयार किया जा रहा है।
news-on-hold = ऑर्डर { $number } भुगतान की पुष्टि होने तक रुका है।
news-pending = ऑर्डर { $number } का भुगतान बाकी है: { $total }।
news-completed = ऑर्डर { $number } पूरा हो गया है। धन्यवाद।
news-shipped = ऑर्डर { $number } रास्ते में है।
news-tracking = ट्रैकिंग ({ $carrier }): { $tracking }
news-cancelled = ऑर्डर { $number } रद्द कर दिया गया। कुछ डिलीवर नहीं होगा।
news-refunded = ऑर्डर { $number } के पैसे वापस कर दिए गए हैं: { $amount }।
news-refunded-part = ऑर्डर { $number } के कुछ पैसे वापस कर दिए गए हैं: { $amount }।
news-failed = ऑर्डर { $number } का भुगतान सफल नहीं हुआ। कोई पैसा नहीं लिया गया।
news-total = दुकान ने ऑर्डर { $number } बदला है। कुल अब { $now } है, पहले { $before } था।
news-status = ऑर्डर { $number } की नई जानकारी। स्थिति: { $status }।

## A person, promotions
agent-coming = यहाँ आपको एजेंट जवाब देंगे। तब तक बॉट चुप रहेगा; "मेनू" लिखने पर, या { $hours } घंटे बाद, बॉट फिर से जवाब देगा।
bot-back = बॉट फिर से आपके साथ है।
bot-back-after-agent = यह फिर से दुकान का बॉट है। आगे बढ़ने के लिए "मेनू" लिखें, या किसी व्यक्ति से बात करने के लिए "एजेंट"।
stopped = अब आपको प्रचार संदेश नहीं मिलेंगे। आपके ऑर्डर की जानकारी आती रहेगी; उसे भी रोकने के लिए "सब बंद करें" लिखें। प्रचार संदेश फिर से पाने के लिए "शुरू करें" लिखें।
stopped-already = आपको प्रचार संदेश पहले से नहीं भेजे जाते। आपके ऑर्डर की जानकारी आती रहेगी; उसे भी रोकने के लिए "सब बंद करें" लिखें। इसे बदलने के लिए "शुरू करें" लिखें।
started-again = अब प्रचार संदेश और ऑर्डर की जानकारी फिर से मिलेगी। प्रचार संदेश रोकने के लिए "बंद करें" लिखें, सब कुछ रोकने के लिए "सब बंद करें"।

## Not understood
expected-amount = यहाँ मात्रा चाहिए, जैसे "3", या कोई प्रोडक्ट, जैसे "{ $example }"।
expected-number = यहाँ सूची का कोई नंबर चाहिए, जैसे "2", या कोई प्रोडक्ट, जैसे "{ $example }"।
expected-product = यहाँ कोई प्रोडक्ट चाहिए, जैसे "{ $example }", या कोई शब्द, जैसे "मेनू"।
expected-coupon = यहाँ कूपन का कोड चाहिए, एक शब्द, जैसे "SAVE10"। कूपन के बिना आगे बढ़ने के लिए "कार्ट" लिखें।
expected-confirm = ऑर्डर पक्का करने के लिए "हाँ" लिखें, या कुछ बदलने के लिए "नहीं"।
miss-likeliest = आपकी बात पूरी तरह समझ नहीं आई। क्या इनमें से कुछ चाहिए?
miss-agent = माफ़ कीजिए, अब भी समझ नहीं आया। क्या आपको एजेंट की मदद चाहिए?
cannot-listen = अभी वॉइस संदेश सुनना संभव नहीं है। कृपया लिखकर भेजें, या एजेंट के लिए नीचे टैप करें।
cannot-see-image = अभी तस्वीरें देखना संभव नहीं है। कृपया जो चाहिए वह लिखें, या एजेंट के लिए नीचे टैप करें।
cannot-see-video = अभी वीडियो देखना संभव नहीं है। कृपया जो चाहिए वह लिखें, या एजेंट के लिए नीचे टैप करें।
cannot-read-document = अभी दस्तावेज़ पढ़ना संभव नहीं है। कृपया जो चाहिए वह लिखें, या एजेंट के लिए नीचे टैप करें।
cannot-read = अभी इस तरह का संदेश पढ़ना संभव नहीं है। कृपया जो चाहिए वह लिखें, या एजेंट के लिए नीचे टैप करें।

## Late
late = माफ़ कीजिए, आपका संदेश अभी पहुँचा है। क्या आपको यह अब भी चाहिए? अभी तक कुछ नहीं किया गया है।
late-words = माफ़ कीजिए, आपका संदेश "{ $words }" अभी पहुँचा है। क्या आपको यह अब भी चाहिए? अभी तक कुछ नहीं किया गया है।

## After a pause
paused = { $what } क्या जारी रखना है?
were-choosing-delivery = { $units ->
        [one] { $units } आइटम
       *[other] { $units } आइटम
    } की डिलीवरी चुनना बाकी था।
were-choosing-payment = { $units ->
        [one] { $units } आइटम
       *[other] { $units } आइटम
    } के भुगतान का तरीका चुनना बाकी था।
were-giving-address = { $units ->
        [one] { $units } आइटम
       *[other] { $units } आइटम
    } के लिए पता देना बाकी था।
were-choosing-product = आपका प्रोडक्ट चुनना बाकी था।
were-ordering = { $units ->
        [one] { $units } आइटम
       *[other] { $units } आइटम
    } का ऑर्डर पूरा करना बाकी था।
were-here = आप यहाँ तक पहुँचे थे।

# A defect of ours
our-fault = माफ़ कीजिए, हमारी ओर से कुछ गड़बड़ हुई। कुछ नहीं बदला गया। कृपया फिर से कोशिश करें, या किसी व्यक्ति से बात करने के लिए *एजेंट* लिखें।
