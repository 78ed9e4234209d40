### What the bot says, in Hindi: reverse auctions. The rules of shop.ftl hold here too.

## Buttons and rows
button-auction-new = नई नीलामी
button-auction-open = नीलामी खोलें
button-auction-rules = नियम बदलें
button-auction-discard = रहने दें
button-auction-place = हमेशा वाला पता
button-auction-hours = { $hours ->
    [one] { $hours } घंटा
   *[other] { $hours } घंटे
}
button-auction-now = अभी
button-auction-named = बस इतने ही
button-auction-suppliers = सप्लायर ({ $count })
button-auction-invite-all = सबको बुलाएँ
button-auction-join = भाग लें
button-auction-decline = इस बार नहीं
button-auction-floor = मेरे लिए बोली दें
button-auction-floor-off = बोली देना रोकें
button-auction-look = अभी की स्थिति
button-auction-take = यह बोली लें
button-auction-next = अगले से पूछें
button-auction-take-none = कोई न लें
button-auction-cancel = नीलामी रद्द करें
button-auction-cancel-sure = हाँ, रद्द करें
button-auction-keep = चलने दें
button-auction-sheet = ऑडिट शीट
button-auction-withdraw = डिलीवरी संभव नहीं
button-auction-list = मेरी नीलामियाँ
row-auction-seen = बोलीदाता क्या देखें
row-auction-step = बोली का अंतर
row-auction-least = न्यूनतम बोलीदाता
row-auction-opens = शुरुआत
row-auction-ends = अवधि
row-auction-bidders = कौन बोली दे
row-auction-best = सबसे कम कीमत
row-auction-rank = केवल अपना स्थान
row-auction-sealed = कुछ नहीं (गुप्त)
auction-bid-title = बोली { $price }

## Putting one together
auction-ask-what = आपके सप्लायर कीमत घटाते हुए बोली देंगे। आपको क्या चाहिए? जैसे: 200 बोरी सीमेंट max 850 4h
auction-ask-quantity = { $what }: कितने चाहिए?
auction-ask-ceiling = { $what }: बिना टैक्स के एक की अधिकतम कीमत { $code } में क्या है? बोलियाँ वहाँ से नीचे जाएँगी।
auction-ask-place = डिलीवरी कहाँ करनी है? जगह लिखें या लोकेशन भेजें।
auction-ask-ends = नीलामी कितनी देर चले? टैप करें, या लिखें जैसे 90 min, 2 दिन या शुक्रवार 15:00 तक।
auction-ask-bidders = कौन बोली दे? कॉन्टैक्ट कार्ड भेजें, या देश के कोड के साथ नंबर लिखें, जैसे: Juma +254700000002
auction-bidders-so-far = { $count ->
    [one] अब तक { $count } सप्लायर। और भेजें, या आगे बढ़ें।
   *[other] अब तक { $count } सप्लायर। और भेजें, या आगे बढ़ें।
}
auction-suppliers = { $count ->
    [one] इसके लिए दुकान 1 सप्लायर को जानती है:
   *[other] इसके लिए दुकान { $count } सप्लायरों को जानती है:
}
auction-suppliers-pick = सबको बुलाएँ, या जिन्हें बुलाना हो उनके नंबर लिखें, जैसे 1 3। औरों को उनके फ़ोन नंबर से जोड़ सकते हैं।
auction-ask-rule = कौन सा नियम बदलना है?
auction-ask-seen = नीलामी के दौरान बोलीदाता एक-दूसरे का क्या देखें?
auction-ask-step = हर बोली कितनी कम होनी चाहिए? प्रतिशत (1 %), रकम (50), या कीमत के अनुसार रकम (0:10 5000:50) लिखें।
auction-ask-least = कम से कम कितने सप्लायर बोली दें? इससे कम हुए तो किसी को नहीं मिलेगा।
auction-ask-opens = नीलामी कब शुरू हो? टैप करें, या लिखें जैसे 30 min या शुक्रवार 9:00।
auction-summary = नीलामी: { $what }
    एक की अधिकतम कीमत { $price } (कुल { $total }), बिना टैक्स
    डिलीवरी: { $place }
auction-from-to = { $date } से { $now } तक
auction-step-is = अंतर: { $amount }
auction-extends = { $count ->
    [one] अंत के पास कोई और आगे निकला तो { $count } मिनट बढ़ेगी।
   *[other] अंत के पास कोई और आगे निकला तो { $count } मिनट बढ़ेगी।
}
auction-invites = { $count ->
    [one] { $count } सप्लायर आमंत्रित; न्यूनतम बोलीदाता: { $wanted }।
   *[other] { $count } सप्लायर आमंत्रित; न्यूनतम बोलीदाता: { $wanted }।
}
auction-opening = { $count ->
    [one] नीलामी खोली जा रही है और { $count } सप्लायर को बुलाया जा रहा है।
   *[other] नीलामी खोली जा रही है और { $count } सप्लायरों को बुलाया जा रहा है।
}
auction-discarded = कुछ नहीं खोला गया, और किसी को नहीं बुलाया गया।
auction-not-understood = यह समझ में नहीं आया।
auction-times-wrong = ऐसा नहीं हो सकता: अंत शुरुआत के बाद, बीते समय में नहीं, और 60 दिन के भीतर होना चाहिए।
auction-not-now = यह अभी संभव नहीं है।

## How it stands
auction-see-nothing = गुप्त: बोलीदाता एक-दूसरे का कुछ नहीं देखते और अंत तक अपनी बोली बदल सकते हैं।
auction-see-rank = बोलीदाता अपना स्थान देखते हैं, कीमतें नहीं।
auction-see-best = बोलीदाता सबसे कम कीमत देखते हैं।
auction-ends = समाप्ति: { $date }।
auction-ends-or-later = { $count ->
    [one] समाप्ति: { $date }; अंत में कोई और आगे निकला तो { $count } मिनट और।
   *[other] समाप्ति: { $date }; अंत में कोई और आगे निकला तो { $count } मिनट और।
}
auction-next-sealed = आप { $price } तक बोली दे सकते हैं और अंत तक बदल सकते हैं।
auction-next-below = अगली बोली अधिकतम { $price } ({ $before } से { $amount } कम)।
auction-next-first = पहली बोली अधिकतम { $price }।
auction-head = नीलामी { $number }: { $what }
auction-begins = शुरुआत: { $date }।
auction-ceiling = एक की अधिकतम कीमत { $price }।
auction-deciding = बोली बंद हो गई। खरीदार को { $date } तक फ़ैसला करना है।
auction-over-awarded = एक की कीमत { $price } पर दी गई।
auction-over-cancelled = यह रद्द कर दी गई।
auction-over-too-few = बहुत कम सप्लायरों ने बोली दी, इसलिए किसी को नहीं मिली।
auction-over-declined = खरीदार ने कोई बोली नहीं ली।
auction-over-nobody = लेने के लिए कोई बोली नहीं बची।
auction-over-lapsed = समय पर फ़ैसला नहीं आया, इसलिए यह समाप्त हो गई।
auction-best-of = { $count ->
    [one] सबसे कम बोली: { $price }। { $count } सप्लायर ने बोली दी है।
   *[other] सबसे कम बोली: { $price }। { $count } सप्लायरों ने बोली दी है।
}
auction-bids-so-far = { $count ->
    [0] अभी किसी सप्लायर ने बोली नहीं दी है।
    [one] { $count } सप्लायर ने बोली दी है।
   *[other] { $count } सप्लायरों ने बोली दी है।
}
auction-you-lead = आप { $price } पर सबसे आगे हैं।
auction-you-and-best = आपकी बोली: { $price }। सबसे कम: { $now }।
auction-your-rank = आपकी बोली: { $price }। आपका स्थान: { $count }।
auction-your-bid = आपकी बोली: { $price }।
auction-best-now = सबसे कम बोली: { $price }।
auction-none = आपकी अभी कोई नीलामी नहीं है। उसमें आपके सप्लायर कीमत घटाते हुए बोली देते हैं।
auction-yours = आपकी
auction-you-bid = आप भाग ले रहे हैं
auction-list = आपकी नीलामियाँ:
auction-state-planned = शुरू नहीं हुई
auction-state-open = चल रही है
auction-state-deciding = फ़ैसला बाकी
auction-state-awarded = दी गई
auction-state-over = समाप्त
auction-gone = इस नीलामी की जानकारी अब यहाँ नहीं है।

## Bids
auction-why-not-open = बोली { $date } से शुरू होगी
auction-why-late = बोली { $date } को बंद हो गई
auction-why-not-joined = आप भाग नहीं ले रहे; पहले "भाग लें" पर टैप करें
auction-why-nothing-below = इससे कम बोली संभव नहीं
auction-why-ceiling = अधिकतम कीमत { $price } है
auction-why-leading = आप पहले से आगे हैं, और कम बोली से आपको सिर्फ़ नुकसान होगा
auction-why-too-high = यह अधिकतम { $price } होनी चाहिए
auction-why-unchanged = यह पहले से आपकी बोली है
auction-why-no-floor = गुप्त नीलामी में कोई आपके लिए बोली नहीं देता
auction-why-too-many = इस नीलामी में आपने बहुत बार बोली दी है
auction-ask-floor = आपके लिए कितने नीचे तक बोली दी जाए? बोली ज़रूरत भर ही घटेगी। एक की कीमत लिखें, अधिकतम { $price }। दूसरे इसे कभी नहीं देखेंगे।
auction-sure-bid = एक की कीमत { $price } (कुल { $total }) ज़रूरत से बहुत कम है। यही बोली दें?
auction-ask-cancel = { $count ->
    [0] नीलामी { $number } रद्द करें? अभी कोई भाग नहीं ले रहा।
    [one] नीलामी { $number } रद्द करें? { $count } सप्लायर भाग ले रहा है, उसे बताया जाएगा।
   *[other] नीलामी { $number } रद्द करें? { $count } सप्लायर भाग ले रहे हैं, उन्हें बताया जाएगा।
}
auction-bid-refused = आपकी { $price } की बोली मान्य नहीं है: { $why }।
auction-bid-by-floor = आपके लिए { $price } की बोली दी गई।
auction-bid-taken = आपकी { $price } की बोली दर्ज हुई।
auction-floor-refused = आपके लिए { $price } तक बोली नहीं दी जा सकती: { $why }।
auction-floor-off = अब आपके लिए बोली नहीं दी जाएगी। आपकी पिछली बोली बनी रहेगी।
auction-floor-taken = आपके लिए { $price } तक बोली दी जाएगी।
auction-receipt = रसीद { $count }, { $date }, { $code }

## News
auction-opened = { $count ->
    [one] नीलामी की घोषणा हो गई; { $count } सप्लायर आमंत्रित है।
   *[other] नीलामी की घोषणा हो गई; { $count } सप्लायर आमंत्रित हैं।
}
auction-invited = { $shop } के एक खरीदार आपको बोली देने के लिए आमंत्रित करते हैं: एक की कीमत, बिना टैक्स। डिलीवरी: { $place }
auction-joined = { $number }: { $name } भाग ले रहे हैं ({ $count } में से { $got })।
auction-declined = { $number }: { $name } भाग नहीं ले रहे।
auction-began = { $number } में बोली शुरू हो गई।
auction-outbid = { $number } में किसी ने आपसे कम बोली दी।
auction-new-best = { $number } में नई सबसे कम बोली: { $price } (कुल { $total })।
auction-extended = { $number } अब { $date } तक चलेगी: अंत में आई एक बोली सबसे आगे हो गई।
auction-closed = { $number } में बोली बंद हो गई।
auction-proposed = { $number } में बोली बंद हो गई ({ $what })।
    सबसे कम बोली: एक की { $price }, कुल { $total } (बिना टैक्स), { $name } की ओर से।
    बोलीदाता: { $count }। कृपया { $date } तक फ़ैसला करें।
auction-won = आपने { $number } जीत ली: { $what }, एक की कीमत { $price }, कुल { $total } (बिना टैक्स)। डिलीवरी: { $place }
auction-lost = { $number } का फ़ैसला हो गया। इस बार आपकी बोली नहीं ली गई।
auction-passed-over = { $number } के खरीदार ने आपकी बोली नहीं ली।
auction-awarded = { $number } का फ़ैसला: { $name }, एक की कीमत { $price }, कुल { $total } (बिना टैक्स)। दोनों पक्षों को बता दिया गया है।
auction-withdrawn = { $number }: { $name } डिलीवरी नहीं कर सकते।
auction-cancelled = { $number } रद्द कर दी गई।
auction-bidder = बोलीदाता { $number }
auction-sheet-later = ऑडिट शीट बोली बंद होने पर आएगी: तब तक कोई बोलियाँ नहीं देख सकता।
auction-sheet-long = { $number } की ऑडिट शीट चैट के लिए बहुत लंबी है। वह दुकान के पास है।
auction-sheet-is = { $number } की ऑडिट शीट: हर बोली अपने हैश के साथ। इसे अपनी रसीदों से मिलाएँ।
auction-ordered = { $number } अब ऑर्डर { $code } बन गई है: टैक्स सहित { $total }।
auction-order-failed = { $number } का फ़ैसला बना हुआ है, पर दुकान ने अभी ऑर्डर नहीं बनाया। उसकी टीम बनाएगी।
auction-order-off = उस फ़ैसले का ऑर्डर { $code } रद्द हो गया है।
auction-order-stays = उस फ़ैसले के ऑर्डर { $code } पर काम शुरू हो चुका है। दुकान की टीम इसे देखेगी।
auction-you-take-part = आप { $number } में भाग ले रहे हैं।
auction-you-stay-out = आप { $number } में भाग नहीं ले रहे। मन बदले तो "भाग लें" पर टैप करें।
auction-you-withdrew = दर्ज हुआ: आप { $number } की डिलीवरी नहीं कर सकते। खरीदार से अगली बोली के बारे में पूछा जा रहा है।
row-auction-extend = समय बढ़ाना
auction-ask-extend = अंत में आई और आगे निकली बोली पर समाप्ति कितने मिनट बढ़े? बिल्कुल नहीं तो 0 लिखें।
