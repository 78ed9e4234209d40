### What the bot says, in Hindi: orders after they were placed, lists, and reminders. The rules of shop.ftl hold here too.

## Alerts and reminders
button-tell = आने पर बताएँ
button-do-not-tell = न बताएँ
button-remind-me = हाँ, याद दिलाएँ
button-no-reminders = याद न दिलाएँ
button-remind-later = बाद में याद दिलाएँ
button-see-product = उत्पाद देखें
button-stop-reminders = रिमाइंडर बंद करें
tell-noted = { $name } फिर से स्टॉक में आने पर आपको एक बार बताया जाएगा।
tell-off = { $name } के बारे में नहीं बताया जाएगा।
tell-too-many = आप पहले से { $max } उत्पादों का इंतज़ार कर रहे हैं। पहले एक हटाएँ: बटन उसके कार्ड पर है।
consent-ask = अगर आप कार्ट छोड़ दें, तो क्या एक बार याद दिलाया जाए? इसे कभी भी बंद कर सकते हैं।
consent-given = आपको याद दिलाया जाएगा। बंद करने के लिए "बंद करें" लिखें।
consent-declined = याद नहीं दिलाया जाएगा। ऑर्डर की जानकारी मिलती रहेगी।
reminders-stopped = अब रिमाइंडर नहीं आएँगे। ऑर्डर की जानकारी मिलती रहेगी।
back-in-stock = { $name } फिर से स्टॉक में है। { $price }
basket-reminder = आपका कार्ट अभी भी है: { $units ->
        [one] { $units } आइटम
       *[other] { $units } आइटम
    }, { $total }। अभी ऑर्डर करें?
