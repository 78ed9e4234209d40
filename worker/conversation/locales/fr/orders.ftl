### What the bot says, in French: orders after they were placed, lists, and reminders. The rules of shop.ftl hold here too.

## Alerts and reminders
button-tell = Prévenez-moi
button-do-not-tell = Ne pas me prévenir
button-remind-me = Oui, un rappel
button-no-reminders = Pas de rappel
button-remind-later = Me le rappeler
button-see-product = Voir le produit
button-stop-reminders = Arrêter les rappels
tell-noted = Je vous préviendrai une fois quand { $name } sera de nouveau en stock.
tell-off = Je ne vous préviendrai pas pour { $name }.
tell-too-many = Vous attendez déjà { $max } articles. Retirez-en un d'abord : le bouton est sur sa fiche.
consent-ask = Si vous laissez un panier, puis-je vous le rappeler une fois ? Vous pouvez y mettre fin à tout moment.
consent-given = Je vous enverrai un rappel. Répondez "stop" pour y mettre fin.
consent-declined = Je ne vous enverrai pas de rappel. Les nouvelles de vos commandes continuent.
reminders-stopped = Vous ne recevrez plus de rappels. Les nouvelles de vos commandes continuent.
back-in-stock = { $name } est de nouveau en stock. { $price }
basket-reminder = Votre panier est toujours là : { $units ->
        [one] { $units } article
       *[other] { $units } articles
    }, { $total }. Le commander maintenant ?
