### What the bot says, in Swahili: disputes, and people who take over. The rules of shop.ftl hold here too.

# Somebody of the shop speaks: their name, and what they say.
staff-joined = { $name } wa { $shop } anakuandikia sasa. Sitaandika hadi amalize.
staff-left = { $name } ameondoka kwenye mazungumzo.
staff-says = { $name }: { $words }

# Choosing what it is about
dispute-which-order = Ni kuhusu oda ipi?
dispute-no-orders = Sikupata oda yako ya karibuni inayoweza kulalamikiwa. Mhudumu anaweza kukusaidia.
dispute-not-this-order = Oda { $number } ni ya zamani mno kwa malalamiko, au haikukamilika. Mhudumu anaweza kukusaidia.
dispute-too-many = Una idadi ya juu ya malalamiko ya wazi. Kwa lingine, mhudumu anaweza kukusaidia.
dispute-scope = Oda { $number }: ni kuhusu nini?
row-dispute-whole = Oda yote
row-dispute-other = Oda nyingine
dispute-reason = { $what }: kuna tatizo gani?
row-reason-not-arrived = Haijafika
row-reason-damaged = Imeharibika
row-reason-wrong = Kimefika kitu kingine
row-reason-missing = Kuna kitu kimepungua
row-reason-quality = Si kama ilivyoelezwa
row-reason-other = Sababu nyingine
dispute-wish = Ungependa nini?
row-wish-refund = Kurudishiwa pesa zote
row-wish-part = Kurudishiwa kiasi
row-wish-replacement = Kubadilishiwa bidhaa
row-wish-return = Kurudisha, nirudishiwe
row-wish-other = Jambo lingine
opener-dispute = Chagua

# Evidence
dispute-head = Lalamiko { $case }, oda { $number }: { $reason }.
dispute-opened = Lalamiko lako { $case } limefunguliwa.
dispute-ask-evidence = Tuma picha, video, ujumbe wa sauti au hati, au eleza kwa maneno. { $hint }
dispute-sends-itself = Usipofanya chochote, nitalituma dukani: { $until }.
hint-not-arrived = Inasaidia kujua ulitarajia lini na wapi.
hint-damaged = Picha za uharibifu, kifungashio na lebo zinafaa zaidi.
hint-wrong = Picha za kilichofika na lebo yake zinafaa zaidi.
hint-missing = Picha za vyote vilivyofika na hati ya usafirishaji zinafaa zaidi.
hint-quality = Picha za kisicholingana na maelezo zinafaa zaidi.
hint-other = Chochote kinachoonyesha tatizo kinafaa.
dispute-piece-noted = Imepokelewa. Faili hadi sasa: { $count }, zisizidi { $max }. Ongeza, au tuma dukani.
dispute-full = Lalamiko hupokea faili zisizozidi { $max } na maandishi yasiyozidi idadi hiyo. Vilivyotangulia vimehifadhiwa.
dispute-noted = Imepokelewa. Ongeza, au tuma dukani.
dispute-piece-lost = Faili ya { $count } haikuweza kuhifadhiwa: ni kubwa mno, au ni ya aina nisiyopokea. Tafadhali itume kama picha au PDF.
dispute-overheard = Unachotuma hapa kinaongezwa pia kwenye lalamiko lako { $case }.
dispute-sent = Lalamiko limetumwa dukani: { $date }. Ili kuliondoa, bonyeza "{ $button }".
dispute-sent-by-clock = Muda wa kuongeza umeisha, hivyo nimetuma lalamiko lako dukani.

# Where it stands
dispute-collecting = Ni zamu yako hadi: { $until }. Ongeza kinachoonyesha tatizo, kisha tuma dukani.
dispute-submitted = Ni zamu ya duka hadi: { $until }.
dispute-escalated = Sasa liko kwa uongozi wa duka. Ni zamu yao hadi: { $until }.
dispute-stuck = Tulichokubaliana hakikuweza kufanyika kiotomatiki. Mhudumu atakishughulikia kabla ya: { $until }. Huhitaji kufanya chochote.
dispute-offered-refund = { $name } anapendekeza kukurudishia { $amount }. Ni zamu yako hadi: { $until }.
dispute-offered-replacement = { $name } anapendekeza kukutumia bidhaa tena bila malipo. Ni zamu yako hadi: { $until }.
dispute-offered-return = { $name } anapendekeza { $amount } ukirudisha bidhaa. Ni zamu yako hadi: { $until }.
dispute-declined = { $name } hana pendekezo: "{ $words }". Ni zamu yako hadi: { $until }. Kubali hivyo, au kata rufaa mara moja tu.
dispute-returning = Tafadhali rudisha bidhaa. Utapata { $amount } zikifika dukani. Ni zamu yako hadi: { $until }.
dispute-returned = Bidhaa ziko njiani kurudi. Ni zamu ya duka hadi: { $until }.
dispute-paying = Tumekubaliana. Marejesho ya { $amount } yanashughulikiwa.
dispute-replacing = Tumekubaliana. Bidhaa mbadala inaagizwa.
dispute-paid = Tayari: marejesho ya { $amount } yamekamilika. Muda wa kukufikia unategemea ulivyolipa.
dispute-replaced = Tayari: oda { $number } itakuletea bidhaa tena bila malipo.
dispute-resolved = Limetatuliwa na { $name }: "{ $words }".
dispute-over = Limekwisha
dispute-withdrawn = Uliliondoa.
dispute-silence-appeal = Limefungwa kwa sababu hukujibu. Unaweza kukata rufaa mara moja tu.
dispute-silence = Limefungwa kwa sababu hukujibu.
dispute-agreed = Limefungwa kama ulivyokubali. Hakuna kitakacholipwa.
dispute-final = Limefungwa. Hata baada ya rufaa yako duka halina pendekezo.
dispute-unanswered = Limefungwa kwa sababu duka halikujibu. Faili ya lalamiko inaonyesha yote yaliyosemwa.
dispute-turn-yours = Zamu yako hadi: { $until }
dispute-turn-shop = Zamu ya duka hadi: { $until }
dispute-late = Duka limechelewa. Nimelikumbusha.
dispute-reminder = Kikumbusho:
dispute-cases = Malalamiko yako:
dispute-file = Faili ya lalamiko { $case }, muhuri { $hash }. Kitu kikibadilishwa ndani yake, muhuri hautalingana tena.

# Asking
dispute-why-reject = Kwa nini pendekezo halikufai? Andika kwa ujumbe mmoja, au bonyeza ili kuruka.
dispute-why-appeal = Kwa nini unakata rufaa? Andika kwa ujumbe mmoja, au bonyeza ili kuruka.
dispute-how-sent = Umerudisha kwa njia gani? Andika msafirishaji na namba, au bonyeza ili kuruka.
dispute-withdraw-sure = Ungependa kuondoa lalamiko { $case }? Haliwezi kurejeshwa.
dispute-old-offer = Pendekezo hilo halipo tena. Hali ya sasa ni hii:
dispute-not-now = Hilo haliwezekani sasa. Hali ni hii:

# Buttons
button-send-case = Tuma dukani
button-withdraw = Ondoa lalamiko
button-withdraw-now = Ndiyo, liondoe
button-keep-case = Liache wazi
button-add-evidence = Ongeza zaidi
button-accept-offer = Kubali pendekezo
button-reject-offer = Kataa pendekezo
button-case-file = Faili ya lalamiko
button-appeal = Kata rufaa
button-agree = Kubali uamuzi
button-sent-back = Nimerudisha
button-escalate = Peleka kwa uongozi
button-problem = Ripoti tatizo
button-no-words = Ruka
