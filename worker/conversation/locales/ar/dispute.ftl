### What the bot says, in Arabic: disputes, and people who take over. The rules of shop.ftl hold here too.

# Somebody of the shop speaks: their name, and what they say.
staff-joined = معكم الآن { $name } من { $shop }. لن أرد حتى نهاية المحادثة.
staff-left = انتهت محادثتكم مع { $name }.
staff-says = { $name }: { $words }

# Choosing what it is about
dispute-which-order = عن أي طلب تتحدثون؟
dispute-no-orders = لم أجد لكم طلبًا حديثًا بما يكفي لفتح شكوى. يمكن لأحد الموظفين مساعدتكم.
dispute-not-this-order = الطلب { $number } أقدم من أن تُفتح له شكوى، أو لم يكتمل. يمكن لأحد الموظفين مساعدتكم.
dispute-too-many = لديكم أقصى عدد من الشكاوى المفتوحة. لفتح شكوى أخرى يمكن لأحد الموظفين مساعدتكم.
dispute-scope = الطلب { $number }: ما موضوع الشكوى؟
row-dispute-whole = الطلب كله
row-dispute-other = طلب آخر
dispute-reason = { $what }: ما المشكلة؟
row-reason-not-arrived = لم يصل
row-reason-damaged = تالف أو فاسد
row-reason-wrong = وصل شيء آخر
row-reason-missing = هناك شيء ناقص
row-reason-quality = غير مطابق للوصف
row-reason-other = سبب آخر
dispute-wish = ماذا تريدون؟
row-wish-refund = استرداد المبلغ كله
row-wish-part = استرداد جزء من المبلغ
row-wish-replacement = إرسال بديل
row-wish-return = إرجاعه واسترداد المبلغ
row-wish-other = شيء آخر
opener-dispute = اختيار

# Evidence
dispute-head = الشكوى { $case }، الطلب { $number }: { $reason }.
dispute-opened = تم فتح شكواكم { $case }.
dispute-ask-evidence = أرسلوا صورًا أو مقطع فيديو أو رسالة صوتية أو مستندًا، أو صفوا المشكلة كتابةً. { $hint }
dispute-sends-itself = إن لم تفعلوا شيئًا، سأرسلها إلى المتجر: { $until }.
hint-not-arrived = يفيدنا أن نعرف متى وأين كنتم تنتظرونه.
hint-damaged = الأفضل صور للتلف وللتغليف وللملصق.
hint-wrong = الأفضل صور لما وصل ولملصقه.
hint-missing = الأفضل صور لكل ما وصل ولإيصال التسليم.
hint-quality = الأفضل صور لما لا يطابق الوصف.
hint-other = الأفضل كل ما يبيّن المشكلة.
dispute-piece-noted = تم الحفظ. عدد الملفات حتى الآن: { $count }، والحد الأقصى { $max }. أضيفوا المزيد، أو أرسلوها إلى المتجر.
dispute-full = تتسع الشكوى لعدد أقصاه { $max } من الملفات ومثله من النصوص. ما أُرسل سابقًا محفوظ.
dispute-noted = تم الحفظ. أضيفوا المزيد، أو أرسلوها إلى المتجر.
dispute-piece-lost = تعذر حفظ الملف { $count }: حجمه كبير أو نوعه غير مقبول. يرجى إرساله صورةً أو بصيغة PDF.
dispute-overheard = ما ترسلونه هنا يُضاف أيضًا إلى شكواكم { $case }.
dispute-sent = أُرسلت الشكوى إلى المتجر: { $date }. لسحبها اضغطوا "{ $button }".
dispute-sent-by-clock = انتهت مهلة الإضافة، لذلك أرسلت شكواكم إلى المتجر.

# Where it stands
dispute-collecting = الدور عليكم حتى: { $until }. أضيفوا ما يبيّن المشكلة، ثم أرسلوها إلى المتجر.
dispute-submitted = الدور على المتجر حتى: { $until }.
dispute-escalated = الشكوى الآن لدى إدارة المتجر، والدور عليها حتى: { $until }.
dispute-stuck = تعذر تنفيذ ما اتُّفق عليه آليًا. سيتولى ذلك أحد الموظفين في موعد أقصاه: { $until }. لا يلزمكم فعل شيء.
dispute-offered-refund = عرض من { $name }: إعادة { $amount } إليكم. الدور عليكم حتى: { $until }.
dispute-offered-replacement = عرض من { $name }: إرسال البضاعة مرة أخرى دون مقابل. الدور عليكم حتى: { $until }.
dispute-offered-return = عرض من { $name }: { $amount } إذا أعدتم البضاعة. الدور عليكم حتى: { $until }.
dispute-declined = لا عرض من { $name }: "{ $words }". الدور عليكم حتى: { $until }. يمكنكم قبول ذلك، أو الاعتراض مرة واحدة.
dispute-returning = يرجى إعادة البضاعة. تحصلون على { $amount } عند وصولها. الدور عليكم حتى: { $until }.
dispute-returned = البضاعة في طريقها إلى المتجر. الدور على المتجر حتى: { $until }.
dispute-paying = تم الاتفاق. يجري تسجيل استرداد { $amount }.
dispute-replacing = تم الاتفاق. يجري طلب البديل.
dispute-paid = تم: سُجّل استرداد { $amount }. موعد وصوله إليكم يتوقف على طريقة الدفع.
dispute-replaced = تم: ستصلكم البضاعة مرة أخرى مع الطلب { $number } دون مقابل.
dispute-resolved = حُلّت على يد { $name }: "{ $words }".
dispute-over = انتهت الشكوى
dispute-withdrawn = سحبتم الشكوى.
dispute-silence-appeal = أُغلقت الشكوى لأنكم لم تردوا. يمكنكم الاعتراض مرة واحدة.
dispute-silence = أُغلقت الشكوى لأنكم لم تردوا.
dispute-agreed = أُغلقت الشكوى بموافقتكم، ولا يُدفع شيء.
dispute-final = أُغلقت الشكوى. لم يعرض المتجر شيئًا بعد اعتراضكم أيضًا.
dispute-unanswered = أُغلقت الشكوى لأن المتجر لم يرد. ملف الشكوى يبيّن كل ما قيل.
dispute-turn-yours = الدور عليكم حتى: { $until }
dispute-turn-shop = الدور على المتجر حتى: { $until }
dispute-late = تأخر المتجر في الرد. أرسلت إليه تذكيرًا.
dispute-reminder = للتذكير:
dispute-cases = شكاواكم:
dispute-file = ملف الشكوى { $case }، الختم { $hash }. إذا تغيّر فيه شيء فلن يطابقه الختم.

# Asking
dispute-why-reject = لماذا لا يناسبكم العرض؟ اكتبوا ذلك في رسالة واحدة، أو اضغطوا للتخطي.
dispute-why-appeal = لماذا تعترضون؟ اكتبوا ذلك في رسالة واحدة، أو اضغطوا للتخطي.
dispute-how-sent = كيف أعدتم البضاعة؟ اكتبوا شركة الشحن والرقم، أو اضغطوا للتخطي.
dispute-withdraw-sure = هل تريدون سحب الشكوى { $case }؟ لا يمكن التراجع عن ذلك.
dispute-old-offer = لم يعد ذلك العرض قائمًا. هذا وضع الشكوى الآن:
dispute-not-now = هذا غير ممكن الآن. هذا وضع الشكوى:

# Buttons
button-send-case = إرسال إلى المتجر
button-withdraw = سحب الشكوى
button-withdraw-now = نعم، سحبها
button-keep-case = إبقاؤها مفتوحة
button-add-evidence = إضافة المزيد
button-accept-offer = قبول العرض
button-reject-offer = رفض العرض
button-case-file = ملف الشكوى
button-appeal = اعتراض
button-agree = قبول القرار
button-sent-back = أعدت البضاعة
button-escalate = رفعها إلى الإدارة
button-problem = الإبلاغ عن مشكلة
button-no-words = تخطي
