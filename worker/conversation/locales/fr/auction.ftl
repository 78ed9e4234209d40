### What the bot says, in French: reverse auctions. The rules of shop.ftl hold here too.

## Buttons and rows
button-auction-new = Nouvelle enchère
button-auction-open = Ouvrir l'enchère
button-auction-rules = Changer les règles
button-auction-discard = Abandonner
button-auction-place = Adresse habituelle
button-auction-hours = { $hours ->
    [one] { $hours } heure
   *[other] { $hours } heures
}
button-auction-now = Tout de suite
button-auction-named = C'est tout
button-auction-suppliers = Fournisseurs ({ $count })
button-auction-invite-all = Les inviter tous
button-auction-join = Participer
button-auction-decline = Pas cette fois
button-auction-floor = Enchérir pour moi
button-auction-floor-off = Ne plus enchérir
button-auction-look = Où en est-on ?
button-auction-take = Retenir cette offre
button-auction-next = Demander au suivant
button-auction-take-none = N'en retenir aucune
button-auction-cancel = Annuler l'enchère
button-auction-cancel-sure = Oui, annuler
button-auction-keep = La laisser en cours
button-auction-sheet = Procès-verbal
button-auction-withdraw = Livraison impossible
button-auction-list = Mes enchères
row-auction-seen = Ce qu'ils voient
row-auction-step = Pas des offres
row-auction-least = Minimum de participants
row-auction-opens = Début
row-auction-ends = Durée
row-auction-bidders = Qui peut participer
row-auction-best = Le meilleur prix
row-auction-rank = Leur rang seulement
row-auction-sealed = Rien (plis fermés)
auction-bid-title = Offrir { $price }

## Putting one together
auction-ask-what = Vos fournisseurs baisseront leurs prix à tour de rôle. De quoi avez-vous besoin ? Par exemple : 200 sacs de ciment max 850 4h
auction-ask-quantity = { $what } : quelle quantité vous faut-il ?
auction-ask-ceiling = { $what } : quel est le prix maximal à l'unité, hors taxes, en { $code } ? Les offres descendront à partir de là.
auction-ask-place = Où faut-il livrer ? Écrivez le lieu ou envoyez une position.
auction-ask-ends = Combien de temps l'enchère doit-elle durer ? Appuyez, ou écrivez par exemple 90 min, 2 jours ou jusqu'à vendredi 15h.
auction-ask-bidders = Qui peut participer ? Envoyez des fiches de contact, ou écrivez des numéros avec l'indicatif du pays, par exemple : Juma +254700000002
auction-bidders-so-far = { $count ->
    [one] { $count } fournisseur pour l'instant. Envoyez-en d'autres, ou continuez.
   *[other] { $count } fournisseurs pour l'instant. Envoyez-en d'autres, ou continuez.
}
auction-suppliers = { $count ->
    [one] La boutique connaît 1 fournisseur pour cela :
   *[other] La boutique connaît { $count } fournisseurs pour cela :
}
auction-suppliers-pick = Invitez-les tous, ou écrivez les numéros de ceux que vous voulez, par exemple 1 3. Vous pouvez en ajouter d'autres avec leur numéro de téléphone.
auction-ask-rule = Quelle règle voulez-vous changer ?
auction-ask-seen = Que doivent voir les participants les uns des autres pendant l'enchère ?
auction-ask-step = De combien une offre doit-elle être plus basse ? Écrivez un pourcentage (1 %), un montant (50), ou des montants selon le prix (0:10 5000:50).
auction-ask-least = Combien de fournisseurs doivent participer au moins ? S'il y en a moins, rien n'est attribué.
auction-ask-opens = Quand l'enchère doit-elle commencer ? Appuyez, ou écrivez par exemple 30 min ou vendredi 9h.
auction-summary = Enchère : { $what }
    Au plus { $price } l'unité ({ $total } en tout), hors taxes
    Livraison : { $place }
auction-from-to = Du { $date } au { $now }
auction-step-is = Pas : { $amount }
auction-extends = { $count ->
    [one] Prolongée de { $count } minute si quelqu'un d'autre prend la tête vers la fin.
   *[other] Prolongée de { $count } minutes si quelqu'un d'autre prend la tête vers la fin.
}
auction-invites = { $count ->
    [one] { $count } fournisseur est invité ; minimum de participants : { $wanted }.
   *[other] { $count } fournisseurs sont invités ; minimum de participants : { $wanted }.
}
auction-opening = { $count ->
    [one] J'ouvre l'enchère et j'invite { $count } fournisseur.
   *[other] J'ouvre l'enchère et j'invite { $count } fournisseurs.
}
auction-discarded = Rien n'a été ouvert et personne n'a été invité.
auction-not-understood = Je n'ai pas pu lire cela.
auction-times-wrong = C'est impossible : la fin doit venir après le début, ne pas être passée et tomber dans les 60 jours.
auction-not-now = Ce n'est pas possible pour le moment.

## How it stands
auction-see-nothing = Plis fermés : les participants ne voient rien des autres et peuvent remplacer leur offre jusqu'à la fin.
auction-see-rank = Les participants voient leur rang, pas les prix.
auction-see-best = Les participants voient le meilleur prix.
auction-ends = Fin : { $date }.
auction-ends-or-later = { $count ->
    [one] Fin : { $date } ; { $count } min de plus si la tête change à la fin.
   *[other] Fin : { $date } ; { $count } min de plus si la tête change à la fin.
}
auction-next-sealed = Vous pouvez offrir jusqu'à { $price } et remplacer votre offre jusqu'à la fin.
auction-next-below = Prochaine offre : au plus { $price } ({ $amount } sous { $before }).
auction-next-first = Première offre : au plus { $price }.
auction-head = Enchère { $number } : { $what }
auction-begins = Début : { $date }.
auction-ceiling = Au plus { $price } l'unité.
auction-deciding = L'enchère est close. L'acheteur décide au plus tard : { $date }.
auction-over-awarded = Attribuée à { $price } l'unité.
auction-over-cancelled = L'enchère a été annulée.
auction-over-too-few = Trop peu de fournisseurs ont participé : rien n'est attribué.
auction-over-declined = L'acheteur n'a retenu aucune offre.
auction-over-nobody = Il ne reste aucune offre à retenir.
auction-over-lapsed = Aucune décision n'est venue à temps : l'enchère est caduque.
auction-best-of = { $count ->
    [one] Meilleure offre : { $price }. { $count } fournisseur a participé.
   *[other] Meilleure offre : { $price }. { $count } fournisseurs ont participé.
}
auction-bids-so-far = { $count ->
    [0] Aucun fournisseur n'a encore fait d'offre.
    [one] { $count } fournisseur a fait une offre.
   *[other] { $count } fournisseurs ont fait une offre.
}
auction-you-lead = Vous êtes en tête avec { $price }.
auction-you-and-best = Votre offre : { $price }. La meilleure : { $now }.
auction-your-rank = Votre offre : { $price }. Votre rang : { $count }.
auction-your-bid = Votre offre : { $price }.
auction-best-now = La meilleure offre : { $price }.
auction-none = Vous n'avez pas encore d'enchère. Vos fournisseurs y baissent leurs prix à tour de rôle.
auction-yours = La vôtre
auction-you-bid = Vous participez
auction-list = Vos enchères :
auction-state-planned = pas commencée
auction-state-open = en cours
auction-state-deciding = à décider
auction-state-awarded = attribuée
auction-state-over = terminée
auction-gone = Je ne connais plus cette enchère.

## Bids
auction-why-not-open = l'enchère commence : { $date }
auction-why-late = l'enchère s'est terminée : { $date }
auction-why-not-joined = vous ne participez pas ; appuyez d'abord sur "Participer"
auction-why-nothing-below = aucune offre plus basse n'est possible
auction-why-ceiling = le prix maximal est { $price }
auction-why-leading = vous êtes déjà en tête, une offre plus basse vous ferait perdre de l'argent
auction-why-too-high = il faut au plus { $price }
auction-why-unchanged = c'est déjà votre offre
auction-why-no-floor = à plis fermés, personne n'enchérit pour vous
auction-why-too-many = vous avez fait trop d'offres dans cette enchère
auction-ask-floor = Jusqu'où puis-je descendre pour vous ? Je ne baisse que si c'est nécessaire. Écrivez un prix à l'unité, au plus { $price }. Les autres ne le verront jamais.
auction-sure-bid = { $price } l'unité ({ $total } en tout), c'est bien plus bas que nécessaire. Faire cette offre ?
auction-ask-cancel = { $count ->
    [0] Annuler l'enchère { $number } ? Personne ne participe encore.
    [one] Annuler l'enchère { $number } ? { $count } fournisseur participe et sera prévenu.
   *[other] Annuler l'enchère { $number } ? { $count } fournisseurs participent et seront prévenus.
}
auction-bid-refused = Votre offre de { $price } ne compte pas : { $why }.
auction-bid-by-floor = J'ai offert { $price } pour vous.
auction-bid-taken = Votre offre de { $price } compte.
auction-floor-refused = Je ne peux pas descendre jusqu'à { $price } pour vous : { $why }.
auction-floor-off = Je n'enchéris plus pour vous. Votre dernière offre reste valable.
auction-floor-taken = J'enchéris pour vous, jusqu'à { $price }.
auction-receipt = Reçu { $count }, { $date }, { $code }

## News
auction-opened = { $count ->
    [one] L'enchère est annoncée ; { $count } fournisseur est invité.
   *[other] L'enchère est annoncée ; { $count } fournisseurs sont invités.
}
auction-invited = Un acheteur de { $shop } vous invite à faire une offre : votre prix à l'unité, hors taxes. Livraison : { $place }
auction-joined = { $name } participe à { $number } ({ $got } sur { $count }).
auction-declined = { $name } ne participe pas à { $number }.
auction-began = L'enchère { $number } a commencé.
auction-outbid = Quelqu'un a offert moins que vous dans { $number }.
auction-new-best = Nouvelle meilleure offre dans { $number } : { $price } ({ $total } en tout).
auction-extended = { $number } continue jusqu'à : { $date }. Une offre tardive a pris la tête.
auction-closed = L'enchère { $number } est close.
auction-proposed = L'enchère { $number } est close ({ $what }).
    Meilleure offre : { $price } l'unité, { $total } en tout hors taxes, par { $name }.
    Participants : { $count }. Décidez au plus tard : { $date }.
auction-won = Vous avez remporté { $number } : { $what } à { $price } l'unité, { $total } en tout hors taxes. Livraison : { $place }
auction-lost = { $number } est décidée. Votre offre n'a pas été retenue cette fois.
auction-passed-over = L'acheteur de { $number } n'a pas retenu votre offre.
auction-awarded = { $number } est attribuée à { $name } à { $price } l'unité, { $total } en tout hors taxes. Les deux parties sont prévenues.
auction-withdrawn = { $name } ne peut pas livrer { $number }.
auction-cancelled = { $number } a été annulée.
auction-bidder = Participant { $number }
auction-sheet-later = Le procès-verbal arrive quand l'enchère est close : d'ici là, personne ne peut voir les offres.
auction-sheet-long = Le procès-verbal de { $number } est trop long pour une conversation. La boutique l'a.
auction-sheet-is = Le procès-verbal de { $number } : chaque offre avec son empreinte. Comparez avec vos reçus.
auction-ordered = L'attribution de { $number } est maintenant la commande { $code } : { $total } taxes comprises.
auction-order-failed = L'attribution de { $number } est valable, mais la boutique n'en a pas encore fait une commande. Son équipe s'en charge.
auction-order-off = La commande { $code } de cette attribution est annulée.
auction-order-stays = La commande { $code } de cette attribution est déjà en cours. L'équipe de la boutique s'en charge.
auction-you-take-part = Vous participez à { $number }.
auction-you-stay-out = Vous ne participez pas à { $number }. Si vous changez d'avis, appuyez sur "Participer".
auction-you-withdrew = C'est noté : vous ne pouvez pas livrer { $number }. L'acheteur est interrogé sur l'offre suivante.
row-auction-extend = Prolongation
auction-ask-extend = De combien de minutes une offre tardive en tête doit-elle repousser la fin ? Écrivez 0 pour aucune.
