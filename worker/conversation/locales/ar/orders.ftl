### What the bot says, in Arabic: orders after they were placed, lists, and reminders. The rules of shop.ftl hold here too.

## Alerts and reminders
button-tell = أخبروني عند توفره
button-do-not-tell = لا تخبروني
button-remind-me = نعم، ذكّروني
button-no-reminders = بدون تذكير
button-remind-later = ذكّروني لاحقًا
button-see-product = عرض المنتج
button-stop-reminders = إيقاف التذكير
tell-noted = سأخبركم مرة واحدة عند توفر { $name } من جديد.
tell-off = لن أخبركم بشأن { $name }.
tell-too-many = أنتم في انتظار { $max } منتجًا بالفعل. أزيلوا واحدًا أولًا: الزر موجود في بطاقته.
consent-ask = إذا تركتم سلة دون إتمامها، هل أذكّركم بها مرة واحدة؟ يمكنكم إنهاء ذلك في أي وقت.
consent-given = سأذكّركم. اكتبوا "إيقاف" لإنهاء ذلك.
consent-declined = لن أذكّركم. تستمر أخبار طلباتكم.
reminders-stopped = لن تصلكم تذكيرات بعد الآن. تستمر أخبار طلباتكم.
back-in-stock = { $name } متوفر من جديد. { $price }
basket-reminder = سلتكم ما زالت هنا: { $units ->
        [zero] { $units } قطعة
        [one] { $units } قطعة
        [two] { $units } قطعة
        [few] { $units } قطع
        [many] { $units } قطعة
       *[other] { $units } قطعة
    }، { $total }. هل تطلبونها الآن؟
