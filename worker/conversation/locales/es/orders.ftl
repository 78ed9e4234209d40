### What the bot says, in Spanish: orders after they were placed, lists, and reminders. The rules of shop.ftl hold here too.

## Alerts and reminders
button-tell = Avíseme
button-do-not-tell = No me avise
button-remind-me = Sí, recuérdeme
button-no-reminders = No, gracias
button-remind-later = Recordar más tarde
button-see-product = Ver el producto
button-stop-reminders = No más recordatorios
tell-noted = Le avisaré una vez cuando { $name } vuelva a estar disponible.
tell-off = No le avisaré sobre { $name }.
tell-too-many = Ya espera { $max } artículos. Quite uno primero: el botón está en su ficha.
consent-ask = Si deja un carrito sin pedir, ¿puedo recordárselo una vez? Puede cancelarlo en cualquier momento.
consent-given = Se lo recordaré. Escriba "baja" para no recibir recordatorios.
consent-declined = No se lo recordaré. Las novedades de sus pedidos continúan.
reminders-stopped = Ya no recibirá recordatorios. Las novedades de sus pedidos continúan.
back-in-stock = { $name } está disponible de nuevo. { $price }
basket-reminder = Su carrito sigue aquí: { $units ->
        [one] { $units } artículo
       *[other] { $units } artículos
    }, { $total }. ¿Pedirlo ahora?

## Lists
button-lists = Mis listas
button-save-list = Guardar como lista
button-order-list = Pedir la lista
button-see-list = Ver la lista
button-rename-list = Cambiar el nombre
button-delete-list = Eliminar la lista
button-every = Poner recordatorio
row-every-weeks = { $count ->
        [one] Cada semana
       *[other] Cada { $count } semanas
    }
row-never = Nunca
lists-head = Sus listas:
lists-none = Aún no tiene listas. Llene el carrito o abra un pedido, y escriba "guardar como semanal".
lists-full = Ya tiene { $max } listas. Elimine una primero.
list-head = Lista "{ $name }"
list-ask-name = ¿Cómo se llamará la lista? Escriba un nombre corto, por ejemplo "semanal".
list-saved = La lista "{ $name }" está guardada. Escriba "pedir { $name }" para pedirla.
list-name-taken = Este nombre no se puede usar. Escriba otro.
list-nothing = No hay nada que guardar: el carrito está vacío.
list-renamed = La lista se llama ahora "{ $name }".
list-deleted = Se eliminó la lista "{ $name }".
list-restored = Se recuperó la lista "{ $name }".
list-gone = Esta lista ya no existe.
every-ask = ¿Cada cuánto le recuerdo la lista "{ $name }"? Toque, o escriba un número de días.
every-now = { $count ->
        [one] Recordatorio cada día
       *[other] Recordatorio cada { $count } días
    }
every-set = { $count ->
        [one] Le recordaré la lista "{ $name }" cada día.
       *[other] Le recordaré la lista "{ $name }" cada { $count } días.
    }
every-off = Ya no le recordaré la lista "{ $name }".
restock-reminder = Es hora de su lista "{ $name }": { $list }. ¿Pedirla ahora?

## Changes of an order
button-change-order = Modificar el pedido
button-change-it = Sí, modificarlo
change-order-ask = ¿Qué quiere modificar del pedido { $number }?
change-fewer-ask = Hay { $quantity } × { $name } en este pedido. ¿Cuántos quiere? Escriba un número; 0 lo quita.
change-fewer-confirm = Pedido { $number }: { $got } × { $name } en lugar de { $wanted }. El total será de aproximadamente { $now } en lugar de { $before }. ¿Modificarlo?
change-address-ask = ¿Adónde va el pedido { $number }? Escriba calle y ciudad en un solo mensaje, por ejemplo "Avenida Juárez 12, Puebla".
change-address-confirm = El pedido { $number } irá a: { $place }. ¿Modificarlo?
change-more = El precio de { $name } ya no es el del pedido { $number }. Para tener { $count } más, ¿pedirlos al precio de hoy?
button-new-order = Pedido nuevo
change-short = La tienda no tiene suficiente. El pedido { $number } no se modificó.
change-paid = El pedido { $number } se pagó mientras tanto, así que no se modificó. Un asesor puede ayudarle: escriba "asesor".
change-too-late = El pedido { $number } ya no se puede modificar aquí. Un asesor puede ayudarle: escriba "asesor".
order-changed = El pedido { $number } quedó modificado.
