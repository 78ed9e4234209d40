### What the bot says, in French: disputes, and people who take over. The rules of shop.ftl hold here too.

# Somebody of the shop speaks: their name, and what they say.
staff-joined = { $name } ({ $shop }) vous écrit maintenant. Je ne réponds plus jusqu'à la fin de l'échange.
staff-left = { $name } a quitté la conversation.
staff-says = { $name }: { $words }

# Choosing what it is about
dispute-which-order = De quelle commande s'agit-il ?
dispute-no-orders = Je ne trouve aucune commande assez récente pour une réclamation. Un conseiller peut vous aider.
dispute-not-this-order = La commande { $number } est trop ancienne pour une réclamation, ou n'a pas été passée. Un conseiller peut vous aider.
dispute-too-many = Vous avez déjà le nombre maximal de réclamations ouvertes. Pour une autre, un conseiller peut vous aider.
dispute-scope = Commande { $number } : de quoi s'agit-il ?
row-dispute-whole = Toute la commande
row-dispute-other = Une autre commande
dispute-reason = { $what } : quel est le problème ?
row-reason-not-arrived = Pas arrivé
row-reason-damaged = Abîmé ou avarié
row-reason-wrong = Mauvais article reçu
row-reason-missing = Il manque quelque chose
row-reason-quality = Non conforme
row-reason-other = Autre raison
dispute-wish = Que souhaitez-vous ?
row-wish-refund = Remboursement total
row-wish-part = Remboursement partiel
row-wish-replacement = Un remplacement
row-wish-return = Retour et remboursement
row-wish-other = Autre chose
opener-dispute = Choisir

# Evidence
dispute-head = Réclamation { $case }, commande { $number } : { $reason }.
dispute-opened = Votre réclamation { $case } est ouverte.
dispute-ask-evidence = Envoyez des photos, une vidéo, un message vocal ou un document, ou décrivez le problème. { $hint }
dispute-sends-itself = Si vous ne faites rien, je la transmettrai à la boutique : { $until }.
hint-not-arrived = Il est utile de savoir quand et où vous l'attendiez.
hint-damaged = L'idéal : des photos des dégâts, de l'emballage et de l'étiquette.
hint-wrong = L'idéal : des photos de ce qui est arrivé et de son étiquette.
hint-missing = L'idéal : des photos de tout ce qui est arrivé et du bon de livraison.
hint-quality = L'idéal : des photos de ce qui n'est pas conforme.
hint-other = L'idéal : tout ce qui montre le problème.
dispute-piece-noted = C'est noté. Fichiers reçus : { $count }, { $max } au maximum. Ajoutez-en, ou transmettez à la boutique.
dispute-full = Une réclamation accepte au maximum { $max } fichiers et autant de textes. Ce qui précède est conservé.
dispute-noted = C'est noté. Ajoutez autre chose, ou transmettez à la boutique.
dispute-piece-lost = Le fichier { $count } n'a pas pu être conservé : il est trop lourd, ou d'un type que je n'accepte pas. Veuillez l'envoyer en photo ou en PDF.
dispute-overheard = Ce que vous envoyez ici est aussi ajouté à votre réclamation { $case }.
dispute-sent = Transmise à la boutique : { $date }. Pour la retirer, appuyez sur "{ $button }".
dispute-sent-by-clock = Le délai pour compléter est passé : j'ai transmis votre réclamation à la boutique.

# Where it stands
dispute-collecting = À vous, jusqu'à : { $until }. Ajoutez ce qui montre le problème, puis transmettez à la boutique.
dispute-submitted = À la boutique de répondre, jusqu'à : { $until }.
dispute-escalated = La direction de la boutique s'en occupe. À elle de répondre, jusqu'à : { $until }.
dispute-stuck = Ce qui a été convenu n'a pas pu se faire automatiquement. Un conseiller s'en charge d'ici : { $until }. Vous n'avez rien à faire.
dispute-offered-refund = { $name } propose de vous rembourser { $amount }. À vous de répondre, jusqu'à : { $until }.
dispute-offered-replacement = { $name } propose de vous renvoyer la marchandise, sans frais. À vous de répondre, jusqu'à : { $until }.
dispute-offered-return = { $name } propose { $amount } si vous renvoyez la marchandise. À vous de répondre, jusqu'à : { $until }.
dispute-declined = { $name } ne propose rien : "{ $words }". À vous, jusqu'à : { $until }. Vous pouvez l'accepter, ou faire appel une seule fois.
dispute-returning = Veuillez renvoyer la marchandise. Vous recevez { $amount } à son arrivée. À vous, jusqu'à : { $until }.
dispute-returned = La marchandise est en route vers la boutique. À elle de répondre, jusqu'à : { $until }.
dispute-paying = C'est convenu. Le remboursement de { $amount } est en cours d'enregistrement.
dispute-replacing = C'est convenu. Le remplacement est en cours de commande.
dispute-paid = C'est fait : le remboursement de { $amount } est enregistré. Le délai pour le recevoir dépend de votre moyen de paiement.
dispute-replaced = C'est fait : vous recevrez de nouveau la marchandise avec la commande { $number }, sans frais.
dispute-resolved = Réglée par { $name } : "{ $words }".
dispute-over = Elle est terminée
dispute-withdrawn = Vous l'avez retirée.
dispute-silence-appeal = Elle a été close, faute de réponse de votre part. Vous pouvez faire appel une seule fois.
dispute-silence = Elle a été close, faute de réponse de votre part.
dispute-agreed = Elle est close, avec votre accord. Rien ne sera versé.
dispute-final = Elle est close. Même après votre appel, la boutique ne propose rien.
dispute-unanswered = Elle est close, car la boutique n'a pas répondu. Le dossier montre tout ce qui a été dit.
dispute-turn-yours = À vous, jusqu'à : { $until }
dispute-turn-shop = À la boutique, jusqu'à : { $until }
dispute-late = La boutique est en retard. Je lui ai envoyé un rappel.
dispute-reminder = Un rappel :
dispute-cases = Vos réclamations :
dispute-file = Le dossier de { $case }, sceau { $hash }. Si l'on y change quelque chose, le sceau ne correspond plus.

# Asking
dispute-why-reject = Pourquoi l'offre ne vous convient-elle pas ? Écrivez-le en un message, ou appuyez pour passer.
dispute-why-appeal = Pourquoi faites-vous appel ? Écrivez-le en un message, ou appuyez pour passer.
dispute-how-sent = Comment avez-vous renvoyé la marchandise ? Écrivez le transporteur et le numéro, ou appuyez pour passer.
dispute-withdraw-sure = Retirer la réclamation { $case } ? C'est définitif.
dispute-old-offer = Cette offre n'est plus valable. Voici où en est la réclamation :
dispute-not-now = Ce n'est pas possible maintenant. Voici où en est la réclamation :

# Buttons
button-send-case = Transmettre
button-withdraw = La retirer
button-withdraw-now = Oui, la retirer
button-keep-case = La garder ouverte
button-add-evidence = Compléter
button-accept-offer = Accepter l'offre
button-reject-offer = Refuser l'offre
button-case-file = Dossier
button-appeal = Faire appel
button-agree = Accepter la décision
button-sent-back = C'est renvoyé
button-escalate = Saisir la direction
button-problem = Signaler un problème
button-no-words = Passer
