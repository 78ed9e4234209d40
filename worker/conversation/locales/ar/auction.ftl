### What the bot says, in Arabic: reverse auctions. The rules of shop.ftl hold here too.

## Buttons and rows
button-auction-new = مناقصة جديدة
button-auction-open = فتح المناقصة
button-auction-rules = تغيير القواعد
button-auction-discard = إلغاء
button-auction-place = العنوان المعتاد
button-auction-hours = { $hours ->
    [one] ساعة واحدة
    [two] ساعتان
    [few] { $hours } ساعات
   *[other] { $hours } ساعة
}
button-auction-now = الآن
button-auction-named = هذا كل شيء
button-auction-suppliers = الموردون ({ $count })
button-auction-invite-all = دعوة الجميع
button-auction-join = المشاركة
button-auction-decline = ليس هذه المرة
button-auction-floor = تقديم العروض عني
button-auction-floor-off = إيقاف العروض عني
button-auction-look = الوضع الحالي
button-auction-take = قبول هذا العرض
button-auction-next = سؤال التالي
button-auction-take-none = عدم قبول أي منها
button-auction-cancel = إلغاء المناقصة
button-auction-cancel-sure = نعم، إلغاؤها
button-auction-keep = الإبقاء عليها
button-auction-sheet = محضر التدقيق
button-auction-withdraw = لا يمكنني التسليم
button-auction-list = مناقصاتي
row-auction-seen = ما يراه المشاركون
row-auction-step = فارق العروض
row-auction-least = الحد الأدنى للمشاركين
row-auction-opens = البداية
row-auction-ends = المدة
row-auction-bidders = من يمكنه المشاركة
row-auction-best = أفضل سعر
row-auction-rank = ترتيبهم فقط
row-auction-sealed = لا شيء (مظاريف مغلقة)
auction-bid-title = تقديم { $price }

## Putting one together
auction-ask-what = سيتنافس موردوكم على خفض السعر. ماذا تحتاجون؟ مثلًا: 200 كيس أسمنت max 850 4h
auction-ask-quantity = { $what }: كم تحتاجون؟
auction-ask-ceiling = { $what }: ما أعلى سعر للوحدة قبل الضريبة بعملة { $code }؟ تنخفض العروض ابتداءً منه.
auction-ask-place = أين يكون التسليم؟ اكتبوا المكان أو أرسلوا موقعًا.
auction-ask-ends = كم تستمر المناقصة؟ اضغطوا، أو اكتبوا مثلًا 90 min أو 2 d أو حتى الجمعة 15:00.
auction-ask-bidders = من يمكنه المشاركة؟ أرسلوا بطاقات جهات الاتصال، أو اكتبوا أرقامًا مع رمز البلد، مثلًا: Juma +254700000002
auction-bidders-so-far = { $count ->
    [one] مورد واحد حتى الآن. أرسلوا المزيد أو تابعوا.
    [two] موردان حتى الآن. أرسلوا المزيد أو تابعوا.
    [few] { $count } موردين حتى الآن. أرسلوا المزيد أو تابعوا.
    [many] { $count } موردًا حتى الآن. أرسلوا المزيد أو تابعوا.
   *[other] { $count } مورد حتى الآن. أرسلوا المزيد أو تابعوا.
}
auction-suppliers = { $count ->
    [zero] لا يعرف المتجر موردين لهذا:
    [one] يعرف المتجر موردًا واحدًا لهذا:
    [two] يعرف المتجر موردين اثنين لهذا:
    [few] يعرف المتجر { $count } موردين لهذا:
    [many] يعرف المتجر { $count } موردًا لهذا:
   *[other] يعرف المتجر { $count } مورد لهذا:
}
auction-suppliers-pick = ادعوهم جميعًا، أو اكتبوا أرقام من تريدونهم من القائمة، مثلًا 1 3. ويمكنكم إضافة غيرهم برقم الهاتف.
auction-ask-rule = أي قاعدة تريدون تغييرها؟
auction-ask-seen = ماذا يرى المشاركون بعضهم من بعض أثناء المناقصة؟
auction-ask-step = بكم يجب أن يقل كل عرض عن سابقه؟ اكتبوا نسبة (1 %)، أو مبلغًا (50)، أو مبالغ حسب السعر (0:10 5000:50).
auction-ask-least = كم موردًا يجب أن يقدم عرضًا على الأقل؟ إن كانوا أقل فلا ترسو المناقصة على أحد.
auction-ask-opens = متى تبدأ المناقصة؟ اضغطوا، أو اكتبوا مثلًا 30 min أو الجمعة 9:00.
auction-summary = مناقصة: { $what }
    بحد أقصى { $price } للوحدة ({ $total } إجمالًا) قبل الضريبة
    التسليم: { $place }
auction-from-to = من { $date } إلى { $now }
auction-step-is = فارق العروض: { $amount }
auction-extends = { $count ->
    [one] تُمدد دقيقة واحدة إذا تغير المتصدر قرب النهاية.
    [two] تُمدد دقيقتين إذا تغير المتصدر قرب النهاية.
    [few] تُمدد { $count } دقائق إذا تغير المتصدر قرب النهاية.
    [many] تُمدد { $count } دقيقة إذا تغير المتصدر قرب النهاية.
   *[other] تُمدد { $count } دقيقة إذا تغير المتصدر قرب النهاية.
}
auction-invites = { $count ->
    [one] دُعي مورد واحد؛ الحد الأدنى: { $wanted }.
    [two] دُعي موردان؛ الحد الأدنى: { $wanted }.
    [few] دُعي { $count } موردين؛ الحد الأدنى: { $wanted }.
   *[other] دُعي { $count } موردًا؛ الحد الأدنى: { $wanted }.
}
auction-opening = { $count ->
    [one] يجري فتح المناقصة ودعوة مورد واحد.
    [two] يجري فتح المناقصة ودعوة موردَين.
    [few] يجري فتح المناقصة ودعوة { $count } موردين.
    [many] يجري فتح المناقصة ودعوة { $count } موردًا.
   *[other] يجري فتح المناقصة ودعوة { $count } مورد.
}
auction-discarded = لم يُفتح شيء ولم يُدعَ أحد.
auction-not-understood = لم أستطع قراءة ذلك.
auction-times-wrong = لا يمكن ذلك: يجب أن تنتهي بعد أن تبدأ، لا في وقت مضى، وخلال 60 يومًا.
auction-not-now = هذا غير ممكن الآن.

## How it stands
auction-see-nothing = مظاريف مغلقة: لا يرى المشاركون شيئًا من غيرهم ويمكنهم تبديل عرضهم حتى النهاية.
auction-see-rank = يرى المشاركون ترتيبهم لا الأسعار.
auction-see-best = يرى المشاركون أفضل سعر.
auction-ends = النهاية: { $date }.
auction-ends-or-later = { $count ->
    [one] النهاية: { $date }؛ تُمدد دقيقة إذا تغير المتصدر.
    [two] النهاية: { $date }؛ تُمدد دقيقتين إذا تغير المتصدر.
    [few] النهاية: { $date }؛ تُمدد { $count } دقائق إذا تغير المتصدر.
   *[other] النهاية: { $date }؛ تُمدد { $count } دقيقة إذا تغير المتصدر.
}
auction-next-sealed = يمكنكم أن تعرضوا حتى { $price } وأن تبدّلوا عرضكم حتى النهاية.
auction-next-below = العرض التالي: { $price } كحد أقصى (أقل من { $before } بمقدار { $amount }).
auction-next-first = أول عرض: { $price } كحد أقصى.
auction-head = مناقصة { $number }: { $what }
auction-begins = البداية: { $date }.
auction-ceiling = بحد أقصى { $price } للوحدة.
auction-deciding = انتهت المناقصة. يقرر المشتري قبل: { $date }.
auction-over-awarded = رست بسعر { $price } للوحدة.
auction-over-cancelled = أُلغيت.
auction-over-too-few = قدّم عدد قليل جدًا من الموردين عروضًا، فلم ترسُ على أحد.
auction-over-declined = لم يقبل المشتري أي عرض.
auction-over-nobody = لم يبقَ عرض يمكن قبوله.
auction-over-lapsed = لم يأتِ قرار في الوقت المحدد، فسقطت المناقصة.
auction-best-of = { $count ->
    [one] أفضل عرض: { $price }. قدّم مورد واحد عرضًا.
    [two] أفضل عرض: { $price }. قدّم موردان عروضًا.
    [few] أفضل عرض: { $price }. قدّم { $count } موردين عروضًا.
   *[other] أفضل عرض: { $price }. قدّم { $count } موردًا عروضًا.
}
auction-bids-so-far = { $count ->
    [zero] لم يقدم أي مورد عرضًا بعد.
    [one] قدّم مورد واحد عرضًا.
    [two] قدّم موردان عروضًا.
    [few] قدّم { $count } موردين عروضًا.
   *[other] قدّم { $count } موردًا عروضًا.
}
auction-you-lead = أنتم المتصدرون بسعر { $price }.
auction-you-and-best = عرضكم: { $price }. الأفضل: { $now }.
auction-your-rank = عرضكم: { $price }. ترتيبكم: { $count }.
auction-your-bid = عرضكم: { $price }.
auction-best-now = أفضل عرض: { $price }.
auction-none = ليست لديكم مناقصات بعد. فيها يتنافس موردوكم على خفض السعر.
auction-yours = لكم
auction-you-bid = أنتم مشاركون
auction-list = مناقصاتكم:
auction-state-planned = لم تبدأ
auction-state-open = جارية
auction-state-deciding = بانتظار القرار
auction-state-awarded = رست
auction-state-over = انتهت
auction-gone = لم أعد أعرف هذه المناقصة.

## Bids
auction-why-not-open = تبدأ المناقصة { $date }
auction-why-late = انتهت المناقصة { $date }
auction-why-not-joined = أنتم غير مشاركين؛ اضغطوا أولًا "المشاركة"
auction-why-nothing-below = لا يمكن تقديم عرض أقل
auction-why-ceiling = أعلى سعر هو { $price }
auction-why-leading = أنتم المتصدرون بالفعل، والعرض الأقل خسارة لكم
auction-why-too-high = يجب ألا يزيد على { $price }
auction-why-unchanged = هذا عرضكم بالفعل
auction-why-no-floor = في المظاريف المغلقة لا تُقدَّم عروض نيابة عن أحد
auction-why-too-many = قدمتم عروضًا أكثر من اللازم في هذه المناقصة
auction-ask-floor = إلى أي سعر أنزل نيابة عنكم؟ لا أنزل إلا عند الضرورة. اكتبوا سعر الوحدة، { $price } كحد أقصى. لن يراه الآخرون أبدًا.
auction-sure-bid = { $price } للوحدة ({ $total } إجمالًا) أقل بكثير مما يلزم. هل تريدون تقديم هذا العرض؟
auction-ask-cancel = { $count ->
    [zero] إلغاء المناقصة { $number }؟ لا يشارك أحد بعد.
    [one] إلغاء المناقصة { $number }؟ يشارك مورد واحد وسيُبلَّغ.
    [two] إلغاء المناقصة { $number }؟ يشارك موردان وسيُبلَّغان.
    [few] إلغاء المناقصة { $number }؟ يشارك { $count } موردين وسيُبلَّغون.
   *[other] إلغاء المناقصة { $number }؟ يشارك { $count } موردًا وسيُبلَّغون.
}
auction-bid-refused = عرضكم { $price } لا يُحتسب: { $why }.
auction-bid-by-floor = قدمتُ { $price } نيابة عنكم.
auction-bid-taken = عرضكم { $price } محسوب.
auction-floor-refused = لا أستطيع النزول إلى { $price } نيابة عنكم: { $why }.
auction-floor-off = لم أعد أقدم عروضًا عنكم. يبقى عرضكم الأخير قائمًا.
auction-floor-taken = سأقدم العروض نيابة عنكم حتى { $price }.
auction-receipt = إيصال { $count }، { $date }، { $code }

## News
auction-opened = { $count ->
    [one] أُعلنت المناقصة، ودُعي مورد واحد.
    [two] أُعلنت المناقصة، ودُعي موردان.
    [few] أُعلنت المناقصة، ودُعي { $count } موردين.
    [many] أُعلنت المناقصة، ودُعي { $count } موردًا.
   *[other] أُعلنت المناقصة، ودُعي { $count } مورد.
}
auction-invited = يدعوكم مشترٍ لدى { $shop } إلى تقديم عرض: سعركم للوحدة قبل الضريبة. التسليم: { $place }
auction-joined = { $name } يشارك في { $number } ({ $got } من { $count }).
auction-declined = { $name } لا يشارك في { $number }.
auction-began = بدأت المناقصة { $number }.
auction-outbid = قُدّم عرض أقل من عرضكم في { $number }.
auction-new-best = أفضل عرض جديد في { $number }: { $price } ({ $total } إجمالًا).
auction-extended = تستمر { $number } حتى { $date }: تصدّرها عرض متأخر.
auction-closed = انتهت المناقصة { $number }.
auction-proposed = انتهت المناقصة { $number } ({ $what }).
    أفضل عرض: { $price } للوحدة، { $total } إجمالًا قبل الضريبة، من { $name }.
    عدد المشاركين: { $count }. يرجى القرار قبل { $date }.
auction-won = رست عليكم { $number }: { $what } بسعر { $price } للوحدة، { $total } إجمالًا قبل الضريبة. التسليم: { $place }
auction-lost = حُسمت { $number }. لم يُقبل عرضكم هذه المرة.
auction-passed-over = لم يأخذ مشتري { $number } بعرضكم.
auction-awarded = رست { $number } على { $name } بسعر { $price } للوحدة، { $total } إجمالًا قبل الضريبة. أُبلغ الطرفان.
auction-withdrawn = { $name } لا يستطيع التسليم في { $number }.
auction-cancelled = أُلغيت { $number }.
auction-bidder = المشارك { $number }
auction-sheet-later = يأتي محضر التدقيق بعد انتهاء المناقصة: حتى ذلك الحين لا يرى أحد العروض.
auction-sheet-long = محضر التدقيق الخاص بـ { $number } طويل جدًا على المحادثة. هو لدى المتجر.
auction-sheet-is = محضر التدقيق الخاص بـ { $number }: كل عرض مع بصمته. قارنوه بإيصالاتكم.
auction-ordered = صارت { $number } الآن الطلب { $code }: { $total } مع الضريبة.
auction-order-failed = ترسية { $number } قائمة، لكن المتجر لم ينشئ الطلب بعد. سينشئه موظفوه.
auction-order-off = أُلغي الطلب { $code } الخاص بتلك الترسية.
auction-order-stays = الطلب { $code } الخاص بتلك الترسية قيد التنفيذ. سيتولى موظفو المتجر الأمر.
auction-you-take-part = أنتم مشاركون في { $number }.
auction-you-stay-out = أنتم غير مشاركين في { $number }. إن غيّرتم رأيكم فاضغطوا "المشاركة".
auction-you-withdrew = سُجّل أنكم لا تستطيعون التسليم في { $number }. يُسأل المشتري عن العرض التالي.
row-auction-extend = التمديد
auction-ask-extend = كم دقيقة يؤخر النهايةَ عرضٌ متأخر يتصدر؟ اكتبوا 0 لعدم التمديد.
