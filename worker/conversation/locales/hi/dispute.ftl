### What the bot says, in Hindi: disputes, and people who take over. The rules of shop.ftl hold here too.

# Somebody of the shop speaks: their name, and what they say.
staff-joined = अब { $shop } की ओर से { $name } आपके साथ हैं। बातचीत पूरी होने तक बॉट चुप रहेगा।
staff-left = { $name } के साथ बातचीत पूरी हुई।
staff-says = { $name }: { $words }

# Choosing what it is about
dispute-which-order = यह किस ऑर्डर के बारे में है?
dispute-no-orders = आपका कोई ऐसा हाल का ऑर्डर नहीं मिला जिस पर शिकायत हो सके। एजेंट आपकी मदद कर सकते हैं।
dispute-not-this-order = ऑर्डर { $number } शिकायत के लिए बहुत पुराना है, या दर्ज नहीं हुआ था। एजेंट आपकी मदद कर सकते हैं।
dispute-too-many = आपकी जितनी शिकायतें एक साथ खुली रह सकती हैं, उतनी खुली हैं। एक और के लिए एजेंट आपकी मदद कर सकते हैं।
dispute-scope = ऑर्डर { $number }: शिकायत किस चीज़ की है?
row-dispute-whole = पूरा ऑर्डर
row-dispute-other = कोई और ऑर्डर
dispute-reason = { $what }: क्या समस्या है?
row-reason-not-arrived = सामान नहीं पहुँचा
row-reason-damaged = टूटा या ख़राब
row-reason-wrong = कुछ और आ गया
row-reason-missing = कुछ कम है
row-reason-quality = बताए जैसा नहीं
row-reason-other = कोई और कारण
dispute-wish = आपको क्या चाहिए?
row-wish-refund = पूरे पैसे वापस
row-wish-part = कुछ पैसे वापस
row-wish-replacement = बदले में नया सामान
row-wish-return = लौटाकर पैसे वापस
row-wish-other = कुछ और
opener-dispute = चुनें

# Evidence
dispute-head = शिकायत { $case }, ऑर्डर { $number }: { $reason }।
dispute-opened = आपकी शिकायत { $case } दर्ज हो गई।
dispute-ask-evidence = फ़ोटो, वीडियो, वॉइस नोट या दस्तावेज़ भेजें, या शब्दों में बताएँ। { $hint }
dispute-sends-itself = आप कुछ न करें तो इसे दुकान को भेज दिया जाएगा: { $until }।
hint-not-arrived = बताएँ कि सामान कब और कहाँ आना था।
hint-damaged = सबसे अच्छा: नुक़सान, पैकिंग और लेबल की फ़ोटो।
hint-wrong = सबसे अच्छा: जो आया उसकी और उसके लेबल की फ़ोटो।
hint-missing = सबसे अच्छा: जो-जो आया उसकी और डिलीवरी पर्ची की फ़ोटो।
hint-quality = सबसे अच्छा: जो बताए जैसा नहीं है उसकी फ़ोटो।
hint-other = सबसे अच्छा: जो भी समस्या दिखाए।
dispute-piece-noted = मिल गया। अब तक फ़ाइलें: { $count }, अधिक से अधिक { $max }। और जोड़ें, या दुकान को भेजें।
dispute-full = शिकायत में अधिक से अधिक { $max } फ़ाइलें और उतने ही संदेश आ सकते हैं। पहले भेजा हुआ सुरक्षित है।
dispute-noted = मिल गया। और जोड़ें, या दुकान को भेजें।
dispute-piece-lost = फ़ाइल { $count } रखी नहीं जा सकी: वह बहुत बड़ी है, या ऐसे प्रकार की है जो नहीं ली जाती। कृपया फ़ोटो या PDF के रूप में भेजें।
dispute-overheard = आप यहाँ जो भेजेंगे, वह आपकी शिकायत { $case } में भी जुड़ जाएगा।
dispute-sent = शिकायत दुकान को भेज दी गई: { $date }। वापस लेने के लिए "{ $button }" पर टैप करें।
dispute-sent-by-clock = जोड़ने का समय पूरा हुआ, इसलिए आपकी शिकायत दुकान को भेज दी गई।

# Where it stands
dispute-collecting = आपकी बारी, इस समय तक: { $until }। समस्या दिखाने वाली चीज़ें जोड़ें, फिर शिकायत दुकान को भेजें।
dispute-submitted = दुकान की बारी, इस समय तक: { $until }।
dispute-escalated = अब यह दुकान के मैनेजमेंट के पास है। उनकी बारी, इस समय तक: { $until }।
dispute-stuck = जो तय हुआ वह अपने-आप नहीं हो सका। एजेंट इसे इस समय तक देखेंगे: { $until }। आपको कुछ नहीं करना है।
dispute-offered-refund = { $name } की ओर से { $amount } लौटाने का प्रस्ताव है। आपकी बारी, इस समय तक: { $until }।
dispute-offered-replacement = { $name } की ओर से सामान बिना शुल्क दोबारा भेजने का प्रस्ताव है। आपकी बारी, इस समय तक: { $until }।
dispute-offered-return = { $name } की ओर से सामान लौटाने पर { $amount } देने का प्रस्ताव है। आपकी बारी, इस समय तक: { $until }।
dispute-declined = { $name } की ओर से कोई प्रस्ताव नहीं: "{ $words }"। आपकी बारी, इस समय तक: { $until }। इसे मान लें, या एक बार अपील करें।
dispute-returning = कृपया सामान लौटाएँ। पहुँचने पर आपको { $amount } मिलेंगे। आपकी बारी, इस समय तक: { $until }।
dispute-returned = सामान वापस रास्ते में है। दुकान की बारी, इस समय तक: { $until }।
dispute-paying = तय हुआ। { $amount } वापस किए जा रहे हैं।
dispute-replacing = तय हुआ। बदले के सामान का ऑर्डर किया जा रहा है।
dispute-paid = हो गया: { $amount } वापस करना दर्ज हो गया है। पैसे कब तक पहुँचेंगे, यह भुगतान के तरीके पर निर्भर है।
dispute-replaced = हो गया: ऑर्डर { $number } से सामान बिना शुल्क दोबारा आएगा।
dispute-resolved = { $name } ने सुलझाया: "{ $words }"।
dispute-over = यह शिकायत बंद हो चुकी है
dispute-withdrawn = आपने शिकायत वापस ले ली।
dispute-silence-appeal = आपका जवाब न आने से यह बंद हो गई। आप एक बार अपील कर सकते हैं।
dispute-silence = आपका जवाब न आने से यह बंद हो गई।
dispute-agreed = आपकी सहमति से यह बंद हो गई। कोई भुगतान नहीं होगा।
dispute-final = यह बंद हो गई। अपील के बाद भी दुकान की ओर से कोई प्रस्ताव नहीं है।
dispute-unanswered = दुकान का जवाब न आने से यह बंद हो गई। शिकायत की फ़ाइल में सारी बातचीत है।
dispute-turn-yours = आपकी बारी, इस समय तक: { $until }
dispute-turn-shop = दुकान की बारी, इस समय तक: { $until }
dispute-late = दुकान को देर हो गई है। उन्हें याद दिलाया गया है।
dispute-reminder = याद दिला दें:
dispute-cases = आपकी शिकायतें:
dispute-file = शिकायत { $case } की फ़ाइल, मुहर { $hash }। इसमें कुछ भी बदले, तो मुहर मेल नहीं खाएगी।

# Asking
dispute-why-reject = प्रस्ताव क्यों ठीक नहीं है? एक संदेश में लिखें, या छोड़ने के लिए टैप करें।
dispute-why-appeal = अपील का कारण क्या है? एक संदेश में लिखें, या छोड़ने के लिए टैप करें।
dispute-how-sent = सामान कैसे लौटाया? कूरियर और नंबर लिखें, या छोड़ने के लिए टैप करें।
dispute-withdraw-sure = शिकायत { $case } वापस लें? इसे फिर से खोला नहीं जा सकता।
dispute-old-offer = वह प्रस्ताव अब खुला नहीं है। अभी की स्थिति यह है:
dispute-not-now = यह अभी नहीं हो सकता। स्थिति यह है:

# Buttons
button-send-case = दुकान को भेजें
button-withdraw = शिकायत वापस लें
button-withdraw-now = हाँ, वापस लें
button-keep-case = खुली रखें
button-add-evidence = और जोड़ें
button-accept-offer = प्रस्ताव मानें
button-reject-offer = प्रस्ताव न मानें
button-case-file = शिकायत की फ़ाइल
button-appeal = अपील करें
button-agree = फ़ैसला मानें
button-sent-back = सामान लौटा दिया
button-escalate = मैनेजमेंट से कहें
button-problem = समस्या बताएँ
button-no-words = छोड़ें
