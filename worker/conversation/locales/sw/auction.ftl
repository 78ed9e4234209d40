### What the bot says, in Swahili: reverse auctions. The rules of shop.ftl hold here too.

## Buttons and rows
button-auction-new = Mnada mpya
button-auction-open = Fungua mnada
button-auction-rules = Badilisha kanuni
button-auction-discard = Acha
button-auction-place = Anwani ya kawaida
button-auction-hours = { $hours ->
    [one] Saa { $hours }
   *[other] Saa { $hours }
}
button-auction-now = Sasa hivi
button-auction-named = Ni hao tu
button-auction-suppliers = Wasambazaji ({ $count })
button-auction-invite-all = Waalike wote
button-auction-join = Shiriki
button-auction-decline = Si mara hii
button-auction-floor = Nitolee bei
button-auction-floor-off = Acha kunitolea bei
button-auction-look = Hali ilivyo
button-auction-take = Kubali bei hii
button-auction-next = Uliza anayefuata
button-auction-take-none = Usikubali yoyote
button-auction-cancel = Ghairi mnada
button-auction-cancel-sure = Ndiyo, ughairi
button-auction-keep = Acha uendelee
button-auction-sheet = Hati ya ukaguzi
button-auction-withdraw = Siwezi kupeleka
button-auction-list = Minada yangu
row-auction-seen = Washiriki wanaona nini
row-auction-step = Tofauti ya bei
row-auction-least = Idadi ya washiriki
row-auction-opens = Kuanza
row-auction-ends = Muda
row-auction-bidders = Nani waalikwe
row-auction-best = Bei bora
row-auction-rank = Nafasi yao tu
row-auction-sealed = Hakuna (siri)
auction-bid-title = Toa { $price }

## Putting one together
auction-ask-what = Wasambazaji wako watashindana kushusha bei. Unahitaji nini? Kwa mfano: 200 mifuko ya saruji max 850 4h
auction-ask-quantity = { $what }: unahitaji ngapi?
auction-ask-ceiling = { $what }: bei ya juu kabisa kwa moja bila kodi ni ipi, kwa { $code }? Bei zitashuka kutoka hapo.
auction-ask-place = Bidhaa ziletwe wapi? Andika mahali au tuma eneo kwenye ramani.
auction-ask-ends = Mnada udumu kwa muda gani? Bonyeza, au andika kwa mfano 90 min, 2 siku au hadi Ijumaa saa 15:00.
auction-ask-bidders = Akina nani waalikwe? Tuma kadi za mawasiliano, au andika namba zenye msimbo wa nchi, kwa mfano: Juma +254700000002
auction-bidders-so-far = { $count ->
    [one] Msambazaji { $count } hadi sasa. Tuma wengine, au endelea.
   *[other] Wasambazaji { $count } hadi sasa. Tuma wengine, au endelea.
}
auction-suppliers = { $count ->
    [one] Duka linamjua msambazaji 1 wa bidhaa hii:
   *[other] Duka linawajua wasambazaji { $count } wa bidhaa hii:
}
auction-suppliers-pick = Waalike wote, au andika namba za unaowataka, kwa mfano 1 3. Unaweza kuongeza wengine kwa namba zao za simu.
auction-ask-rule = Ungependa kubadilisha kanuni gani?
auction-ask-seen = Washiriki waone nini kuhusu wenzao mnada unapoendelea?
auction-ask-step = Kila bei ishuke kwa kiasi gani? Andika asilimia (1 %), kiasi (50), au viasi kulingana na bei (0:10 5000:50).
auction-ask-least = Wasambazaji wangapi watoe bei kwa uchache? Wakiwa pungufu, hakuna atakayepewa.
auction-ask-opens = Mnada uanze lini? Bonyeza, au andika kwa mfano 30 min au Ijumaa saa 14:00.
auction-summary = Mnada: { $what }
    Isizidi { $price } kwa moja ({ $total } kwa jumla), bila kodi
    Mahali pa kuletewa: { $place }
auction-from-to = Kuanzia { $date } hadi { $now }
auction-step-is = Tofauti ya bei: { $amount }
auction-extends = { $count ->
    [one] Huongezwa dakika { $count } ikiwa anayeongoza atabadilika karibu na mwisho.
   *[other] Huongezwa dakika { $count } ikiwa anayeongoza atabadilika karibu na mwisho.
}
auction-invites = { $count ->
    [one] Msambazaji { $count } amealikwa; wasipungue { $wanted }.
   *[other] Wasambazaji { $count } wamealikwa; wasipungue { $wanted }.
}
auction-opening = { $count ->
    [one] Ninafungua mnada na kumwalika msambazaji { $count }.
   *[other] Ninafungua mnada na kuwaalika wasambazaji { $count }.
}
auction-discarded = Hakuna kilichofunguliwa, wala hakuna aliyealikwa.
auction-not-understood = Sikuweza kusoma hilo.
auction-times-wrong = Haiwezekani: lazima uishe baada ya kuanza, usiwe wakati uliopita, na ndani ya siku 60.
auction-not-now = Hilo haliwezekani kwa sasa.

## How it stands
auction-see-nothing = Siri: washiriki hawaoni chochote cha wenzao na wanaweza kubadilisha bei yao hadi mwisho.
auction-see-rank = Washiriki wanaona nafasi yao, si bei.
auction-see-best = Washiriki wanaona bei bora.
auction-ends = Mwisho: { $date }.
auction-ends-or-later = { $count ->
    [one] Mwisho: { $date }; dak. { $count } zaidi anayeongoza akibadilika mwishoni.
   *[other] Mwisho: { $date }; dak. { $count } zaidi anayeongoza akibadilika mwishoni.
}
auction-next-sealed = Unaweza kutoa bei hadi { $price } na kuibadilisha hadi mwisho.
auction-next-below = Bei inayofuata: isizidi { $price } ({ $amount } chini ya { $before }).
auction-next-first = Bei ya kwanza: isizidi { $price }.
auction-head = Mnada { $number }: { $what }
auction-begins = Unaanza: { $date }.
auction-ceiling = Isizidi { $price } kwa moja.
auction-deciding = Mnada umekwisha. Mnunuzi ataamua kabla ya: { $date }.
auction-over-awarded = Mshindi amepatikana kwa { $price } kwa moja.
auction-over-cancelled = Mnada ulighairiwa.
auction-over-too-few = Wasambazaji waliotoa bei ni wachache mno, hivyo hakuna aliyepewa.
auction-over-declined = Mnunuzi hakukubali bei yoyote.
auction-over-nobody = Hakuna bei iliyobaki ya kukubali.
auction-over-lapsed = Uamuzi haukufika kwa wakati, hivyo mnada umefungwa bila mshindi.
auction-best-of = { $count ->
    [one] Bei bora: { $price }. Msambazaji { $count } ametoa bei.
   *[other] Bei bora: { $price }. Wasambazaji { $count } wametoa bei.
}
auction-bids-so-far = { $count ->
    [0] Bado hakuna msambazaji aliyetoa bei.
    [one] Msambazaji { $count } ametoa bei.
   *[other] Wasambazaji { $count } wametoa bei.
}
auction-you-lead = Unaongoza kwa { $price }.
auction-you-and-best = Bei yako: { $price }. Bei bora: { $now }.
auction-your-rank = Bei yako: { $price }. Nafasi yako: { $count }.
auction-your-bid = Bei yako: { $price }.
auction-best-now = Bei bora: { $price }.
auction-none = Bado huna minada. Katika mnada, wasambazaji wako hushindana kushusha bei.
auction-yours = Wako
auction-you-bid = Unashiriki
auction-list = Minada yako:
auction-state-planned = haujaanza
auction-state-open = unaendelea
auction-state-deciding = unangoja uamuzi
auction-state-awarded = una mshindi
auction-state-over = umekwisha
auction-gone = Sina tena habari za mnada huo.

## Bids
auction-why-not-open = mnada unaanza { $date }
auction-why-late = mnada ulikwisha { $date }
auction-why-not-joined = hushiriki; bonyeza kwanza "Shiriki"
auction-why-nothing-below = bei ya chini zaidi haiwezekani
auction-why-ceiling = bei ya juu kabisa ni { $price }
auction-why-leading = tayari unaongoza, na bei ya chini zaidi itakutia hasara tu
auction-why-too-high = lazima isizidi { $price }
auction-why-unchanged = hiyo ndiyo bei yako tayari
auction-why-no-floor = katika mnada wa siri hakuna anayekutolea bei
auction-why-too-many = umetoa bei mara nyingi mno katika mnada huu
auction-ask-floor = Nishuke hadi bei gani kwa niaba yako? Nitashuka inapobidi tu. Andika bei ya moja, isizidi { $price }. Wengine hawataiona kamwe.
auction-sure-bid = { $price } kwa moja ({ $total } kwa jumla) ni chini sana kuliko inavyohitajika. Ungependa kutoa hiyo?
auction-ask-cancel = { $count ->
    [0] Ungependa kughairi mnada { $number }? Bado hakuna anayeshiriki.
    [one] Ungependa kughairi mnada { $number }? Msambazaji { $count } anashiriki na atajulishwa.
   *[other] Ungependa kughairi mnada { $number }? Wasambazaji { $count } wanashiriki na watajulishwa.
}
auction-bid-refused = Bei yako ya { $price } haihesabiwi: { $why }.
auction-bid-by-floor = Nimetoa { $price } kwa niaba yako.
auction-bid-taken = Bei yako ya { $price } imepokelewa.
auction-floor-refused = Siwezi kushuka hadi { $price } kwa niaba yako: { $why }.
auction-floor-off = Sitoi bei tena kwa niaba yako. Bei yako ya mwisho inabaki.
auction-floor-taken = Ninatoa bei kwa niaba yako, hadi { $price }.
auction-receipt = Risiti { $count }, { $date }, { $code }

## News
auction-opened = { $count ->
    [one] Mnada umetangazwa; msambazaji { $count } amealikwa.
   *[other] Mnada umetangazwa; wasambazaji { $count } wamealikwa.
}
auction-invited = Mnunuzi wa { $shop } anakualika kutoa bei: bei yako kwa moja, bila kodi. Mahali pa kupeleka: { $place }
auction-joined = { $name } anashiriki katika { $number } ({ $got } kati ya { $count }).
auction-declined = { $name } hashiriki katika { $number }.
auction-began = Mnada { $number } umeanza.
auction-outbid = Kuna aliyetoa bei ya chini kuliko yako katika { $number }.
auction-new-best = Bei bora mpya katika { $number }: { $price } ({ $total } kwa jumla).
auction-extended = { $number } unaendelea hadi { $date }: bei iliyotolewa mwishoni inaongoza.
auction-closed = Mnada { $number } umekwisha.
auction-proposed = Mnada { $number } umekwisha ({ $what }).
    Bei bora: { $price } kwa moja, { $total } kwa jumla bila kodi, ya { $name }.
    Washiriki: { $count }. Tafadhali amua kabla ya { $date }.
auction-won = Umeshinda { $number }: { $what } kwa { $price } kila moja, { $total } kwa jumla bila kodi. Mahali pa kupeleka: { $place }
auction-lost = { $number } umeamuliwa. Bei yako haikuchaguliwa mara hii.
auction-passed-over = Mnunuzi wa { $number } hakuchagua bei yako.
auction-awarded = Mshindi wa { $number } ni { $name } kwa { $price } kila moja, { $total } kwa jumla bila kodi. Pande zote mbili zimejulishwa.
auction-withdrawn = { $name } hawezi kuleta bidhaa za { $number }.
auction-cancelled = { $number } umeghairiwa.
auction-bidder = Mshiriki { $number }
auction-sheet-later = Hati ya ukaguzi itakuja mnada ukiisha: hadi hapo hakuna anayeruhusiwa kuona bei.
auction-sheet-long = Hati ya ukaguzi ya { $number } ni ndefu mno kwa mazungumzo haya. Duka linayo.
auction-sheet-is = Hati ya ukaguzi ya { $number }: kila bei na alama yake. Linganisha na risiti zako.
auction-ordered = Mnada { $number } sasa ni oda { $code }: { $total } pamoja na kodi.
auction-order-failed = Mshindi wa { $number } anabaki, lakini duka bado halijaweka oda. Wahudumu wake wataiweka.
auction-order-off = Oda { $code } ya mshindi huyo imeghairiwa.
auction-order-stays = Oda { $code } ya mshindi huyo tayari inashughulikiwa. Wahudumu wa duka watalishughulikia hilo.
auction-you-take-part = Unashiriki katika { $number }.
auction-you-stay-out = Hushiriki katika { $number }. Ukibadili mawazo, bonyeza "Shiriki".
auction-you-withdrew = Imeandikwa: huwezi kupeleka bidhaa za { $number }. Mnunuzi anaulizwa kuhusu bei inayofuata.
row-auction-extend = Kuongeza muda
auction-ask-extend = Bei ya mwishoni inayoongoza iongeze dakika ngapi? Andika 0 kama hapana.
