### What the bot says, in French: orders after they were placed, lists, and reminders. The rules of shop.ftl hold here too.

## Alerts and reminders
button-tell = Prévenez-moi
button-do-not-tell = Ne pas me prévenir
button-remind-me = Oui, un rappel
button-no-reminders = Pas de rappel
button-remind-later = Rappel plus tard
button-see-product = Voir le produit
button-stop-reminders = Arrêter les rappels
tell-noted = Je vous préviendrai une fois quand { $name } sera de nouveau en stock.
tell-off = Je ne vous préviendrai pas pour { $name }.
tell-too-many = Vous attendez déjà { $max } articles. Retirez-en un d'abord : le bouton est sur sa fiche.
consent-ask = Si vous laissez un panier sans le commander, puis-je vous le rappeler une fois ? Vous pouvez arrêter cela à tout moment.
consent-given = Je vous enverrai un rappel. Écrivez "stop" pour ne plus en recevoir.
consent-declined = Je ne vous enverrai pas de rappel. Les nouvelles de vos commandes continuent.
reminders-stopped = Vous ne recevrez plus de rappels. Les nouvelles de vos commandes continuent.
back-in-stock = { $name } est de nouveau en stock. { $price }
basket-reminder = Votre panier est toujours là : { $units ->
        [one] { $units } article
       *[other] { $units } articles
    }, { $total }. Le commander maintenant ?

## Lists
button-lists = Mes listes
button-save-list = Enregistrer en liste
button-order-list = Commander la liste
button-see-list = Voir la liste
button-rename-list = Renommer
button-delete-list = Supprimer la liste
button-every = Me faire un rappel
row-every-weeks = { $count ->
        [one] Chaque semaine
       *[other] Toutes les { $count } sem.
    }
row-never = Jamais
lists-head = Vos listes :
lists-none = Vous n'avez pas encore de liste. Remplissez le panier ou ouvrez une commande, puis écrivez "enregistrer comme semaine".
lists-full = Vous avez déjà { $max } listes. Supprimez-en une d'abord.
list-head = Liste "{ $name }"
list-ask-name = Comment s'appellera la liste ? Écrivez un nom court, par exemple "semaine".
list-saved = La liste "{ $name }" est enregistrée. Écrivez "commander { $name }" pour la commander.
list-name-taken = Ce nom ne peut pas être utilisé. Écrivez-en un autre.
list-nothing = Il n'y a rien à enregistrer : le panier est vide.
list-renamed = La liste s'appelle maintenant "{ $name }".
list-deleted = La liste "{ $name }" est supprimée.
list-restored = La liste "{ $name }" est de retour.
list-gone = Cette liste n'existe plus.
every-ask = Tous les combien vous rappeler la liste "{ $name }" ? Appuyez, ou écrivez un nombre de jours.
every-now = { $count ->
        [one] Rappel chaque jour
       *[other] Rappel tous les { $count } jours
    }
every-set = { $count ->
        [one] Je vous rappellerai la liste "{ $name }" chaque jour.
       *[other] Je vous rappellerai la liste "{ $name }" tous les { $count } jours.
    }
every-off = Je ne vous rappellerai plus la liste "{ $name }".
restock-reminder = C'est le moment de votre liste "{ $name }" : { $list }. La commander maintenant ?

## Changes of an order
button-change-order = Modifier la commande
button-change-it = Oui, modifier
change-order-ask = Que souhaitez-vous modifier dans la commande { $number } ?
change-fewer-ask = Il y a { $quantity } × { $name } dans cette commande. Combien en voulez-vous ? Écrivez un nombre ; 0 pour retirer.
change-fewer-confirm = Commande { $number } : { $got } × { $name } au lieu de { $wanted }. Le total sera d'environ { $now } au lieu de { $before }. La modifier ?
change-address-ask = Où livrer la commande { $number } ? Écrivez la rue et la ville dans un seul message, par exemple "12 avenue Bourguiba, Dakar".
change-address-confirm = La commande { $number } sera livrée à : { $place }. La modifier ?
change-more = Le prix de { $name } n'est plus celui de la commande { $number }. Pour en avoir { $count } de plus, les commander au prix du jour ?
button-new-order = Nouvelle commande
change-short = La boutique n'en a pas assez. La commande { $number } n'a pas été modifiée.
change-paid = La commande { $number } a été payée entre-temps, elle n'a donc pas été modifiée. Un conseiller peut vous aider : écrivez "conseiller".
change-too-late = La commande { $number } ne peut plus être modifiée ici. Un conseiller peut vous aider : écrivez "conseiller".
order-changed = La commande { $number } est modifiée.
