### What the bot says, in Swahili: what is kept of a person. The rules of shop.ftl hold here too.

stopped-all = Sitaandika tena bila kuulizwa: hakuna matangazo wala habari za oda zako. Nitajibu ukiandika. Andika "JIUNGE" ili kubadilisha hilo.
data-coming = Ninakusanya ninachojua kukuhusu. Kitakuja punde kama hati.
data-here = Haya ndiyo yote ninayojua kukuhusu. Hati hii ni maandishi ya muundo wa JSON, ambao huduma nyingine zinaweza kuusoma.
forget-ask = Je, nikusahau? Nitafuta mazungumzo haya, jina na anwani yako, kikapu chako, faili zako na ulichonifundisha. Oda zilizo dukani hubaki dukani, na alama isiyomtaja mtu hubaki, ili kisitozwe chochote mara mbili. Hili haliwezi kutenduliwa.
forget-open = Bado una jambo lililo wazi: oda, nukuu ya bei, mnada au mgogoro. Litamalizika kwanza; kisha nitakusahau mwenyewe.
button-forget = Futa data yangu
button-keep-data = Hifadhi data yangu
forget-waits = Nitakusahau mara tu mambo yako yote yatakapokamilika, kabla ya siku 90 kupita. Andika "nisahau" tena kuona hili, au kuhifadhi data yako.
forgotten = Tayari: nimekusahau. Huu ni ujumbe wangu wa mwisho. Ukiandika tena, tutaanza upya kama wageni.
forget-kept = Data yako inabaki.
