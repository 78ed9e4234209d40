### What the bot says, in Spanish: disputes, and people who take over. The rules of shop.ftl hold here too.

# Somebody of the shop speaks: their name, and what they say.
staff-joined = { $name }, de { $shop }, le escribe ahora. No respondo hasta que termine.
staff-left = { $name } dejó la conversación.
staff-says = { $name }: { $words }

# Choosing what it is about
dispute-which-order = ¿De qué pedido se trata?
dispute-no-orders = No encuentro ningún pedido suyo lo bastante reciente para una reclamación. Un asesor puede ayudarle.
dispute-not-this-order = El pedido { $number } es demasiado antiguo para una reclamación, o no se realizó. Un asesor puede ayudarle.
dispute-too-many = Ya tiene el máximo de reclamaciones abiertas. Para otra, un asesor puede ayudarle.
dispute-scope = Pedido { $number }: ¿de qué se trata?
row-dispute-whole = Todo el pedido
row-dispute-other = Otro pedido
dispute-reason = { $what }: ¿cuál es el problema?
row-reason-not-arrived = No llegó
row-reason-damaged = Dañado o en mal estado
row-reason-wrong = Llegó otra cosa
row-reason-missing = Falta algo
row-reason-quality = No es como se describió
row-reason-other = Otro motivo
dispute-wish = ¿Qué desea?
row-wish-refund = Reembolso total
row-wish-part = Reembolso parcial
row-wish-replacement = Un reemplazo
row-wish-return = Devolución y reembolso
row-wish-other = Otra cosa
opener-dispute = Elegir

# Evidence
dispute-head = Reclamación { $case }, pedido { $number }: { $reason }.
dispute-opened = Su reclamación { $case } quedó abierta.
dispute-ask-evidence = Envíe fotos, un video, una nota de voz o un documento, o describa el problema. { $hint }
dispute-sends-itself = Si no hace nada, la enviaré a la tienda: { $until }.
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
dispute-overheard = Lo que envíe aquí también se añade a su reclamación { $case }.
dispute-sent = Enviada a la tienda: { $date }. Para retirarla, toque "{ $button }".
dispute-sent-by-clock = El plazo para agregar algo terminó, así que envié su reclamación a la tienda.

# Where it stands
dispute-collecting = Le toca a usted, hasta: { $until }. Agregue lo que muestre el problema y envíela a la tienda.
dispute-submitted = Le toca a la tienda, hasta: { $until }.
dispute-escalated = Ahora está con la dirección de la tienda. Le toca a la dirección, hasta: { $until }.
dispute-stuck = Lo acordado no se pudo hacer automáticamente. Un asesor se ocupa, a más tardar: { $until }. Usted no tiene que hacer nada.
dispute-offered-refund = { $name } ofrece devolverle { $amount }. Le toca a usted, hasta: { $until }.
dispute-offered-replacement = { $name } ofrece enviarle la mercancía otra vez, sin costo. Le toca a usted, hasta: { $until }.
dispute-offered-return = { $name } ofrece { $amount } si usted devuelve la mercancía. Le toca a usted, hasta: { $until }.
dispute-declined = { $name } no ofrece nada: "{ $words }". Le toca a usted, hasta: { $until }. Puede aceptarlo, o apelar una sola vez.
dispute-returning = Por favor, devuelva la mercancía. Recibirá { $amount } cuando llegue. Le toca a usted, hasta: { $until }.
dispute-returned = La mercancía va en camino a la tienda. Le toca a la tienda, hasta: { $until }.
dispute-paying = Acordado. Se está registrando el reembolso de { $amount }.
dispute-replacing = Acordado. Se está pidiendo el reemplazo.
dispute-paid = Listo: el reembolso de { $amount } está registrado. Cuánto tarda en llegarle depende de cómo pagó.
dispute-replaced = Listo: con el pedido { $number } recibe la mercancía otra vez, sin costo.
dispute-resolved = Resuelta por { $name }: "{ $words }".
dispute-over = Está cerrada
dispute-withdrawn = Usted la retiró.
dispute-silence-appeal = Se cerró porque usted no respondió. Puede apelar una sola vez.
dispute-silence = Se cerró porque usted no respondió.
dispute-agreed = Se cerró de acuerdo con usted. No se paga nada.
dispute-final = Se cerró. La tienda tampoco ofrece nada después de su apelación.
dispute-unanswered = Se cerró porque la tienda no respondió. El expediente muestra todo lo que se dijo.
dispute-turn-yours = Le toca a usted, hasta: { $until }
dispute-turn-shop = Le toca a la tienda, hasta: { $until }
dispute-late = La tienda se ha retrasado. Le envié un recordatorio.
dispute-reminder = Un recordatorio:
dispute-cases = Sus reclamaciones:
dispute-file = El expediente de { $case }, sello { $hash }. Si algo cambia en él, el sello ya no coincide.

# Asking
dispute-why-reject = ¿Por qué no le conviene la oferta? Escríbalo en un mensaje, o toque para omitir.
dispute-why-appeal = ¿Por qué apela? Escríbalo en un mensaje, o toque para omitir.
dispute-how-sent = ¿Cómo devolvió la mercancía? Escriba la paquetería y el número de guía, o toque para omitir.
dispute-withdraw-sure = ¿Retirar la reclamación { $case }? No se puede deshacer.
dispute-old-offer = Esa oferta ya no está vigente. Así está la reclamación:
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
button-agree = Aceptar la decisión
button-sent-back = Ya la envié
button-escalate = Acudir a la gerencia
button-problem = Reportar un problema
button-no-words = Omitir
