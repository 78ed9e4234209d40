### What the bot says, in Spanish. Placeables in braces are filled in by the code; keep every one of them.
### Titles of buttons hold 20 units, rows 24, footers 60. Whole sentences, no idioms. A line must not begin with a star.

## Greeting and menu
greet-new = Le damos la bienvenida a { $shop }. Puede ver productos, pedir y pagar en este chat. Escriba lo que necesita, por ejemplo "{ $example }", o toque abajo.
greet-again = Gracias por volver a { $shop }. Escriba lo que necesita, por ejemplo "{ $example }", o toque abajo.
greet-basket = Gracias por volver a { $shop }. Su carrito tiene { $units ->
        [one] { $units } artículo
       *[other] { $units } artículos
    }, { $total }. ¿Hacer el pedido ahora?
greet-usual = Gracias por volver a { $shop }. Su último pedido { $number }: { $content }, { $total }. ¿Lo mismo otra vez?
hello-again = Hola de nuevo, le saluda { $shop }. Estábamos en medio de su pedido.
menu = Menú de { $shop }: ¿qué desea hacer? Elija abajo o escriba el nombre de un producto.
started-over = Empecemos de nuevo.
started-over-basket-kept = Empecemos de nuevo. Su carrito se conserva; escriba "vaciar carrito" para vaciarlo.
shop-unnamed = nuestra tienda
example-word = arroz
items-count = { $units ->
        [one] { $units } artículo
       *[other] { $units } artículos
    }
help = Esto funciona en cualquier momento:
    • un nombre o código de producto, por ejemplo "{ $example }", o varios: "2 arroz, 3 leche"
    • "menú", "carrito", "pagar", "pedidos", "pedido 1042", "cupón CÓDIGO"
    • "cotización", "subasta", "reclamación", "mis listas", "idioma"
    • "deshacer", "volver", "empezar de nuevo"
    • "asesor" para hablar con una persona, "baja" para no recibir promociones
choose-language = ¿En qué idioma prefiere que le escriba?
language-name = Español
language-set = Ahora le escribo en español.
speaking = Le respondo en español.
switch-here = Para seguir en español, escriba "español".
welcome = Con gusto. Escriba "menú" cuando necesite algo.

## Buttons and rows
button-add = Agregar { $quantity }
button-add-more = Agregar más
button-agent = Hablar con alguien
button-alternatives = Ver alternativas
button-back = Volver
button-back-to-list = Volver a la lista
button-basket = Carrito
button-bot = Volver al asistente
button-browse = Ver productos
button-cancel-order = Cancelar pedido { $number }
button-cancel-this = Cancelar el pedido
button-change = Cambiar algo
button-checkout = Hacer el pedido
button-choose = Elegir { $attribute }
button-choose-any = Elegir
button-clear = Vaciar el carrito
button-continue = Continuar
button-coupon = Usar un cupón
button-help = Cómo funciona
button-keep-order = Mantener el pedido
button-make-it = Que sean { $quantity }
button-menu = Menú
button-order-again = Pedirlo otra vez
button-order-status = Estado del pedido
button-orders = Mis pedidos
button-other-amount = Otra cantidad
button-other-payment = Pagar de otra forma
button-pay = Pagar ahora
button-place-order = Confirmar pedido
button-place-order-total = Pedir { $total }
button-remove = Quitar
button-search = Buscar
button-see-basket = Ver carrito
button-skip = No llevarlo
button-still-stands = Sí, continuar
button-start-over = Empezar de nuevo
button-try-again = Intentar de nuevo
button-undo = Deshacer
back = Volver
more = Más
more-detail = La página siguiente
none-of-these = Ninguno de estos
row-address = Dirección
row-delivery = Entrega
row-email = Correo electrónico
row-keep = Dejarlo como está
row-lines = Artículos del carrito
row-name = Nombre
row-order = Pedido { $number }
row-payment = Pago
coupon-off-row = Quitar el cupón { $code }
opener = Elegir
opener-categories = Categorías
opener-change = Elegir
opener-delivery = Entrega
opener-lines = Elegir un artículo
opener-languages = Idiomas
opener-menu = Abrir el menú
opener-orders = Mis pedidos
opener-payment = Pago
opener-products = Ver productos
opener-values = Elegir
number-hint = Responda con un número:
footer-list = Toque, o escriba un número, un nombre, "volver" o "menú".
footer-card = O escriba una cantidad, por ejemplo "x3", o "volver".
footer-added = Para cambiar la cantidad, escriba "x3".
footer-basket = Escriba "deshacer" para corregir, "menú" para el menú.
footer-summary = No se pide nada hasta que usted lo confirme.

## Browsing and searching
categories-top = ¿Qué busca?
categories-below = { $category }: elija una categoría.
all-here = Toda la categoría
products-in = { $category }
or-search = Puede ser más rápido escribir lo que busca.
category-gone = Esta categoría ya no existe.
category-empty = No hay nada en { $category } por el momento.
nothing-sold = No hay nada para comprar aquí por el momento.
still-loading = El catálogo todavía se está cargando. Intente de nuevo en un minuto.
ask-search = ¿Qué busca? Escriba un nombre o un código, por ejemplo "{ $example }".
found = { $count ->
        [one] Encontré esto para "{ $words }":
       *[other] Encontré estos { $count } productos para "{ $words }":
    }
nothing-found = No encontré nada para "{ $words }".
none-of-these-then = Entonces busquemos de otra forma: elija una categoría, escriba otras palabras o pida ayuda a un asesor.
old-list = Ese mensaje es anterior; ahora estamos aquí.

## One product
price-from = desde { $price }
price-on-request = Precio a consultar
on-request = Precio a consultar
sold-out = Agotado
comes-later = Entrega posterior
in-stock = Disponible
in-stock-count = Disponibles: { $left }
out-of-stock = Agotado por el momento
not-sold-now = No está a la venta por ahora
backorder = Sobre pedido, con entrega posterior
article-number = Código { $sku }
one-per-order = Uno por pedido
product-gone = Este producto ya no está a la venta.
alternatives-to = En lugar de { $name } tenemos:
no-alternatives = No hay nada parecido a { $name } por el momento.
choose-value = { $name }{ $chosen }: elija { $attribute }.
combination-gone = Esta combinación ya no está a la venta. Elija de nuevo.
how-many = ¿Qué cantidad?
type-amount = ¿Qué cantidad de { $name }? Escriba un número, por ejemplo "12".
amount-noted = Anotado: { $quantity }.
amount-out-of-range = Escriba un número entero de 1 a { $max }.
only-so-many = De { $name } solo quedan { $left }.
at-most = De { $name } se pueden pedir como máximo { $max } a la vez.
this-article = este artículo

## Basket
added = Agregado al carrito: { $quantity } × { $name }.
now-in-basket = El carrito tiene ahora { $quantity } × { $name }.
basket-now = Carrito: { $units ->
        [one] { $units } artículo
       *[other] { $units } artículos
    }, { $total } en total, con entrega e impuestos si los hay.
basket-head = Su carrito ({ $units ->
        [one] { $units } artículo
       *[other] { $units } artículos
    })
basket-empty = Su carrito está vacío.
basket-complaint = Un artículo del carrito no se puede pedir tal como está. Cámbielo o quítelo.
basket-rebuilt = Su carrito había vencido en la tienda. Lo armé de nuevo con los precios de hoy.
more-lines = { $count ->
        [one] y { $count } más
       *[other] y { $count } más
    }
total-items = Artículos: { $amount }
total-discount = Descuento ({ $coupons }): -{ $amount }
total-delivery = Entrega ({ $name }): { $amount }
total-tax = Impuestos: { $amount }
total-all = Total: { $amount }
choose-line = ¿Qué artículo desea cambiar?
change-line = { $quantity } × { $name }
    { $each } por unidad, { $total } en total.
    Escriba la nueva cantidad, o toque.
line-gone = Este artículo ya no está en el carrito.
line-removed = Se quitó: { $name }.
line-set = Ahora { $quantity } × { $name }.
cleared = El carrito quedó vacío. Escriba "deshacer" para recuperarlo.
undone = Se deshizo el último cambio.
nothing-to-undo = No hay nada que deshacer: solo se puede con el último cambio. Escriba "carrito" o "menú" para seguir.
ask-coupon = Escriba el código del cupón, o "volver".
coupon-applied = Se aplicó el cupón { $code }.
coupon-removed = Se quitó el cupón { $code }.
coupon-unknown = La tienda no acepta el cupón "{ $code }": no existe, ya venció o no corresponde a este carrito.
added-many = Agregado:
    { $list }
missing-many = No agregado:
    { $list }
missing-not-sold = { $name }: ya no está a la venta
missing-not-found = { $name }: no se encontró
missing-needs-choice = { $name }: hay varias opciones. Elija después, por separado.
missing-sold-out = { $name }: agotado por el momento.
nothing-added = No se agregó nada al carrito.
which-one = { $quantity } × "{ $words }": ¿qué producto quiere?
list-aside = El resto de su lista espera; aún no está en el carrito:
    { $list }
    Escriba "continuar" para seguir con ella.
not-in-basket = "{ $words }" no está en su carrito.
list-too-long = una lista admite { $max } líneas; envíe las otras { $count } después

## Checkout
ask-name = ¿A qué nombre debe ir el pedido?
ask-email = ¿A qué correo electrónico debe enviar la tienda el recibo? La tienda no acepta pedidos sin correo.
ask-phone = ¿A qué número de teléfono puede llamar el repartidor?
ask-address = ¿Dónde entregamos su pedido? Escriba calle y ciudad en un solo mensaje, por ejemplo "Avenida Juárez 12, Puebla", o envíe su ubicación abajo.
ask-billing-address = ¿Cuál es su dirección para la factura? Escriba calle y ciudad en un solo mensaje, por ejemplo "Avenida Juárez 12, Puebla".
ask-city = ¿En qué ciudad está?
ask-state = ¿En qué estado o provincia está?
ask-postcode = ¿Qué código postal tiene la dirección?
ask-country = ¿En qué país está? Escriba su código de dos letras, por ejemplo "MX".
not-a-name = Necesito un nombre con letras, por ejemplo "Ana Flores".
not-an-email = Necesito un correo electrónico, por ejemplo "ana@example.com".
not-a-phone = Necesito un número de teléfono, por ejemplo "+52 222 123 4567".
not-an-address = Necesito la calle y la ciudad por escrito, por ejemplo "Avenida Juárez 12, Puebla".
not-a-town = Necesito el nombre de una ciudad, por ejemplo "Puebla".
not-a-country = Necesito el código de dos letras de un país, por ejemplo "MX".
answer-too-long = Es demasiado largo para el pedido. Envíe una versión más corta.
wrong-again = Si no funciona, un asesor puede ayudarle.
field-refused = La tienda no acepta "{ $value }".
address-refused = La tienda no acepta esta dirección.
address-kept = Anoté esta dirección para su próximo pedido.
pin-name = Ubicación enviada por teléfono
no-delivery-there = La tienda no entrega en { $city }. ¿Tiene otra dirección?
nothing-to-pay = nada que pagar
no-payment = La tienda no ofrece ninguna forma de pagar este carrito en el chat.
choose-delivery = ¿Qué tipo de entrega desea para { $city }?
choose-payment = Total: { $total }. ¿Cómo desea pagar?
change-what = ¿Qué desea cambiar?
summary-head = Su pedido ({ $units ->
        [one] { $units } artículo
       *[other] { $units } artículos
    })
summary-to = Para: { $name }, { $place }
summary-payment = Pago: { $payment }
summary-unclear-before = Atención: todavía no sé si su pedido anterior se realizó. Si fue así, este sería el segundo.

## Placing
placing-first = Estoy enviando su pedido a la tienda. Le aviso en cuanto responda.
placing-again = Un momento, el pedido va en camino a la tienda. Se hace una sola vez, aunque toque varias veces.
placing-still = La tienda todavía está procesando su pedido. No necesita hacer nada más.
placing-slow = La tienda todavía no responde. No se pierde nada: sigo preguntando y le diré qué pasó. Por favor, no pida de nuevo mientras tanto.
placing-unclear = La tienda no dio una respuesta clara, así que todavía no sé si su pedido se realizó. Nuestro equipo lo está revisando y le escribirá. Por favor, no pida lo mismo hasta entonces.
placed = Gracias. Recibimos su pedido { $number }. Total: { $total }.
next-cash-on-delivery = Usted paga { $total } al recibirlo. Escriba "pedidos" para seguirlo, o "asesor" para cambiarlo.
next-bank = Por favor, transfiera { $total } con la referencia { $number }:
    { $details }
next-bank-later = Por favor, pague { $total } por transferencia bancaria. La tienda le envía los datos bancarios por correo electrónico.
next-pay-link = Por favor, pague { $total } en la página de abajo. Después se prepara el pedido.
next-general = Pago: { $payment }. Escriba "pedidos" para seguirlo, o "asesor" para cambiarlo.
oversold = Atención: varias personas pidieron { $name } al mismo tiempo, y la tienda tiene menos de lo pedido. Su pedido se mantiene; una parte puede llegar más tarde. Escriba "asesor" si no le conviene.
shortfall-line = { $name }: { $got } en lugar de { $wanted }
shortened = La tienda tenía menos de lo que usted confirmó. Su pedido { $number } se realizó con lo que quedaba. El total ahora es { $total }. ¿Mantenerlo o cancelarlo?
basket-changed = Todavía no se ha pedido nada, porque algo cambió mientras tanto:
diff-gone = { $name }: ya no está disponible
diff-new = { $name }: ahora hay { $quantity } en el carrito
diff-price = { $name }: el precio es { $now }, era { $before }
diff-quantity = { $name }: { $now } en lugar de { $before }
diff-total = El total es { $now }, era { $before }
not-placed = El pedido no se realizó y no se cobró nada. { $why }
place-unavailable = No se pudo contactar a la tienda. No se pidió ni se cobró nada. Intente de nuevo en unos minutos.

## What the shop refuses
refused-out-of-stock = { $name }: agotado.
refused-not-enough = No queda suficiente de { $name }.
refused-too-many = No se puede pedir tanto de { $name } a la vez.
refused-one-per-order = De { $name } solo se puede pedir una unidad a la vez.
refused-not-sold = { $name } no está a la venta por el momento.
refused-choice = Esta opción de { $name } no existe. Elija de nuevo.
refused-coupon = No se acepta el cupón.
refused-coupon-absent = Este cupón no está en el carrito.
refused-no-delivery = La tienda no entrega en esta dirección.
refused-payment = Esta forma de pago ya no se acepta.
refused-empty = El carrito está vacío.
refused-other = La tienda no lo aceptó. Intente de nuevo o pida ayuda a un asesor.
shop-unavailable = No se puede contactar a la tienda por el momento. No se cambió ni se cobró nada. Intente de nuevo en un minuto.
shop-unknown = La tienda no confirmó el cambio, así que pudo hacerse o no. No se cobró nada. Por favor, revíselo.

## Orders
orders-head = { $count ->
        [one] Su último pedido:
       *[other] Sus últimos { $count } pedidos:
    }
no-orders = Todavía no encuentro ningún pedido suyo.
order-unknown = No encuentro ningún pedido { $number } suyo.
order-head = Pedido { $number }: { $status }
order-foot = Total: { $total }. Realizado el { $date }. Pago: { $payment }.
cancelled = El pedido { $number } quedó cancelado. No se entregará nada.
not-cancelled = El pedido { $number } ya no se puede cancelar. Un asesor puede ayudarle.
cancel-ask = ¿Cancelar el pedido { $number }? { $content }, { $total }. No se entregará nada.
cancel-which = ¿Qué pedido quiere cancelar?
cancel-hint = Para cancelarlo, escriba "cancelar pedido { $number }".
cancel-paid = El pedido { $number } está pagado: { $total }. La tienda tiene que cancelarlo y devolver el dinero. ¿Se lo pido?
button-ask-shop = Pedirlo a la tienda
cancel-wished = Dejé una nota a la tienda: usted quiere cancelar el pedido { $number } y recuperar { $total }. Hasta que decida, el pedido sigue en pie. Le avisaremos aquí.
cancelled-paid = El pedido { $number } está cancelado, pero su pago llegó en el mismo momento. Dejé una nota a la tienda para que devuelva { $total }.
paid-meanwhile = Su pago del pedido { $number } llegó mientras tanto, así que no se canceló.
note-not-left = No pude dejar una nota a la tienda sobre el pedido { $number }. Escriba "asesor" y alguien se ocupará.
order-moved-on = La tienda modificó el pedido { $number } mientras tanto, así que no se hizo nada. Así está ahora.
cancelled-already = El pedido { $number } ya está cancelado o reembolsado.
order-kept = El pedido { $number } queda como está.
status-draft = sin terminar
status-pending = en espera de pago
status-processing = en preparación
status-on-hold = en espera de que se confirme el pago
status-completed = completado
status-cancelled = cancelado
status-refunded = reembolsado
status-failed = pago fallido

## News of an order
news-processing = El pedido { $number } ya está en preparación.
news-paid = Gracias, recibimos el pago del pedido { $number }. Ya está en preparación.
news-on-hold = El pedido { $number } espera a que se confirme el pago.
news-pending = El pedido { $number } espera el pago: { $total }.
news-completed = El pedido { $number } se completó. Gracias.
news-shipped = El pedido { $number } va en camino.
news-tracking = Seguimiento ({ $carrier }): { $tracking }
news-cancelled = El pedido { $number } fue cancelado. No se entregará nada.
news-refunded = El pedido { $number } fue reembolsado: { $amount }.
news-refunded-part = Se reembolsó una parte del pedido { $number }: { $amount }.
news-failed = El pago del pedido { $number } no se pudo realizar. No se cobró nada.
news-total = La tienda cambió el pedido { $number }. El total ahora es { $now }, era { $before }.
news-status = Novedades del pedido { $number }. Estado: { $status }.

## A person, promotions
agent-coming = Un asesor le responderá aquí. Hasta entonces no respondo; vuelvo cuando usted escriba "menú", o después de { $hours } horas.
bot-back = Estoy de vuelta.
bot-back-after-agent = Aquí está de nuevo el asistente de la tienda. Escriba "menú" para seguir, o "asesor" para hablar con una persona.
stopped = Ya no recibirá promociones. Las novedades de sus pedidos continúan; "baja total" también las detiene. Escriba "alta" para recibir promociones otra vez.
stopped-already = Usted ya no recibe promociones. Las novedades de sus pedidos continúan; "baja total" también las detiene. Escriba "alta" para cambiarlo.
started-again = Volverá a recibir promociones y novedades de sus pedidos. Escriba "baja" para no recibir promociones, "baja total" para no recibir nada.

## Not understood
expected-amount = Esperaba una cantidad, por ejemplo "3", o un producto como "{ $example }".
expected-number = Esperaba un número de la lista, por ejemplo "2", o un producto como "{ $example }".
expected-product = Esperaba un producto como "{ $example }", o una palabra como "menú".
expected-coupon = Esperaba el código de un cupón, una palabra, por ejemplo "SAVE10". Escriba "carrito" para seguir sin cupón.
expected-confirm = Esperaba "sí" para confirmar el pedido, o "no" para cambiar algo.
miss-likeliest = No estoy seguro de entender. ¿Es alguna de estas opciones?
miss-agent = Disculpe, sigo sin entender. ¿Desea que un asesor le ayude?
cannot-listen = Todavía no puedo escuchar mensajes de voz. Escríbalo, o toque abajo para hablar con una persona.
cannot-see-image = Todavía no puedo ver imágenes. Escriba lo que necesita, o toque abajo para hablar con una persona.
cannot-see-video = Todavía no puedo ver videos. Escriba lo que necesita, o toque abajo para hablar con una persona.
cannot-read-document = Todavía no puedo leer documentos. Escriba lo que necesita, o toque abajo para hablar con una persona.
cannot-read = Todavía no puedo leer este tipo de mensaje. Escriba lo que necesita, o toque abajo para hablar con una persona.

## Late
late = Disculpe, su mensaje me llegó con retraso. ¿Todavía lo quiere? Aún no se ha hecho nada.
late-words = Disculpe, su mensaje "{ $words }" me llegó con retraso. ¿Todavía lo quiere? Aún no se ha hecho nada.

## After a pause
paused = { $what } ¿Desea continuar?
were-choosing-delivery = Estaba eligiendo la entrega de { $units ->
        [one] { $units } artículo
       *[other] { $units } artículos
    }.
were-choosing-payment = Estaba eligiendo cómo pagar { $units ->
        [one] { $units } artículo
       *[other] { $units } artículos
    }.
were-giving-address = Estaba dando la dirección de entrega de { $units ->
        [one] { $units } artículo
       *[other] { $units } artículos
    }.
were-choosing-product = Estaba eligiendo un producto.
were-ordering = Estaba pidiendo { $units ->
        [one] { $units } artículo
       *[other] { $units } artículos
    }.
were-here = Aquí es donde estaba.

# A defect of ours
our-fault = Disculpe, algo salió mal de nuestro lado. No se cambió nada. Intente de nuevo, o escriba *asesor* para hablar con una persona.
