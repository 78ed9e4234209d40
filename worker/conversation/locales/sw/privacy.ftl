### What the bot says, in Swahili: what is kept of a person. The rules of shop.ftl hold here too.

stopped-all = Sitakuandikia tena mwenyewe: hakuna matangazo wala habari za oda zako. Nitajibu ukiandika. Ili kubadilisha hilo, andika "JIUNGE".
data-coming = Ninakusanya ninachojua kukuhusu. Kitakufikia punde kama hati.
data-here = Haya ndiyo yote ninayojua kukuhusu. Hati hii iko katika muundo wa JSON, ambao huduma nyingine zinaweza kuusoma.
forget-ask = Je, nikusahau? Hii itafuta mazungumzo haya, jina na anwani yako, kikapu chako, faili zako na ulichonifundisha. Oda zako hubaki dukani, na msimbo usio na jina lako hubaki, ili kisitozwe chochote mara mbili. Hili haliwezi kutenduliwa.
forget-open = Bado una jambo lililo wazi: oda, bei maalum, mnada au lalamiko. Litamalizika kwanza; kisha nitakusahau mwenyewe.
button-forget = Futa data yangu
button-keep-data = Hifadhi data yangu
forget-waits = Nitakusahau mara tu mambo yako yote yatakapokamilika, kabla ya siku 90 kupita. Andika "nisahau" tena kuona hili, au kuhifadhi data yako.
forgotten = Tayari: nimekusahau. Huu ni ujumbe wangu wa mwisho. Ukiandika tena, tutaanza upya kama wageni.
forget-kept = Data yako imehifadhiwa.
