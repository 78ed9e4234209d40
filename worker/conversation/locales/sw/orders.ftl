### What the bot says, in Swahili: orders after they were placed, lists, and reminders. The rules of shop.ftl hold here too.

## Alerts and reminders
button-tell = Nijulishe ikirudi
button-do-not-tell = Usinijulishe
button-remind-me = Ndiyo, nikumbushe
button-no-reminders = Bila vikumbusho
button-remind-later = Nikumbushe baadaye
button-see-product = Ona bidhaa
button-stop-reminders = Acha vikumbusho
tell-noted = Nitakujulisha mara moja { $name } ikipatikana tena.
tell-off = Sitakujulisha kuhusu { $name }.
tell-too-many = Tayari unasubiri bidhaa { $max }. Ondoa moja kwanza: kitufe kiko kwenye kadi yake.
consent-ask = Ukiacha kikapu bila kuagiza, naweza kukukumbusha mara moja? Unaweza kusitisha wakati wowote.
consent-given = Nitakukumbusha. Andika "jitoe" ili kusitisha.
consent-declined = Sitakukumbusha. Habari za oda zako zinaendelea.
reminders-stopped = Hutapata vikumbusho tena. Habari za oda zako zinaendelea.
back-in-stock = { $name } inapatikana tena. { $price }
basket-reminder = Kikapu chako bado kipo: { $units ->
        [one] bidhaa { $units }
       *[other] bidhaa { $units }
    }, { $total }. Ungependa kuagiza sasa?

## Lists
button-lists = Orodha zangu
button-save-list = Hifadhi kama orodha
button-order-list = Agiza orodha
button-see-list = Ona orodha
button-rename-list = Badili jina
button-delete-list = Futa orodha
button-every = Weka kikumbusho
row-every-weeks = { $count ->
        [one] Kila wiki
       *[other] Kila wiki { $count }
    }
row-never = Kamwe
lists-head = Orodha zako:
lists-none = Bado huna orodha. Jaza kikapu au fungua oda, kisha andika "hifadhi kama wiki".
lists-full = Tayari una orodha { $max }. Futa moja kwanza.
list-head = Orodha "{ $name }"
list-ask-name = Orodha iitwe jina gani? Andika jina fupi, kwa mfano "wiki".
list-saved = Orodha "{ $name }" imehifadhiwa. Andika "agiza { $name }" ili kuiagiza.
list-name-taken = Jina hili haliwezi kutumika. Andika jingine.
list-nothing = Hakuna cha kuhifadhi: kikapu hakina kitu.
list-renamed = Orodha sasa inaitwa "{ $name }".
list-deleted = Orodha "{ $name }" imefutwa.
list-restored = Orodha "{ $name }" imerudi.
list-gone = Orodha hii haipo tena.
every-ask = Nikukumbushe orodha "{ $name }" kila baada ya siku ngapi? Chagua, au andika idadi ya siku.
every-now = { $count ->
        [one] Kikumbusho kila siku
       *[other] Kikumbusho kila baada ya siku { $count }
    }
every-set = { $count ->
        [one] Nitakukumbusha orodha "{ $name }" kila siku.
       *[other] Nitakukumbusha orodha "{ $name }" kila baada ya siku { $count }.
    }
every-off = Sitakukumbusha orodha "{ $name }".
restock-reminder = Ni wakati wa orodha yako "{ $name }": { $list }. Ungependa kuiagiza sasa?

## Changes of an order
button-change-order = Badilisha oda
button-change-it = Ndiyo, badilisha
change-order-ask = Ungependa kubadilisha nini kwenye oda { $number }?
change-fewer-ask = Kuna { $quantity } × { $name } kwenye oda hii. Ziwe ngapi? Andika namba; 0 huiondoa.
change-fewer-confirm = Oda { $number }: { $got } × { $name } badala ya { $wanted }. Jumla itakuwa karibu { $now } badala ya { $before }. Ungependa kuibadilisha?
change-address-ask = Oda { $number } iende wapi? Andika mtaa na mji katika ujumbe mmoja, kwa mfano "Moi Avenue 12, Nairobi".
change-address-confirm = Oda { $number } itaenda: { $place }. Ungependa kuibadilisha?
change-more = Bei ya { $name } si ile ya oda { $number } tena. Kupata { $count } zaidi, uziagize kwa bei ya leo?
button-new-order = Oda mpya
change-short = Duka halina za kutosha. Oda { $number } haikubadilishwa.
change-paid = Oda { $number } imelipiwa wakati huo huo, kwa hiyo haikubadilishwa. Mhudumu anaweza kukusaidia: andika "mhudumu".
change-too-late = Oda { $number } haiwezi kubadilishwa hapa tena. Mhudumu anaweza kukusaidia: andika "mhudumu".
order-changed = Oda { $number } imebadilishwa.
