### What the bot says, in Spanish: orders after they were placed, lists, and reminders. The rules of shop.ftl hold here too.

## Alerts and reminders
button-tell = Avíseme
button-do-not-tell = No me avise
button-remind-me = Sí, recuérdeme
button-no-reminders = Sin recordatorios
button-remind-later = Recordar más tarde
button-see-product = Ver el producto
button-stop-reminders = No más recordatorios
tell-noted = Le avisaré una vez cuando { $name } vuelva a estar disponible.
tell-off = No le avisaré sobre { $name }.
tell-too-many = Ya espera { $max } artículos. Quite uno primero: el botón está en su ficha.
consent-ask = Si deja una compra a medias, ¿puedo recordársela una vez? Puede terminarlo en cualquier momento.
consent-given = Se lo recordaré. Responda "baja" para terminarlo.
consent-declined = No se lo recordaré. Las novedades de sus pedidos continúan.
reminders-stopped = Ya no recibirá recordatorios. Las novedades de sus pedidos continúan.
back-in-stock = { $name } está disponible de nuevo. { $price }
basket-reminder = Su carrito sigue aquí: { $units ->
        [one] { $units } artículo
       *[other] { $units } artículos
    }, { $total }. ¿Pedirlo ahora?
