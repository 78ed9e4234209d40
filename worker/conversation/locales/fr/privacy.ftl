### What the bot says, in French: what is kept of a person. The rules of shop.ftl hold here too.

stopped-all = Je ne vous écrirai plus de moi-même : ni promotions, ni nouvelles de vos commandes. Je réponds quand vous écrivez. Écrivez "reprendre les promotions" pour changer cela.
data-coming = Je rassemble ce que je sais de vous. Vous le recevrez dans un instant sous forme de document.
data-here = Voici tout ce que je sais de vous. Le document est au format JSON, que d'autres services savent lire.
forget-ask = Dois-je vous oublier ? Cela efface notre conversation, votre nom et votre adresse, votre panier, vos fichiers et ce que vous m'avez appris. Vos commandes restent à la boutique, et un code sans votre nom reste aussi, pour que rien ne soit facturé deux fois. C'est définitif.
forget-open = Quelque chose est encore en cours : une commande, un devis, une enchère ou une réclamation. Cela se termine d'abord ; ensuite je vous oublie de moi-même.
button-forget = Effacer mes données
button-keep-data = Garder mes données
forget-waits = Je vous oublierai dès que tout ce qui vous concerne sera terminé, au plus tard dans 90 jours. Écrivez encore "oubliez-moi" pour le revoir, ou pour garder vos données.
forgotten = C'est fait : je vous ai oublié. Ceci est mon dernier message. Si vous écrivez de nouveau, nous referons connaissance.
forget-kept = Vos données sont conservées.
