### What the bot says, in Modern Standard Arabic. Placeables in braces are filled in by the code; keep every one of them.
### Titles of buttons hold 20 units, rows 24, footers 60. Whole sentences, no idioms. A line must not begin with a star.

## Greeting and menu
greet-new = مرحبًا بكم في { $shop }. يمكنكم التصفح والطلب والدفع في هذه المحادثة. اكتبوا ما تحتاجون إليه، مثلًا "{ $example }"، أو اضغطوا أدناه.
greet-again = أهلًا بعودتكم إلى { $shop }. اكتبوا ما تحتاجون إليه، مثلًا "{ $example }"، أو اضغطوا أدناه.
greet-basket = أهلًا بعودتكم إلى { $shop }. في سلتكم { $units ->
        [zero] { $units } قطعة
        [one] قطعة واحدة
        [two] قطعتان
        [few] { $units } قطع
        [many] { $units } قطعة
       *[other] { $units } قطعة
    }، والمجموع { $total }. هل تريدون إتمام الطلب الآن؟
greet-usual = أهلًا بعودتكم إلى { $shop }. طلبكم الأخير { $number }: { $content }، { $total }. هل تريدون الطلب نفسه مرة أخرى؟
hello-again = مرحبًا بكم مجددًا من { $shop }. كنا في منتصف طلبكم.
menu = قائمة { $shop }: ماذا تريدون أن تفعلوا؟ اختاروا أدناه، أو اكتبوا اسم منتج.
started-over = لنبدأ من جديد.
started-over-basket-kept = لنبدأ من جديد. سلتكم محفوظة؛ اكتبوا "إفراغ السلة" لحذف ما فيها.
shop-unnamed = متجرنا
example-word = أرز
items-count = { $units ->
        [zero] { $units } قطعة
        [one] قطعة واحدة
        [two] قطعتان
        [few] { $units } قطع
        [many] { $units } قطعة
       *[other] { $units } قطعة
    }
help = هذا ما يمكنكم كتابته في أي وقت:
    • اسم منتج أو رقم صنف، مثلًا "{ $example }"، أو عدة منتجات: "2 أرز، 3 حليب"
    • "القائمة"، "السلة"، "إتمام الطلب"، "طلباتي"، "طلب 1042"، "كوبون CODE"
    • "عرض سعر"، "مناقصة"، "شكوى"، "قوائمي"، "اللغة"
    • "تراجع"، "رجوع"، "البدء من جديد"
    • "موظف" للتحدث مع شخص، "إيقاف" لعدم تلقي العروض
choose-language = بأي لغة تفضلون أن نتحدث؟
language-name = العربية
language-set = سأتحدث الآن بالعربية.
speaking = أجيب بالعربية.
switch-here = للعربية، اكتبوا "العربية".
welcome = على الرحب والسعة. اكتبوا "القائمة" متى احتجتم إلى شيء.

## Buttons and rows
button-add = إضافة { $quantity }
button-add-more = إضافة المزيد
button-agent = التحدث مع موظف
button-alternatives = عرض البدائل
button-back = رجوع
button-back-to-list = رجوع إلى النتائج
button-basket = السلة
button-bot = العودة إلى المساعد
button-browse = تصفح المنتجات
button-cancel-order = إلغاء الطلب { $number }
button-cancel-this = إلغاء هذا الطلب
button-change = تعديل شيء
button-checkout = إتمام الطلب
button-choose = اختيار { $attribute }
button-choose-any = اختيار
button-clear = إفراغ السلة
button-continue = متابعة
button-coupon = استخدام كوبون
button-help = طريقة الاستخدام
button-keep-order = الإبقاء على الطلب
button-make-it = تغييرها إلى { $quantity }
button-menu = القائمة
button-order-again = الطلب مرة أخرى
button-order-status = حالة الطلب
button-orders = طلباتي
button-other-amount = كمية أخرى
button-other-payment = طريقة دفع أخرى
button-pay = الدفع الآن
button-place-order = تأكيد الطلب
button-place-order-total = تأكيد { $total }
button-remove = حذف
button-search = بحث
button-see-basket = عرض السلة
button-skip = عدم إضافته
button-still-stands = نعم، متابعة
button-start-over = البدء من جديد
button-try-again = إعادة المحاولة
button-undo = تراجع
back = رجوع
more = المزيد
more-detail = الصفحة التالية
none-of-these = لا شيء من هذه
row-address = العنوان
row-delivery = التوصيل
row-email = البريد الإلكتروني
row-keep = الإبقاء كما هو
row-lines = محتويات السلة
row-name = الاسم
row-order = الطلب { $number }
row-payment = الدفع
coupon-off-row = حذف الكوبون { $code }
opener = اختيار
opener-categories = الفئات
opener-change = اختيار
opener-delivery = التوصيل
opener-lines = اختيار منتج
opener-languages = اللغات
opener-menu = فتح القائمة
opener-orders = طلباتي
opener-payment = الدفع
opener-products = عرض المنتجات
opener-values = اختيار
number-hint = أجيبوا برقم:
footer-list = اضغطوا، أو اكتبوا رقمًا أو اسمًا أو "رجوع" أو "القائمة".
footer-card = أو اكتبوا كمية، مثلًا "x3"، أو "رجوع".
footer-added = لتغيير الكمية، اكتبوا "x3".
footer-basket = اكتبوا "تراجع" لإلغاء آخر تغيير، أو "القائمة".
footer-summary = لا يُطلب شيء قبل أن تؤكدوا الطلب.

## Browsing and searching
categories-top = عمّ تبحثون؟
categories-below = { $category }: اختاروا فئة.
all-here = كل المنتجات هنا
products-in = { $category }
or-search = قد يكون من الأسرع أن تكتبوا ما تبحثون عنه.
category-gone = لم تعد هذه الفئة موجودة.
category-empty = لا توجد منتجات في { $category } حاليًا.
nothing-sold = لا توجد منتجات للبيع هنا حاليًا.
still-loading = ما زال تحميل قائمة المنتجات جاريًا. يرجى المحاولة مرة أخرى بعد دقيقة.
ask-search = عمّ تبحثون؟ اكتبوا اسمًا أو رقم صنف، مثلًا "{ $example }".
found = { $count ->
        [zero] وجدت { $count } نتيجة للبحث عن "{ $words }":
        [one] وجدت هذه النتيجة للبحث عن "{ $words }":
        [two] وجدت هاتين النتيجتين للبحث عن "{ $words }":
        [few] وجدت هذه النتائج ({ $count }) للبحث عن "{ $words }":
        [many] وجدت هذه النتائج ({ $count }) للبحث عن "{ $words }":
       *[other] وجدت هذه النتائج ({ $count }) للبحث عن "{ $words }":
    }
nothing-found = لم أجد شيئًا عند البحث عن "{ $words }".
none-of-these-then = لنبحث إذًا بطريقة أخرى: اختاروا فئة، أو اكتبوا كلمات أخرى، أو اسألوا أحد موظفينا.
old-list = تلك الرسالة قديمة؛ هذا ما وصلنا إليه الآن.

## One product
price-from = من { $price }
price-on-request = السعر عند الطلب
on-request = السعر عند الطلب
sold-out = نفدت الكمية
comes-later = يصل لاحقًا
in-stock = متوفر
in-stock-count = المتوفر: { $left }
out-of-stock = غير متوفر حاليًا
not-sold-now = غير معروض للبيع حاليًا
backorder = يمكن طلبه، ويصل لاحقًا
article-number = رقم الصنف { $sku }
one-per-order = قطعة واحدة لكل طلب
product-gone = لم يعد هذا المنتج معروضًا للبيع.
alternatives-to = بدلًا من { $name } يتوفر:
no-alternatives = لا يوجد حاليًا ما يشبه { $name }.
choose-value = { $name }{ $chosen }: اختاروا { $attribute }.
combination-gone = لم يعد هذا الخيار معروضًا للبيع. يرجى الاختيار من جديد.
how-many = كم العدد؟
type-amount = كم تريدون من { $name }؟ اكتبوا رقمًا، مثلًا "12".
amount-noted = تم تسجيل الكمية: { $quantity }.
amount-out-of-range = يرجى كتابة عدد صحيح من 1 إلى { $max }.
only-so-many = الكمية المتبقية من { $name }: { $left } فقط.
at-most = الحد الأقصى من { $name } في الطلب الواحد: { $max }.
this-article = هذا المنتج

## Basket
added = تمت الإضافة: { $quantity } × { $name }.
now-in-basket = في السلة الآن { $quantity } × { $name }.
basket-now = السلة: { $units ->
        [zero] { $units } قطعة
        [one] قطعة واحدة
        [two] قطعتان
        [few] { $units } قطع
        [many] { $units } قطعة
       *[other] { $units } قطعة
    }، والمجموع الكلي { $total }، شاملًا التوصيل والضريبة إن وُجدا.
basket-head = سلتكم ({ $units ->
        [zero] { $units } قطعة
        [one] قطعة واحدة
        [two] قطعتان
        [few] { $units } قطع
        [many] { $units } قطعة
       *[other] { $units } قطعة
    })
basket-empty = سلتكم فارغة.
basket-complaint = في السلة منتج لا يمكن طلبه بوضعه الحالي. يرجى تعديله أو حذفه.
basket-rebuilt = انتهت صلاحية سلتكم في المتجر. أعدت تجهيزها بأسعار اليوم.
more-lines = { $count ->
        [zero] و{ $count } أخرى
        [one] و{ $count } أخرى
        [two] و{ $count } أخرى
        [few] و{ $count } أخرى
        [many] و{ $count } أخرى
       *[other] و{ $count } أخرى
    }
total-items = المنتجات: { $amount }
total-discount = الخصم ({ $coupons }): -{ $amount }
total-delivery = التوصيل ({ $name }): { $amount }
total-tax = الضريبة: { $amount }
total-all = المجموع: { $amount }
choose-line = أي منتج تريدون تعديله؟
change-line = { $quantity } × { $name }
    سعر القطعة { $each }، والمجموع { $total }.
    اكتبوا الكمية الجديدة، أو اضغطوا.
line-gone = لم يعد هذا المنتج في السلة.
line-removed = تم الحذف: { $name }.
line-set = الآن { $quantity } × { $name }.
cleared = السلة فارغة الآن. اكتبوا "تراجع" لاستعادتها.
undone = تم التراجع عن آخر تغيير.
nothing-to-undo = لا يوجد ما يمكن التراجع عنه: يمكن التراجع عن آخر تغيير فقط. اكتبوا "السلة" أو "القائمة" للمتابعة.
ask-coupon = يرجى كتابة رمز الكوبون، أو "رجوع".
coupon-applied = تم تطبيق الكوبون { $code }.
coupon-removed = تم حذف الكوبون { $code }.
coupon-unknown = لا يقبل المتجر الكوبون "{ $code }": فهو غير موجود، أو انتهت صلاحيته، أو لا يناسب هذه السلة.
added-many = تمت الإضافة:
    { $list }
missing-many = لم تتم الإضافة:
    { $list }
missing-not-sold = { $name }: لم يعد معروضًا للبيع
missing-not-found = { $name }: لم يتم العثور عليه
missing-needs-choice = { $name }: متوفر بعدة أنواع. يرجى اختياره وحده بعد ذلك.
missing-sold-out = { $name }: لا يمكن طلبه حاليًا.
nothing-added = لم تتم إضافة أي شيء إلى السلة.
which-one = { $quantity } × "{ $words }": أي منتج تقصدون؟
list-aside = بقية قائمتكم في الانتظار، ولم تدخل السلة بعد:
    { $list }
    اكتبوا "متابعة" لإكمالها.
not-in-basket = "{ $words }" ليس في سلتك.
list-too-long = القائمة الواحدة تتسع لعدد { $max } من الأسطر؛ أرسلوا البقية ({ $count }) بعد ذلك

## Checkout
ask-name = بأي اسم نسجل الطلب؟
ask-email = إلى أي بريد إلكتروني يرسل المتجر الإيصال؟ لا يقبل المتجر أي طلب من دون بريد إلكتروني.
ask-phone = ما رقم الهاتف الذي يمكن لمندوب التوصيل الاتصال به؟
ask-address = إلى أين نوصل الطلب؟ اكتبوا الشارع والمدينة في رسالة واحدة، مثلًا "شارع الملك فهد 12، الرياض"، أو أرسلوا موقعكم أدناه.
ask-billing-address = ما عنوانكم للفاتورة؟ اكتبوا الشارع والمدينة في رسالة واحدة، مثلًا "شارع الملك فهد 12، الرياض".
ask-city = في أي مدينة يقع هذا العنوان؟
ask-state = في أي محافظة أو منطقة يقع هذا العنوان؟
ask-postcode = ما الرمز البريدي لهذا العنوان؟
ask-country = في أي بلد يقع هذا العنوان؟ يرجى كتابة رمز البلد بحرفين لاتينيين، مثلًا "SA".
not-a-name = أحتاج إلى اسم مكتوب بالحروف، مثلًا "سارة أحمد".
not-an-email = أحتاج إلى عنوان بريد إلكتروني، مثلًا "sara@example.com".
not-a-phone = أحتاج إلى رقم هاتف، مثلًا "00966501234567".
not-an-address = أحتاج إلى الشارع والمدينة كتابةً، مثلًا "شارع الملك فهد 12، الرياض".
not-a-town = أحتاج إلى اسم مدينة، مثلًا "الرياض".
not-a-country = أحتاج إلى رمز البلد بحرفين لاتينيين، مثلًا "SA".
answer-too-long = هذا النص أطول مما يتسع له الطلب. يرجى إرسال نص أقصر.
wrong-again = إذا لم ينجح الأمر، يمكن لأحد الموظفين مساعدتكم.
field-refused = لا يقبل المتجر "{ $value }".
address-refused = لا يقبل المتجر هذا العنوان.
address-kept = حفظت هذا العنوان لطلبكم القادم.
pin-name = موقع مُرسل من الهاتف
no-delivery-there = لا يوصل المتجر إلى { $city }. هل هناك عنوان آخر؟
nothing-to-pay = لا يوجد مبلغ للدفع
no-payment = لا يوفر المتجر أي طريقة لدفع ثمن هذه السلة في المحادثة.
choose-delivery = كيف نوصل الطلب إلى { $city }؟
choose-payment = المجموع: { $total }. كيف تريدون الدفع؟
change-what = ماذا تريدون أن تعدلوا؟
summary-head = طلبكم ({ $units ->
        [zero] { $units } قطعة
        [one] قطعة واحدة
        [two] قطعتان
        [few] { $units } قطع
        [many] { $units } قطعة
       *[other] { $units } قطعة
    })
summary-to = إلى: { $name }، { $place }
summary-payment = الدفع: { $payment }
summary-unclear-before = يرجى الانتباه: ليس واضحًا بعد إن كان طلبكم السابق قد سُجل. إذا كان قد سُجل، فسيكون هذا طلبًا ثانيًا.

## Placing
placing-first = يجري الآن إرسال طلبكم. سأخبركم فور رد المتجر.
placing-again = لحظة من فضلكم، الطلب في طريقه إلى المتجر. يُسجل الطلب مرة واحدة، مهما تكرر الضغط.
placing-still = ما زال المتجر يعالج طلبكم. لا يلزمكم فعل أي شيء آخر.
placing-slow = لم يرد المتجر بعد. لم يضع شيء: سأواصل السؤال وأخبركم بنتيجة طلبكم. يرجى عدم تكرار الطلب في هذه الأثناء.
placing-unclear = لم يرد المتجر ردًا واضحًا، لذلك لا أعرف بعد إن كان طلبكم قد سُجل. يتحقق موظفونا من الأمر وسيكتبون إليكم. يرجى عدم طلب الشيء نفسه مرة أخرى حتى ذلك الحين.
placed = شكرًا لكم. تم تسجيل طلبكم { $number }. المجموع: { $total }.
next-cash-on-delivery = تدفعون { $total } عند التسليم. اكتبوا "طلباتي" لمتابعة الطلب، أو "موظف" لتعديله.
next-bank = يرجى تحويل { $total } مع ذكر المرجع { $number }:
    { $details }
next-bank-later = يرجى دفع { $total } بتحويل مصرفي. سيرسل إليكم المتجر بيانات الحساب بالبريد الإلكتروني.
next-pay-link = يرجى دفع { $total } في الصفحة أدناه. يُجهز الطلب بعد ذلك.
next-general = الدفع: { $payment }. اكتبوا "طلباتي" لمتابعة الطلب، أو "موظف" لتعديله.
oversold = يرجى الانتباه: طلب عدة مشترين { $name } في اللحظة نفسها، ولدى المتجر كمية أقل مما طُلب. طلبكم قائم، وقد يصل جزء منه لاحقًا. اكتبوا "موظف" إذا كان ذلك لا يناسبكم.
shortfall-line = { $name }: { $got } بدلًا من { $wanted }
shortened = كانت الكمية المتبقية في المتجر أقل مما أكدتم. تم تسجيل طلبكم { $number } بالكمية المتوفرة. أصبح المجموع { $total }. هل تريدون الإبقاء على الطلب أم إلغاءه؟
basket-changed = لم يُطلب أي شيء بعد، لأن شيئًا قد تغير في هذه الأثناء:
diff-gone = { $name }: لم يعد متوفرًا
diff-new = { $name }: في السلة الآن { $quantity }
diff-price = { $name }: السعر الآن { $now }، وكان { $before }
diff-quantity = { $name }: { $now } بدلًا من { $before }
diff-total = المجموع الآن { $now }، وكان { $before }
not-placed = لم يُسجل الطلب، ولم يُخصم أي مبلغ. { $why }
place-unavailable = تعذر الوصول إلى المتجر. لم يُطلب أي شيء ولم يُخصم أي مبلغ. يرجى المحاولة مرة أخرى بعد بضع دقائق.

## What the shop refuses
refused-out-of-stock = نفدت كمية { $name }.
refused-not-enough = الكمية المتبقية من { $name } غير كافية.
refused-too-many = هذه الكمية من { $name } أكبر مما يمكن طلبه مرة واحدة.
refused-one-per-order = يمكن طلب قطعة واحدة فقط من { $name } في المرة الواحدة.
refused-not-sold = { $name }: غير معروض للبيع حاليًا.
refused-choice = هذا النوع من { $name } غير موجود. يرجى الاختيار من جديد.
refused-coupon = الكوبون غير مقبول.
refused-coupon-absent = هذا الكوبون غير موجود في السلة.
refused-no-delivery = لا يوصل المتجر إلى هذا العنوان.
refused-payment = لم تعد طريقة الدفع هذه مقبولة.
refused-empty = السلة فارغة.
refused-other = لم يقبل المتجر ذلك. يرجى المحاولة مرة أخرى، أو سؤال أحد الموظفين.
shop-unavailable = يتعذر الوصول إلى المتجر حاليًا. لم يتغير أي شيء ولم يُخصم أي مبلغ. يرجى المحاولة مرة أخرى بعد دقيقة.
shop-unknown = لم يؤكد المتجر التغيير، فربما تم وربما لم يتم. لم يُخصم أي مبلغ. يرجى التحقق.

## Orders
orders-head = { $count ->
        [zero] طلباتكم الأخيرة ({ $count }):
        [one] طلبكم الأخير:
        [two] آخر طلبين لكم:
        [few] آخر { $count } طلبات لكم:
        [many] آخر { $count } طلبًا لكم:
       *[other] آخر { $count } طلب لكم:
    }
no-orders = لا أجد لكم أي طلب حتى الآن.
order-unknown = لا أجد لكم طلبًا برقم { $number }.
order-head = الطلب { $number }: { $status }
order-foot = المجموع: { $total }. تاريخ الطلب: { $date }. الدفع: { $payment }.
cancelled = تم إلغاء الطلب { $number }. لن يُسلَّم أي شيء.
not-cancelled = لم يعد من الممكن إلغاء الطلب { $number }. يمكن لأحد الموظفين مساعدتكم.
cancel-ask = هل تريدون إلغاء الطلب { $number }؟ { $content }، { $total }. لن يُسلَّم أي شيء.
cancel-which = أي طلب تريدون إلغاءه؟
cancel-hint = لإلغائه، اكتبوا "إلغاء الطلب { $number }".
cancel-paid = الطلب { $number } مدفوع: { $total }. على موظفي المتجر إلغاؤه وإعادة المبلغ. هل أطلب منهم ذلك؟
button-ask-shop = اطلب من المتجر
cancel-wished = تركت ملاحظة لموظفي المتجر: تريدون إلغاء الطلب { $number } واسترداد { $total }. يبقى الطلب قائمًا حتى يقرروا، وسيصلكم الخبر هنا.
cancelled-paid = تم إلغاء الطلب { $number }، لكن دفعته وصلت في اللحظة نفسها. تركت ملاحظة لموظفي المتجر لإعادة { $total }.
paid-meanwhile = وصلت دفعتكم للطلب { $number } في هذه الأثناء، لذلك لم يُلغَ.
note-not-left = لم أتمكن من ترك ملاحظة لموظفي المتجر عن الطلب { $number }. اكتبوا "موظف" وسيتولى أحد الموظفين الأمر.
order-moved-on = عدّل المتجر الطلب { $number } في هذه الأثناء، لذلك لم يُنفَّذ شيء. هذه حالته الآن.
cancelled-already = الطلب { $number } ملغى بالفعل أو رُدّ مبلغه.
order-kept = يبقى الطلب { $number } كما هو.
status-draft = غير مكتمل
status-pending = بانتظار الدفع
status-processing = قيد التجهيز
status-on-hold = بانتظار تأكيد الدفع
status-completed = مكتمل
status-cancelled = ملغى
status-refunded = تم رد المبلغ
status-failed = فشل الدفع

## News of an order
news-processing = يجري الآن تجهيز الطلب { $number }.
news-paid = شكرًا لكم، وصل المبلغ المدفوع للطلب { $number }، ويجري الآن تجهيزه.
news-on-hold = الطلب { $number } بانتظار تأكيد الدفع.
news-pending = الطلب { $number } بانتظار الدفع: { $total }.
news-completed = اكتمل الطلب { $number }. شكرًا لكم.
news-shipped = الطلب { $number } في الطريق إليكم.
news-tracking = تتبع الشحنة ({ $carrier }): { $tracking }
news-cancelled = تم إلغاء الطلب { $number }. لن يُسلَّم أي شيء.
news-refunded = تم رد مبلغ الطلب { $number }: { $amount }.
news-refunded-part = تم رد جزء من مبلغ الطلب { $number }: { $amount }.
news-failed = لم ينجح دفع الطلب { $number }. لم يُخصم أي مبلغ.
news-total = غيّر المتجر الطلب { $number }. المجموع الآن { $now }، وكان { $before }.
news-status = جديد الطلب { $number }. الحالة: { $status }.

## A person, promotions
agent-coming = سيجيبكم أحد الموظفين هنا. لن أرد حتى ذلك الحين؛ أعود عندما تكتبون "القائمة"، أو بعد مرور { $hours } ساعة.
bot-back = لقد عدت.
bot-back-after-agent = معكم المساعد الآلي للمتجر من جديد. اكتبوا "القائمة" للمتابعة، أو "موظف" للتحدث مع شخص.
stopped = لن تصلكم عروض بعد الآن. ستستمر أخبار طلباتكم؛ ولإيقافها أيضًا اكتبوا "إيقاف الكل". لتلقي العروض من جديد اكتبوا "اشترك".
stopped-already = تلقي العروض متوقف بالفعل. ستستمر أخبار طلباتكم؛ ولإيقافها أيضًا اكتبوا "إيقاف الكل". لتغيير ذلك اكتبوا "اشترك".
started-again = ستصلكم العروض وأخبار طلباتكم من جديد. اكتبوا "إيقاف" لإيقاف العروض، أو "إيقاف الكل" لإيقاف كل شيء.

## Not understood
expected-amount = كنت أنتظر كمية، مثلًا "3"، أو منتجًا مثل "{ $example }".
expected-number = كنت أنتظر رقمًا من القائمة، مثلًا "2"، أو منتجًا مثل "{ $example }".
expected-product = كنت أنتظر منتجًا مثل "{ $example }"، أو كلمة مثل "القائمة".
expected-coupon = كنت أنتظر رمز كوبون من كلمة واحدة، مثلًا "SAVE10". اكتبوا "السلة" للمتابعة من دون كوبون.
expected-confirm = كنت أنتظر "نعم" لتأكيد الطلب، أو "لا" لتعديل شيء.
miss-likeliest = لست متأكدًا مما تقصدون. هل هو واحد من هذه؟
miss-agent = عذرًا، ما زلت لا أفهم. هل تريدون مساعدة من أحد الموظفين؟
cannot-listen = لا أستطيع الاستماع إلى الرسائل الصوتية بعد. يرجى الكتابة، أو الضغط أدناه للتحدث مع موظف.
cannot-see-image = لا أستطيع رؤية الصور بعد. يرجى كتابة ما تحتاجون إليه، أو الضغط أدناه للتحدث مع موظف.
cannot-see-video = لا أستطيع مشاهدة مقاطع الفيديو بعد. يرجى كتابة ما تحتاجون إليه، أو الضغط أدناه للتحدث مع موظف.
cannot-read-document = لا أستطيع قراءة المستندات بعد. يرجى كتابة ما تحتاجون إليه، أو الضغط أدناه للتحدث مع موظف.
cannot-read = لا أستطيع قراءة هذا النوع من الرسائل بعد. يرجى كتابة ما تحتاجون إليه، أو الضغط أدناه للتحدث مع موظف.

## Late
late = عذرًا، لم تصلني رسالتكم إلا الآن. هل ما زلتم تريدون ذلك؟ لم يُنفذ أي شيء بعد.
late-words = عذرًا، لم تصلني رسالتكم "{ $words }" إلا الآن. هل ما زلتم تريدون ذلك؟ لم يُنفذ أي شيء بعد.

## After a pause
paused = { $what } هل تريدون المتابعة؟
were-choosing-delivery = كنتم تختارون طريقة التوصيل للسلة: { $units ->
        [zero] { $units } قطعة
        [one] قطعة واحدة
        [two] قطعتان
        [few] { $units } قطع
        [many] { $units } قطعة
       *[other] { $units } قطعة
    }.
were-choosing-payment = كنتم تختارون طريقة الدفع للسلة: { $units ->
        [zero] { $units } قطعة
        [one] قطعة واحدة
        [two] قطعتان
        [few] { $units } قطع
        [many] { $units } قطعة
       *[other] { $units } قطعة
    }.
were-giving-address = كنتم تكتبون عنوان التوصيل للسلة: { $units ->
        [zero] { $units } قطعة
        [one] قطعة واحدة
        [two] قطعتان
        [few] { $units } قطع
        [many] { $units } قطعة
       *[other] { $units } قطعة
    }.
were-choosing-product = كنتم تختارون منتجًا.
were-ordering = كنتم في منتصف طلب من { $units ->
        [zero] { $units } قطعة
        [one] قطعة واحدة
        [two] قطعتين
        [few] { $units } قطع
        [many] { $units } قطعة
       *[other] { $units } قطعة
    }.
were-here = هذا هو الموضع الذي توقفتم عنده.

# A defect of ours
our-fault = عذرًا، حدث خطأ من جهتنا. لم يتغير أي شيء. يرجى المحاولة مرة أخرى، أو كتابة *موظف* للتحدث مع شخص.
