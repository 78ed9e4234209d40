### What the bot says, in Hindi: orders after they were placed, lists, and reminders. The rules of shop.ftl hold here too.

## Alerts and reminders
button-tell = आने पर बताएँ
button-do-not-tell = न बताएँ
button-remind-me = हाँ, याद दिलाएँ
button-no-reminders = याद न दिलाएँ
button-remind-later = बाद में याद दिलाएँ
button-see-product = प्रोडक्ट देखें
button-stop-reminders = रिमाइंडर बंद करें
tell-noted = { $name } फिर से स्टॉक में आने पर आपको एक बार बताया जाएगा।
tell-off = { $name } के बारे में आपको नहीं बताया जाएगा।
tell-too-many = आप पहले से { $max } प्रोडक्ट का इंतज़ार कर रहे हैं। पहले एक हटाएँ: बटन उसके कार्ड पर है।
consent-ask = अगर आप कार्ट छोड़ दें, तो क्या एक बार याद दिलाया जाए? इसे कभी भी बंद कर सकते हैं।
consent-given = आपको याद दिलाया जाएगा। बंद करने के लिए "बंद करें" लिखें।
consent-declined = आपको याद नहीं दिलाया जाएगा। ऑर्डर की जानकारी मिलती रहेगी।
reminders-stopped = अब रिमाइंडर नहीं आएँगे। ऑर्डर की जानकारी मिलती रहेगी।
back-in-stock = { $name } फिर से स्टॉक में है। { $price }
basket-reminder = आपका कार्ट अभी भी है: { $units ->
        [one] { $units } आइटम
       *[other] { $units } आइटम
    }, { $total }। अभी ऑर्डर करें?

## Lists
button-lists = मेरी सूचियाँ
button-save-list = सूची बनाकर रखें
button-order-list = सूची ऑर्डर करें
button-see-list = सूची देखें
button-rename-list = नाम बदलें
button-delete-list = सूची हटाएँ
button-every = रिमाइंडर लगाएँ
row-every-weeks = { $count ->
        [one] हर हफ़्ते
       *[other] हर { $count } हफ़्ते
    }
row-never = कभी नहीं
lists-head = आपकी सूचियाँ:
lists-none = अभी आपकी कोई सूची नहीं है। कार्ट भरें या कोई ऑर्डर खोलें, फिर "सूची सहेजें" लिखें।
lists-full = आपकी पहले से { $max } सूचियाँ हैं। पहले एक हटाएँ।
list-head = सूची "{ $name }"
list-ask-name = सूची का नाम क्या हो? छोटा नाम लिखें, जैसे "साप्ताहिक"।
list-saved = सूची "{ $name }" सहेज ली गई। ऑर्डर करने के लिए "ऑर्डर करें { $name }" लिखें।
list-name-taken = यह नाम नहीं रखा जा सकता। कोई और नाम लिखें।
list-nothing = सहेजने को कुछ नहीं है: कार्ट खाली है।
list-renamed = सूची का नाम अब "{ $name }" है।
list-deleted = सूची "{ $name }" हटा दी गई।
list-restored = सूची "{ $name }" वापस आ गई।
list-gone = यह सूची अब नहीं है।
every-ask = "{ $name }" की याद कितने दिनों में दिलाई जाए? चुनें, या दिनों की संख्या लिखें।
every-now = { $count ->
        [one] हर दिन याद दिलाया जाएगा
       *[other] हर { $count } दिन में याद दिलाया जाएगा
    }
every-set = { $count ->
        [one] "{ $name }" की याद हर दिन दिलाई जाएगी।
       *[other] "{ $name }" की याद हर { $count } दिन में दिलाई जाएगी।
    }
every-off = "{ $name }" की याद नहीं दिलाई जाएगी।
restock-reminder = आपकी सूची "{ $name }" का समय हो गया: { $list }। अभी ऑर्डर करें?

## Changes of an order
button-change-order = ऑर्डर बदलें
button-change-it = हाँ, बदल दें
change-order-ask = ऑर्डर { $number } में क्या बदलना है?
change-fewer-ask = इस ऑर्डर में { $quantity } × { $name } हैं। कितने चाहिए? संख्या लिखें; हटाने के लिए 0।
change-fewer-confirm = ऑर्डर { $number }: { $wanted } की जगह { $got } × { $name }। कुल { $before } की जगह लगभग { $now } होगा। बदल दें?
change-address-ask = ऑर्डर { $number } कहाँ भेजें? एक ही संदेश में सड़क और शहर लिखें, जैसे "एमजी रोड 12, पुणे"।
change-address-confirm = ऑर्डर { $number } यहाँ जाएगा: { $place }। बदल दें?
change-more = { $name } की कीमत अब ऑर्डर { $number } वाली नहीं है। { $count } और चाहिए तो आज की कीमत पर ऑर्डर करें?
button-new-order = नया ऑर्डर
change-short = दुकान में उतना स्टॉक नहीं है। ऑर्डर { $number } नहीं बदला गया।
change-paid = इस बीच ऑर्डर { $number } का भुगतान हो गया, इसलिए उसे नहीं बदला गया। एजेंट मदद कर सकते हैं: "एजेंट" लिखें।
change-too-late = ऑर्डर { $number } अब यहाँ नहीं बदला जा सकता। एजेंट मदद कर सकते हैं: "एजेंट" लिखें।
order-changed = ऑर्डर { $number } बदल दिया गया।
