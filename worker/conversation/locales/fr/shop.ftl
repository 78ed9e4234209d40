### What the bot says, in French. Placeables in braces are filled in by the code; keep every one of them.
### Titles of buttons hold 20 units, rows 24, footers 60. Whole sentences, no idioms. A line must not begin with a star.

## Greeting and menu
greet-new = Bienvenue chez { $shop }. Vous pouvez voir les produits, commander et payer dans cette discussion. Écrivez ce qu'il vous faut, par exemple "{ $example }", ou appuyez ci-dessous.
greet-again = Bon retour chez { $shop }. Écrivez ce qu'il vous faut, par exemple "{ $example }", ou appuyez ci-dessous.
greet-basket = Bon retour chez { $shop }. Votre panier contient { $units ->
        [one] { $units } article
       *[other] { $units } articles
    }, { $total }. Commander maintenant ?
greet-usual = Bon retour chez { $shop }. Votre dernière commande { $number } : { $content }, { $total }. La même chose ?
hello-again = Vous revoilà chez { $shop }. Nous étions au milieu de votre commande.
menu = Menu de { $shop } : que souhaitez-vous faire ? Choisissez ci-dessous ou écrivez le nom d'un produit.
started-over = Recommençons.
started-over-basket-kept = Recommençons. Votre panier est conservé ; écrivez "vider le panier" pour le vider.
shop-unnamed = notre boutique
example-word = riz
items-count = { $units ->
        [one] { $units } article
       *[other] { $units } articles
    }
help = Voici ce qui fonctionne à tout moment :
    • un nom de produit ou une référence, par exemple "{ $example }", ou plusieurs : "2 riz, 3 lait"
    • "menu", "panier", "payer", "commandes", "commande 1042", "coupon CODE"
    • "devis", "enchère", "réclamation", "mes listes", "langue"
    • "défaire", "retour", "recommencer"
    • "conseiller" pour parler à quelqu'un, "stop" pour ne plus recevoir de promotions
choose-language = Dans quelle langue dois-je vous écrire ?
language-name = Français
language-set = Je parle français maintenant.
speaking = Je réponds en français.
switch-here = Pour le français, écrivez "français".
welcome = Je vous en prie. Écrivez "menu" dès que vous avez besoin de quelque chose.

## Buttons and rows
button-add = Ajouter { $quantity }
button-add-more = Ajouter autre chose
button-agent = Parler à quelqu'un
button-alternatives = Voir d'autres choix
button-back = Retour
button-back-to-list = Retour à la liste
button-basket = Panier
button-bot = Retour à l'assistant
button-browse = Voir les produits
button-cancel-order = Annuler { $number }
button-cancel-this = Annuler la commande
button-change = Modifier
button-checkout = Commander
button-choose = Choisir { $attribute }
button-choose-any = Choisir
button-clear = Vider le panier
button-continue = Continuer
button-coupon = Utiliser un coupon
button-help = Mode d'emploi
button-keep-order = Garder la commande
button-make-it = En mettre { $quantity }
button-menu = Menu
button-order-again = Commander à nouveau
button-order-status = État de la commande
button-orders = Mes commandes
button-other-amount = Autre quantité
button-other-payment = Payer autrement
button-pay = Payer maintenant
button-place-order = Valider la commande
button-place-order-total = Valider { $total }
button-remove = Retirer
button-search = Rechercher
button-see-basket = Voir le panier
button-skip = Ne pas le prendre
button-still-stands = Oui, continuer
button-start-over = Recommencer
button-try-again = Réessayer
button-undo = Défaire
back = Retour
more = Plus
more-detail = La page suivante
none-of-these = Aucun de ceux-ci
row-address = Adresse
row-delivery = Livraison
row-email = E-mail
row-keep = Ne rien changer
row-lines = Articles du panier
row-name = Nom
row-order = Commande { $number }
row-payment = Paiement
coupon-off-row = Retirer le coupon { $code }
opener = Choisir
opener-categories = Catégories
opener-change = Choisir
opener-delivery = Livraison
opener-lines = Choisir un article
opener-languages = Langues
opener-menu = Ouvrir le menu
opener-orders = Mes commandes
opener-payment = Paiement
opener-products = Voir les produits
opener-values = Choisir
number-hint = Répondez par un numéro :
footer-list = Appuyez, ou écrivez un numéro, un nom, "retour" ou "menu".
footer-card = Ou écrivez une quantité, par exemple "x3", ou "retour".
footer-added = Pour changer la quantité, écrivez "x3".
footer-basket = Écrivez "défaire" pour annuler, "menu" pour le menu.
footer-summary = Rien n'est commandé avant que vous validiez.

## Browsing and searching
categories-top = Que cherchez-vous ?
categories-below = { $category } : choisissez une catégorie.
all-here = Toute la catégorie
products-in = { $category }
or-search = Il peut être plus rapide d'écrire ce que vous cherchez.
category-gone = Cette catégorie n'existe plus.
category-empty = Il n'y a rien dans { $category } pour le moment.
nothing-sold = Il n'y a rien à acheter ici pour le moment.
still-loading = Le catalogue est encore en cours de chargement. Veuillez réessayer dans une minute.
ask-search = Que cherchez-vous ? Écrivez un nom ou une référence, par exemple "{ $example }".
found = { $count ->
        [one] J'ai trouvé ceci pour "{ $words }" :
       *[other] J'ai trouvé ces { $count } produits pour "{ $words }" :
    }
nothing-found = Je n'ai rien trouvé pour "{ $words }".
none-of-these-then = Alors cherchons autrement : choisissez une catégorie, écrivez d'autres mots, ou demandez à un conseiller.
old-list = Ce message est ancien ; voici où nous en sommes maintenant.

## One product
price-from = à partir de { $price }
price-on-request = Prix sur demande
on-request = Prix sur demande
sold-out = Rupture de stock
comes-later = Livraison ultérieure
in-stock = En stock
in-stock-count = En stock : { $left }
out-of-stock = En rupture de stock pour le moment
not-sold-now = Pas en vente pour le moment
backorder = Sur commande, livraison ultérieure
article-number = Référence { $sku }
one-per-order = Un seul par commande
product-gone = Ce produit n'est plus en vente.
alternatives-to = À la place de { $name }, nous avons :
no-alternatives = Nous n'avons rien de semblable à { $name } pour le moment.
choose-value = { $name }{ $chosen } : choisissez { $attribute }.
combination-gone = Cette combinaison n'est plus en vente. Veuillez choisir à nouveau.
how-many = Combien ?
type-amount = Combien de { $name } ? Écrivez un nombre, par exemple "12".
amount-noted = Noté : { $quantity }.
amount-out-of-range = Veuillez écrire un nombre entier de 1 à { $max }.
only-so-many = Il ne reste que { $left } × { $name }.
at-most = Vous pouvez commander au maximum { $max } × { $name } à la fois.
this-article = cet article

## Basket
added = Ajouté au panier : { $quantity } × { $name }.
now-in-basket = Le panier contient maintenant { $quantity } × { $name }.
basket-now = Panier : { $units ->
        [one] { $units } article
       *[other] { $units } articles
    }, { $total } en tout, livraison et taxes éventuelles comprises.
basket-head = Votre panier ({ $units ->
        [one] { $units } article
       *[other] { $units } articles
    })
basket-empty = Votre panier est vide.
basket-complaint = Un article du panier ne peut pas être commandé tel quel. Veuillez le modifier ou le retirer.
basket-rebuilt = Votre panier avait expiré dans la boutique. Je l'ai reconstitué aux prix du jour.
more-lines = { $count ->
        [one] et { $count } autre
       *[other] et { $count } autres
    }
total-items = Articles : { $amount }
total-discount = Remise ({ $coupons }) : -{ $amount }
total-delivery = Livraison ({ $name }) : { $amount }
total-tax = Taxes : { $amount }
total-all = Total : { $amount }
choose-line = Quel article souhaitez-vous modifier ?
change-line = { $quantity } × { $name }
    { $each } l'unité, { $total } en tout.
    Écrivez la nouvelle quantité, ou appuyez.
line-gone = Cet article n'est plus dans le panier.
line-removed = Retiré : { $name }.
line-set = Maintenant { $quantity } × { $name }.
cleared = Le panier est maintenant vide. Écrivez "défaire" pour le rétablir.
undone = La dernière modification est annulée.
nothing-to-undo = Il n'y a rien à annuler : seule la dernière modification peut l'être. Écrivez "panier" ou "menu" pour continuer.
ask-coupon = Veuillez écrire le code du coupon, ou "retour".
coupon-applied = Le coupon { $code } est appliqué.
coupon-removed = Le coupon { $code } est retiré.
coupon-unknown = La boutique n'accepte pas le coupon "{ $code }" : il n'existe pas, il a expiré ou il ne s'applique pas à ce panier.
added-many = Ajouté :
    { $list }
missing-many = Non ajouté :
    { $list }
missing-not-sold = { $name } : n'est plus en vente
missing-not-found = { $name } : introuvable
missing-needs-choice = { $name } : plusieurs modèles existent. Veuillez choisir ensuite, à part.
missing-sold-out = { $name } : en rupture de stock.
nothing-added = Rien n'a été ajouté au panier.
which-one = { $quantity } × "{ $words }" : quel produit voulez-vous ?
list-aside = Le reste de votre liste attend ; il n'est pas encore dans le panier :
    { $list }
    Écrivez "continuer" pour reprendre.
not-in-basket = "{ $words }" n'est pas dans votre panier.
list-too-long = une liste contient au plus { $max } lignes ; envoyez les { $count } autres ensuite

## Checkout
ask-name = À quel nom faut-il mettre la commande ?
ask-email = À quelle adresse e-mail la boutique doit-elle envoyer le reçu ? Elle n'accepte pas de commande sans adresse e-mail.
ask-phone = Quel numéro de téléphone le livreur peut-il appeler ?
ask-address = Où faut-il livrer ? Écrivez la rue et la ville dans un seul message, par exemple "12 avenue Bourguiba, Dakar", ou envoyez votre position ci-dessous.
ask-billing-address = Quelle est votre adresse de facturation ? Écrivez la rue et la ville dans un seul message, par exemple "12 avenue Bourguiba, Dakar".
ask-city = Dans quelle ville est-ce ?
ask-state = Dans quelle région est-ce ?
ask-postcode = Quel est le code postal de l'adresse ?
ask-country = Dans quel pays est-ce ? Veuillez écrire son code à deux lettres, par exemple "SN".
not-a-name = Il me faut un nom avec des lettres, par exemple "Awa Diop".
not-an-email = Il me faut une adresse e-mail, par exemple "awa@example.com".
not-a-phone = Il me faut un numéro de téléphone, par exemple "+221 70 123 45 67".
not-an-address = Il me faut la rue et la ville en toutes lettres, par exemple "12 avenue Bourguiba, Dakar".
not-a-town = Il me faut le nom d'une ville, par exemple "Dakar".
not-a-country = Il me faut le code d'un pays à deux lettres, par exemple "SN".
answer-too-long = C'est trop long pour figurer sur la commande. Veuillez envoyer une version plus courte.
wrong-again = Si cela ne marche pas, un conseiller peut vous aider.
field-refused = La boutique n'accepte pas "{ $value }".
address-refused = La boutique n'accepte pas cette adresse.
address-kept = J'ai noté cette adresse pour votre prochaine commande.
pin-name = Position envoyée par téléphone
no-delivery-there = La boutique ne livre pas à { $city }. Avez-vous une autre adresse ?
nothing-to-pay = rien à payer
no-payment = La boutique ne propose aucun moyen de payer ce panier dans la discussion.
choose-delivery = Quel mode de livraison pour { $city } ?
choose-payment = Total : { $total }. Comment souhaitez-vous payer ?
change-what = Que souhaitez-vous modifier ?
summary-head = Votre commande ({ $units ->
        [one] { $units } article
       *[other] { $units } articles
    })
summary-to = Pour : { $name }, { $place }
summary-payment = Paiement : { $payment }
summary-unclear-before = Attention : je ne sais pas encore si votre commande précédente a été enregistrée. Si oui, celle-ci en serait une deuxième.

## Placing
placing-first = Votre commande est en cours d'enregistrement. Je vous préviens dès que la boutique répond.
placing-again = Un instant, la commande part vers la boutique. Elle n'est enregistrée qu'une fois, même si vous appuyez plusieurs fois.
placing-still = La boutique traite encore votre commande. Vous n'avez rien d'autre à faire.
placing-slow = La boutique n'a pas encore répondu. Rien n'est perdu : je continue de l'interroger et je vous dirai ce qu'il en est. Merci de ne pas commander à nouveau d'ici là.
placing-unclear = La réponse de la boutique n'est pas claire : je ne sais pas encore si votre commande est enregistrée. Notre équipe s'en occupe et vous écrira. Merci de ne pas commander la même chose d'ici là.
placed = Merci. Votre commande { $number } est enregistrée. Total : { $total }.
next-cash-on-delivery = Vous payez { $total } à la livraison. Écrivez "commandes" pour la suivre, ou "conseiller" pour la modifier.
next-bank = Veuillez virer { $total } en indiquant la référence { $number } :
    { $details }
next-bank-later = Veuillez payer { $total } par virement bancaire. La boutique vous envoie les coordonnées bancaires par e-mail.
next-pay-link = Veuillez payer { $total } sur la page ci-dessous. La commande sera préparée ensuite.
next-general = Paiement : { $payment }. Écrivez "commandes" pour la suivre, ou "conseiller" pour la modifier.
oversold = Attention : plusieurs personnes ont commandé { $name } au même moment, et la boutique n'en a pas assez. Votre commande est maintenue ; une partie peut arriver plus tard. Écrivez "conseiller" si cela ne vous convient pas.
shortfall-line = { $name } : { $got } au lieu de { $wanted }
shortened = La boutique en avait moins que la quantité validée. Votre commande { $number } est enregistrée avec ce qui restait. Le total est maintenant de { $total }. La garder ou l'annuler ?
basket-changed = Rien n'est encore commandé, car quelque chose a changé entre-temps :
diff-gone = { $name } : n'est plus disponible
diff-new = { $name } : il y en a maintenant { $quantity } dans le panier
diff-price = { $name } : le prix est de { $now }, il était de { $before }
diff-quantity = { $name } : { $now } au lieu de { $before }
diff-total = Le total est de { $now }, il était de { $before }
not-placed = La commande n'a pas été enregistrée et rien n'a été débité. { $why }
place-unavailable = La boutique est injoignable. Rien n'a été commandé et rien n'a été débité. Veuillez réessayer dans quelques minutes.

## What the shop refuses
refused-out-of-stock = { $name } est en rupture de stock.
refused-not-enough = Il ne reste pas assez de { $name }.
refused-too-many = Vous ne pouvez pas commander autant de { $name } à la fois.
refused-one-per-order = Un seul exemplaire de { $name } peut être commandé à la fois.
refused-not-sold = { $name } n'est pas en vente pour le moment.
refused-choice = Ce modèle de { $name } n'existe pas. Veuillez choisir à nouveau.
refused-coupon = Le coupon n'est pas accepté.
refused-coupon-absent = Ce coupon n'est pas dans le panier.
refused-no-delivery = La boutique ne livre pas à cette adresse.
refused-payment = Ce moyen de paiement n'est plus accepté.
refused-empty = Le panier est vide.
refused-other = La boutique a refusé. Veuillez réessayer, ou demander à un conseiller.
shop-unavailable = La boutique est injoignable pour le moment. Rien n'a été modifié et rien n'a été débité. Veuillez réessayer dans une minute.
shop-unknown = La boutique n'a pas confirmé la modification : elle a peut-être eu lieu, peut-être pas. Rien n'a été débité. Veuillez vérifier.

## Orders
orders-head = { $count ->
        [one] Votre dernière commande :
       *[other] Vos { $count } dernières commandes :
    }
no-orders = Je n'ai encore trouvé aucune commande à votre nom.
order-unknown = Je ne trouve pas de commande { $number } à votre nom.
order-head = Commande { $number } : { $status }
order-foot = Total : { $total }. Commandé le { $date }. Paiement : { $payment }.
cancelled = La commande { $number } est annulée. Rien ne sera livré.
not-cancelled = Il n'est plus possible d'annuler la commande { $number }. Un conseiller peut vous aider.
cancel-ask = Annuler la commande { $number } ? { $content }, { $total }. Rien ne sera livré.
cancel-which = Quelle commande souhaitez-vous annuler ?
cancel-hint = Pour l'annuler, écrivez "annuler la commande { $number }".
cancel-paid = La commande { $number } est payée : { $total }. C'est à la boutique de l'annuler et de vous rembourser. Dois-je le lui demander ?
button-ask-shop = Le lui demander
cancel-wished = J'ai laissé une note à la boutique : vous voulez annuler la commande { $number } et récupérer { $total }. D'ici sa décision, la commande est maintenue. Vous aurez sa réponse ici.
cancelled-paid = La commande { $number } est annulée, mais son paiement est arrivé au même moment. J'ai laissé une note à la boutique pour qu'elle rembourse { $total }.
paid-meanwhile = Votre paiement de la commande { $number } est arrivé entre-temps, elle n'a donc pas été annulée.
note-not-left = Je n'ai pas pu laisser de note à la boutique pour la commande { $number }. Écrivez "conseiller", et quelqu'un s'en occupera.
order-moved-on = La boutique a modifié la commande { $number } entre-temps, rien n'a donc été fait. Voici où elle en est.
cancelled-already = La commande { $number } est déjà annulée ou remboursée.
order-kept = La commande { $number } reste comme elle est.
status-draft = non terminée
status-pending = en attente de paiement
status-processing = en préparation
status-on-hold = en attente de confirmation du paiement
status-completed = terminée
status-cancelled = annulée
status-refunded = remboursée
status-failed = échec du paiement

## News of an order
news-processing = La commande { $number } est maintenant en préparation.
news-paid = Merci, nous avons reçu le paiement de la commande { $number }. Elle est maintenant en préparation.
news-on-hold = La commande { $number } attend la confirmation du paiement.
news-pending = La commande { $number } attend le paiement : { $total }.
news-completed = La commande { $number } est terminée. Merci.
news-shipped = La commande { $number } est en route.
news-tracking = Suivi ({ $carrier }) : { $tracking }
news-cancelled = La commande { $number } a été annulée. Rien ne sera livré.
news-refunded = La commande { $number } a été remboursée : { $amount }.
news-refunded-part = Une partie de la commande { $number } a été remboursée : { $amount }.
news-failed = Le paiement de la commande { $number } a échoué. Rien n'a été débité.
news-total = La boutique a modifié la commande { $number }. Le total est maintenant de { $now }, il était de { $before }.
news-status = Des nouvelles de la commande { $number }. État : { $status }.

## A person, promotions
agent-coming = Un conseiller va vous répondre ici. D'ici là, je n'écris plus ; je reviens quand vous écrivez "menu", ou après { $hours } heures.
bot-back = Me revoici.
bot-back-after-agent = C'est de nouveau l'assistant de la boutique. Écrivez "menu" pour continuer, ou "conseiller" pour parler à quelqu'un.
stopped = Vous ne recevrez plus de promotions. Les nouvelles de vos commandes continuent ; "stop tout" les arrête aussi. Écrivez "reprendre les promotions" pour les recevoir à nouveau.
stopped-already = Vous ne recevez déjà plus de promotions. Les nouvelles de vos commandes continuent ; "stop tout" les arrête aussi. Écrivez "reprendre les promotions" pour changer cela.
started-again = Vous recevrez à nouveau les promotions et les nouvelles de vos commandes. Écrivez "stop" pour arrêter les promotions, "stop tout" pour tout arrêter.

## Not understood
expected-amount = J'attendais une quantité, par exemple "3", ou un produit comme "{ $example }".
expected-number = J'attendais un numéro de la liste, par exemple "2", ou un produit comme "{ $example }".
expected-product = J'attendais un produit comme "{ $example }", ou un mot comme "menu".
expected-coupon = J'attendais le code d'un coupon, un seul mot, par exemple "SAVE10". Écrivez "panier" pour continuer sans coupon.
expected-confirm = J'attendais "oui" pour valider la commande, ou "non" pour modifier quelque chose.
miss-likeliest = Je n'ai pas bien compris. Est-ce l'un de ceux-ci ?
miss-agent = Désolé, je ne comprends toujours pas. Voulez-vous l'aide d'un conseiller ?
cannot-listen = Je ne peux pas encore écouter les messages vocaux. Écrivez plutôt, ou appuyez ci-dessous pour parler à quelqu'un.
cannot-see-image = Je ne peux pas encore regarder les images. Écrivez ce qu'il vous faut, ou appuyez ci-dessous pour parler à quelqu'un.
cannot-see-video = Je ne peux pas encore regarder les vidéos. Écrivez ce qu'il vous faut, ou appuyez ci-dessous pour parler à quelqu'un.
cannot-read-document = Je ne peux pas encore lire les documents. Écrivez ce qu'il vous faut, ou appuyez ci-dessous pour parler à quelqu'un.
cannot-read = Je ne peux pas encore lire ce genre de message. Écrivez ce qu'il vous faut, ou appuyez ci-dessous pour parler à quelqu'un.

## Late
late = Désolé, votre message ne m'est parvenu que maintenant. Le voulez-vous toujours ? Rien n'a encore été fait.
late-words = Désolé, votre message "{ $words }" ne m'est parvenu que maintenant. Le voulez-vous toujours ? Rien n'a encore été fait.

## After a pause
paused = { $what } Souhaitez-vous continuer ?
were-choosing-delivery = Vous choisissiez la livraison de { $units ->
        [one] { $units } article
       *[other] { $units } articles
    }.
were-choosing-payment = Vous choisissiez comment payer { $units ->
        [one] { $units } article
       *[other] { $units } articles
    }.
were-giving-address = Vous donniez l'adresse de livraison de { $units ->
        [one] { $units } article
       *[other] { $units } articles
    }.
were-choosing-product = Vous choisissiez un produit.
were-ordering = Vous commandiez { $units ->
        [one] { $units } article
       *[other] { $units } articles
    }.
were-here = Voici où vous en étiez.

# A defect of ours
our-fault = Désolé, un problème est survenu de notre côté. Rien n'a été modifié. Veuillez réessayer, ou écrivez *conseiller* pour parler à quelqu'un.
