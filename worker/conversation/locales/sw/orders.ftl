### What the bot says, in Swahili: orders after they were placed, lists, and reminders. The rules of shop.ftl hold here too.

## Alerts and reminders
button-tell = Niambie ikirudi
button-do-not-tell = Usiniambie
button-remind-me = Ndiyo, nikumbushe
button-no-reminders = Bila vikumbusho
button-remind-later = Nikumbushe baadaye
button-see-product = Ona bidhaa
button-stop-reminders = Acha vikumbusho
tell-noted = Nitakuambia mara moja { $name } ikipatikana tena.
tell-off = Sitakuambia kuhusu { $name }.
tell-too-many = Tayari unasubiri bidhaa { $max }. Ondoa moja kwanza: kitufe kiko kwenye ukurasa wake.
consent-ask = Ukiacha kikapu bila kuagiza, naweza kukukumbusha mara moja? Unaweza kusitisha wakati wowote.
consent-given = Nitakukumbusha. Jibu "jitoe" ili kusitisha.
consent-declined = Sitakukumbusha. Habari za oda zako zinaendelea.
reminders-stopped = Hutapata vikumbusho tena. Habari za oda zako zinaendelea.
back-in-stock = { $name } inapatikana tena. { $price }
basket-reminder = Kikapu chako bado kipo: { $units ->
        [one] bidhaa { $units }
       *[other] bidhaa { $units }
    }, { $total }. Uagize sasa?
