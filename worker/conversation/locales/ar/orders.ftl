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
        [one] قطعة واحدة
        [two] قطعتان
        [few] { $units } قطع
        [many] { $units } قطعة
       *[other] { $units } قطعة
    }، { $total }. هل تطلبونها الآن؟

## Lists
button-lists = قوائمي
button-save-list = حفظ كقائمة
button-order-list = طلب القائمة الآن
button-see-list = عرض القائمة
button-rename-list = تغيير الاسم
button-delete-list = حذف القائمة
button-every = ضبط تذكير
row-every-weeks = { $count ->
        [zero] كل { $count } أسبوع
        [one] كل أسبوع
        [two] كل أسبوعين
        [few] كل { $count } أسابيع
        [many] كل { $count } أسبوعًا
       *[other] كل { $count } أسبوع
    }
row-never = أبدًا
lists-head = قوائمكم:
lists-none = ليست لديكم قوائم بعد. املؤوا السلة أو افتحوا طلبًا، ثم اكتبوا "حفظ باسم أسبوعي".
lists-full = لديكم { $max } قوائم بالفعل. احذفوا واحدة أولًا.
list-head = القائمة "{ $name }"
list-ask-name = ما اسم القائمة؟ اكتبوا اسمًا قصيرًا، مثلًا "أسبوعي".
list-saved = تم حفظ القائمة "{ $name }". اكتبوا "اطلب { $name }" لطلبها.
list-name-taken = لا يمكن استخدام هذا الاسم. اكتبوا اسمًا آخر.
list-nothing = لا يوجد ما يُحفظ: السلة فارغة.
list-renamed = اسم القائمة الآن "{ $name }".
list-deleted = تم حذف القائمة "{ $name }".
list-restored = عادت القائمة "{ $name }".
list-gone = هذه القائمة لم تعد موجودة.
every-ask = كل كم يوم أذكّركم بقائمة "{ $name }"؟ اختاروا، أو اكتبوا عدد الأيام.
every-now = { $count ->
        [zero] تذكير كل { $count } يوم
        [one] تذكير كل يوم
        [two] تذكير كل يومين
        [few] تذكير كل { $count } أيام
        [many] تذكير كل { $count } يومًا
       *[other] تذكير كل { $count } يوم
    }
every-set = { $count ->
        [zero] سأذكّركم بقائمة "{ $name }" كل { $count } يوم.
        [one] سأذكّركم بقائمة "{ $name }" كل يوم.
        [two] سأذكّركم بقائمة "{ $name }" كل يومين.
        [few] سأذكّركم بقائمة "{ $name }" كل { $count } أيام.
        [many] سأذكّركم بقائمة "{ $name }" كل { $count } يومًا.
       *[other] سأذكّركم بقائمة "{ $name }" كل { $count } يوم.
    }
every-off = لن أذكّركم بقائمة "{ $name }".
restock-reminder = حان وقت قائمتكم "{ $name }": { $list }. هل تطلبونها الآن؟

## Changes of an order
button-change-order = تعديل الطلب
button-change-it = نعم، تعديله
change-order-ask = ماذا تريدون تعديله في الطلب { $number }؟
change-fewer-ask = في هذا الطلب { $quantity } × { $name }. كم تريدون أن يصبح العدد؟ اكتبوا رقمًا؛ والرقم 0 يحذف الصنف.
change-fewer-confirm = الطلب { $number }: { $got } × { $name } بدلًا من { $wanted }. سيصبح المجموع نحو { $now } بدلًا من { $before }. هل نعدّله؟
change-address-ask = إلى أين نوصل الطلب { $number }؟ اكتبوا الشارع والمدينة في رسالة واحدة، مثلًا "شارع الملك فهد 12، الرياض".
change-address-confirm = سيُوصل الطلب { $number } إلى: { $place }. هل نعدّله؟
change-more = تغيّر سعر { $name } عمّا كان في الطلب { $number }. للحصول على { $count } إضافية، هل تطلبونها بسعر اليوم؟
button-new-order = طلب جديد
change-short = لا يوجد في المتجر ما يكفي. لم يُعدَّل الطلب { $number }.
change-paid = تم دفع الطلب { $number } في هذه الأثناء، لذلك لم يُعدَّل. يمكن لأحد الموظفين مساعدتكم: اكتبوا "موظف".
change-too-late = لم يعد من الممكن تعديل الطلب { $number } هنا. يمكن لأحد الموظفين مساعدتكم: اكتبوا "موظف".
order-changed = تم تعديل الطلب { $number }.
