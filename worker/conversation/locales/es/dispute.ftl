### What the bot says, in Spanish: disputes, and people who take over. The rules of shop.ftl hold here too.

# Somebody of the shop speaks: their name, and what they say.
staff-joined = { $name }, de { $shop }, le escribe ahora. No respondo hasta que termine.
staff-left = { $name } dejó la conversación.
staff-says = { $name }: { $words }

# Choosing what it is about
dispute-which-order = ¿De qué pedido se trata?
dispute-no-orders = No encuentro ningún pedido suyo lo bastante reciente para una reclamación. Una persona puede ayudarle.
dispute-not-this-order = El pedido { $number } es demasiado antiguo para una reclamación, o no se realizó. Una persona puede ayudarle.
dispute-too-many = Ya tiene el máximo de reclamaciones abiertas. Para otra, una persona puede ayudarle.
dispute-scope = Pedido { $number }: ¿de qué se trata?
row-dispute-whole = Todo el pedido
row-dispute-other = Otro pedido
dispute-reason = { $what }: ¿cuál es el problema?
row-reason-not-arrived = No llegó
row-reason-damaged = Dañado o en mal estado
row-reason-wrong = Llegó otra cosa
row-reason-missing = Falta algo
row-reason-quality = No es como se describe
row-reason-other = Otra cosa
dispute-wish = ¿Qué desea?
row-wish-refund = Todo el dinero de vuelta
row-wish-part = Una parte del dinero
row-wish-replacement = Un reemplazo
row-wish-return = Devolverlo y cobrar
row-wish-other = Otra cosa
opener-dispute = Elegir

# Evidence
dispute-head = Reclamación { $case }, pedido { $number }: { $reason }.
dispute-opened = Su reclamación { $case } está abierta.
dispute-ask-evidence = Envíe fotos, un video, una nota de voz o un documento, o describa el problema. { $hint }
dispute-sends-itself = Si no hace nada, la envío a la tienda: { $until }.
hint-not-arrived = Ayuda saber cuándo y dónde lo esperaba.
hint-damaged = Lo mejor son fotos del daño, del embalaje y de la etiqueta.
hint-wrong = Lo mejor son fotos de lo que llegó y de su etiqueta.
hint-missing = Lo mejor son fotos de todo lo que llegó y de la nota de entrega.
hint-quality = Lo mejor son fotos de lo que no es como se describe.
hint-other = Lo mejor es lo que muestre el problema.
dispute-piece-noted = Anotado. Archivos hasta ahora: { $count }, como máximo { $max }. Agregue más, o envíela a la tienda.
dispute-full = Una reclamación admite como máximo { $max } archivos y otros tantos textos. Lo anterior se conserva.
dispute-noted = Anotado. Agregue más, o envíela a la tienda.
dispute-piece-lost = El archivo { $count } no se pudo guardar: es demasiado grande, o de un tipo que no acepto. Envíelo como foto o PDF, por favor.
dispute-sent = Enviada a la tienda: { $date }. Para retirarla, toque "{ $button }".
dispute-sent-by-clock = El plazo para agregar algo terminó, así que envié su reclamación a la tienda.

# Where it stands
dispute-collecting = Le toca a usted, hasta: { $until }. Agregue lo que muestre el problema y envíela a la tienda.
dispute-submitted = Le toca a la tienda, hasta: { $until }.
dispute-escalated = Ahora está con la dirección de la tienda. Le toca responder hasta: { $until }.
dispute-stuck = Lo acordado no se pudo hacer automáticamente. Una persona se ocupa, a más tardar: { $until }. Usted no tiene que hacer nada.
dispute-offered-refund = { $name } ofrece devolverle { $amount }. Le toca a usted, hasta: { $until }.
dispute-offered-replacement = { $name } ofrece enviarle la mercancía otra vez, sin costo. Le toca a usted, hasta: { $until }.
dispute-offered-return = { $name } ofrece { $amount } si usted devuelve la mercancía. Le toca a usted, hasta: { $until }.
dispute-declined = { $name } no ofrece nada: «{ $words }». Le toca a usted, hasta: { $until }. Puede aceptarlo, o apelar una sola vez.
dispute-returning = Devuelva la mercancía, por favor. Recibe { $amount } cuando llegue. Le toca a usted, hasta: { $until }.
dispute-returned = La mercancía está en camino a la tienda. Le toca a la tienda, hasta: { $until }.
dispute-paying = Acordado. Se está registrando el reembolso de { $amount }.
dispute-replacing = Acordado. Se está pidiendo el reemplazo.
dispute-paid = Listo: el reembolso de { $amount } está registrado. Cuánto tarda en llegarle depende de cómo pagó.
dispute-replaced = Listo: el pedido { $number } le lleva la mercancía otra vez, sin costo.
dispute-resolved = Resuelta por { $name }: «{ $words }».
dispute-over = Está terminada.
dispute-withdrawn = Usted la retiró.
dispute-silence-appeal = Se cerró porque no hubo respuesta suya. Puede apelar una sola vez.
dispute-silence = Se cerró porque no hubo respuesta suya.
dispute-agreed = Está cerrada, con su acuerdo. No se paga nada.
dispute-final = Está cerrada. La tienda tampoco ofrece nada después de su apelación.
dispute-unanswered = Está cerrada porque la tienda no respondió. El expediente muestra todo lo que se dijo.
dispute-turn-yours = Le toca a usted, hasta: { $until }
dispute-turn-shop = Le toca a la tienda, hasta: { $until }
dispute-late = La tienda se ha retrasado. Le envié un recordatorio.
dispute-reminder = Un recordatorio:
dispute-cases = Sus reclamaciones:
dispute-file = El expediente de { $case }, sello { $hash }. Nada puede cambiarse en él sin que el sello sea otro.

# Asking
dispute-why-reject = ¿Por qué no le conviene la oferta? Escríbalo en un mensaje, o toque para omitir.
dispute-why-appeal = ¿Por qué apela? Escríbalo en un mensaje, o toque para omitir.
dispute-how-sent = ¿Cómo la devolvió? Escriba el transportista y el número, o toque para omitir.
dispute-withdraw-sure = ¿Retirar la reclamación { $case }? No se puede deshacer.
dispute-old-offer = Esa oferta ya no está abierta. Así está la reclamación:
dispute-not-now = Eso no es posible ahora. Así está la reclamación:

# Buttons
button-send-case = Enviar a la tienda
button-withdraw = Retirarla
button-withdraw-now = Sí, retirarla
button-keep-case = Dejarla abierta
button-add-evidence = Agregar algo
button-accept-offer = Aceptar la oferta
button-reject-offer = Rechazar la oferta
button-case-file = Expediente
button-appeal = Apelar
button-agree = Aceptarlo
button-sent-back = Ya la devolví
button-escalate = Pedir a la dirección
button-problem = Reportar un problema
button-no-words = Omitir
