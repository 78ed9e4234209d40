### What the bot says, in Spanish: reverse auctions. The rules of shop.ftl hold here too.

## Buttons and rows
button-auction-new = Nueva subasta
button-auction-open = Abrir la subasta
button-auction-rules = Cambiar las reglas
button-auction-discard = Descartar
button-auction-place = Dirección habitual
button-auction-hours = { $hours ->
    [one] { $hours } hora
   *[other] { $hours } horas
}
button-auction-now = Ahora mismo
button-auction-named = Son todos
button-auction-suppliers = Proveedores ({ $count })
button-auction-invite-all = Invitar a todos
button-auction-join = Participar
button-auction-decline = Esta vez no
button-auction-floor = Ofertar por mí
button-auction-floor-off = Ya no ofertar por mí
button-auction-look = Cómo va
button-auction-take = Aceptar esta oferta
button-auction-next = Pasar al siguiente
button-auction-take-none = No aceptar ninguna
button-auction-cancel = Cancelar la subasta
button-auction-cancel-sure = Sí, cancelarla
button-auction-keep = Dejar que siga
button-auction-sheet = Acta de la subasta
button-auction-withdraw = No puedo entregar
button-auction-list = Mis subastas
row-auction-seen = Qué ven los postores
row-auction-step = Diferencia mínima
row-auction-least = Mínimo de postores
row-auction-opens = Comienzo
row-auction-ends = Duración
row-auction-bidders = Quién puede ofertar
row-auction-best = El mejor precio
row-auction-rank = Solo su puesto
row-auction-sealed = Nada (sobre cerrado)
auction-bid-title = Ofrecer { $price }

## Putting one together
auction-ask-what = Sus proveedores irán bajando el precio. ¿Qué necesita? Por ejemplo: 200 sacos de cemento max 850 4h
auction-ask-quantity = { $what }: ¿cuántos necesita?
auction-ask-ceiling = { $what }: ¿cuál es el precio máximo por unidad, sin impuestos, en { $code }? Las ofertas bajan desde ahí.
auction-ask-place = ¿Dónde hay que entregarlo? Escriba el lugar o envíe una ubicación.
auction-ask-ends = ¿Cuánto debe durar la subasta? Toque, o escriba por ejemplo 90 min, 2 días o hasta el viernes a las 15:00.
auction-ask-bidders = ¿Quién puede ofertar? Envíe tarjetas de contacto, o escriba números con el código del país, por ejemplo: Juma +254700000002
auction-bidders-so-far = { $count ->
    [one] { $count } proveedor hasta ahora. Envíe más, o continúe.
   *[other] { $count } proveedores hasta ahora. Envíe más, o continúe.
}
auction-suppliers = { $count ->
    [one] La tienda conoce 1 proveedor para esto:
   *[other] La tienda conoce { $count } proveedores para esto:
}
auction-suppliers-pick = Invite a todos, o escriba los números de los que quiera, por ejemplo 1 3. Puede agregar otros con su número de teléfono.
auction-ask-rule = ¿Qué regla quiere cambiar?
auction-ask-seen = ¿Qué deben ver los postores unos de otros mientras dura?
auction-ask-step = ¿Cuánto más baja debe ser cada oferta? Escriba un porcentaje (1 %), un monto (50), o montos según el precio (0:10 5000:50).
auction-ask-least = ¿Cuántos proveedores deben ofertar como mínimo? Con menos, no se adjudica nada.
auction-ask-opens = ¿Cuándo debe empezar? Toque, o escriba por ejemplo 30 min o el viernes a las 9:00.
auction-summary = Subasta: { $what }
    Como máximo { $price } por unidad ({ $total } en total), sin impuestos
    Entrega: { $place }
auction-from-to = Desde { $date } hasta { $now }
auction-step-is = Diferencia mínima: { $amount }
auction-extends = { $count ->
    [one] Se alarga { $count } minuto si otro toma la delantera cerca del final.
   *[other] Se alarga { $count } minutos si otro toma la delantera cerca del final.
}
auction-invites = { $count ->
    [one] { $count } proveedor invitado; mínimo de postores: { $wanted }.
   *[other] { $count } proveedores invitados; mínimo de postores: { $wanted }.
}
auction-opening = { $count ->
    [one] Abro la subasta e invito a { $count } proveedor.
   *[other] Abro la subasta e invito a { $count } proveedores.
}
auction-discarded = No se abrió nada y no se invitó a nadie.
auction-not-understood = No pude leer eso.
auction-times-wrong = No puede ser: debe terminar después de empezar, no en el pasado, y en un plazo de 60 días.
auction-not-now = Eso no es posible en este momento.

## How it stands
auction-see-nothing = Sobre cerrado: los postores no ven nada de los demás y pueden cambiar su oferta hasta el final.
auction-see-rank = Los postores ven su puesto, no los precios.
auction-see-best = Los postores ven el mejor precio.
auction-ends = Termina: { $date }.
auction-ends-or-later = { $count ->
    [one] Termina: { $date }; { $count } min más si otro toma la delantera al final.
   *[other] Termina: { $date }; { $count } min más si otro toma la delantera al final.
}
auction-next-sealed = Puede ofrecer hasta { $price } y cambiar su oferta hasta el final.
auction-next-below = Próxima oferta: como máximo { $price } ({ $amount } por debajo de { $before }).
auction-next-first = Primera oferta: como máximo { $price }.
auction-head = Subasta { $number }: { $what }
auction-begins = Empieza: { $date }.
auction-ceiling = Como máximo { $price } por unidad.
auction-deciding = La subasta terminó. El comprador decide a más tardar: { $date }.
auction-over-awarded = Adjudicada a { $price } por unidad.
auction-over-cancelled = Se canceló.
auction-over-too-few = Ofertaron muy pocos proveedores, así que no se adjudica nada.
auction-over-declined = El comprador no aceptó ninguna oferta.
auction-over-nobody = No queda ninguna oferta que aceptar.
auction-over-lapsed = No hubo decisión a tiempo, así que quedó sin efecto.
auction-best-of = { $count ->
    [one] Mejor oferta: { $price }. { $count } proveedor hizo ofertas.
   *[other] Mejor oferta: { $price }. { $count } proveedores hicieron ofertas.
}
auction-bids-so-far = { $count ->
    [0] Ningún proveedor ha hecho una oferta todavía.
    [one] { $count } proveedor hizo ofertas.
   *[other] { $count } proveedores hicieron ofertas.
}
auction-you-lead = Va ganando con { $price }.
auction-you-and-best = Su oferta: { $price }. La mejor: { $now }.
auction-your-rank = Su oferta: { $price }. Su puesto: { $count }.
auction-your-bid = Su oferta: { $price }.
auction-best-now = La mejor oferta: { $price }.
auction-none = Todavía no tiene subastas. En una, sus proveedores van bajando el precio.
auction-yours = Suya
auction-you-bid = Usted participa
auction-list = Sus subastas:
auction-state-planned = sin empezar
auction-state-open = en curso
auction-state-deciding = por decidir
auction-state-awarded = adjudicada
auction-state-over = terminada
auction-gone = Ya no conozco esa subasta.

## Bids
auction-why-not-open = la subasta empieza: { $date }
auction-why-late = la subasta terminó: { $date }
auction-why-not-joined = usted no participa; toque primero "Participar"
auction-why-nothing-below = no es posible una oferta más baja
auction-why-ceiling = el precio máximo es { $price }
auction-why-leading = ya va ganando, y con una oferta más baja solo perdería dinero
auction-why-too-high = debe ser como máximo { $price }
auction-why-unchanged = ya es su oferta
auction-why-no-floor = con sobre cerrado nadie oferta por usted
auction-why-too-many = ha hecho demasiadas ofertas en esta subasta
auction-ask-floor = ¿Hasta qué precio puedo bajar por usted? Solo bajo lo necesario. Escriba un precio por unidad, como máximo { $price }. Los demás nunca lo verán.
auction-sure-bid = { $price } por unidad ({ $total } en total) es mucho más bajo de lo necesario. ¿Ofrecer ese precio?
auction-ask-cancel = { $count ->
    [0] ¿Cancelar la subasta { $number }? Todavía no participa nadie.
    [one] ¿Cancelar la subasta { $number }? Participa { $count } proveedor y se le avisará.
   *[other] ¿Cancelar la subasta { $number }? Participan { $count } proveedores y se les avisará.
}
auction-bid-refused = Su oferta de { $price } no cuenta: { $why }.
auction-bid-by-floor = Ofrecí { $price } por usted.
auction-bid-taken = Su oferta de { $price } cuenta.
auction-floor-refused = No puedo bajar hasta { $price } por usted: { $why }.
auction-floor-off = Ya no oferto por usted. Su última oferta sigue en pie.
auction-floor-taken = Oferto por usted, hasta { $price }.
auction-receipt = Recibo { $count }, { $date }, { $code }

## News
auction-opened = { $count ->
    [one] La subasta está anunciada; { $count } proveedor invitado.
   *[other] La subasta está anunciada; { $count } proveedores invitados.
}
auction-invited = Un comprador de { $shop } le invita a ofertar: su precio por unidad, sin impuestos. Entrega: { $place }
auction-joined = { $name } participa en { $number } ({ $got } de { $count }).
auction-declined = { $name } no participa en { $number }.
auction-began = La subasta { $number } empezó.
auction-outbid = Alguien ofreció menos que usted en { $number }.
auction-new-best = Nueva mejor oferta en { $number }: { $price } ({ $total } en total).
auction-extended = { $number } sigue hasta: { $date }. Una oferta de última hora tomó la delantera.
auction-closed = La subasta { $number } terminó.
auction-proposed = La subasta { $number } terminó ({ $what }).
    Mejor oferta: { $price } por unidad, { $total } en total sin impuestos, de { $name }.
    Postores: { $count }. Decida a más tardar: { $date }.
auction-won = Ganó { $number }: { $what } a { $price } por unidad, { $total } en total sin impuestos. Entrega: { $place }
auction-lost = { $number } ya se decidió. Esta vez no se aceptó su oferta.
auction-passed-over = El comprador de { $number } no aceptó su oferta.
auction-awarded = { $number } se adjudica a { $name } a { $price } por unidad, { $total } en total sin impuestos. Se avisa a ambas partes.
auction-withdrawn = { $name } no puede entregar { $number }.
auction-cancelled = Se canceló { $number }.
auction-bidder = Postor { $number }
auction-sheet-later = El acta llega cuando termina la subasta: hasta entonces nadie puede ver las ofertas.
auction-sheet-long = El acta de { $number } es demasiado larga para un chat. La tiene la tienda.
auction-sheet-is = El acta de { $number }: cada oferta con su huella. Compárela con sus recibos.
auction-ordered = La adjudicación de { $number } es ahora el pedido { $code }: { $total } con impuestos.
auction-order-failed = La adjudicación de { $number } es válida, pero la tienda aún no ha hecho el pedido. Su personal lo hará.
auction-order-off = El pedido { $code } de esa adjudicación está cancelado.
auction-order-stays = El pedido { $code } de esa adjudicación ya está en curso. El personal de la tienda se ocupará.
auction-you-take-part = Usted participa en { $number }.
auction-you-stay-out = Usted no participa en { $number }. Si cambia de idea, toque "Participar".
auction-you-withdrew = Anotado: usted no puede entregar { $number }. Se le pregunta al comprador por la siguiente oferta.
row-auction-extend = Prórroga
auction-ask-extend = ¿Cuántos minutos debe alargarse el final si una oferta tardía toma la delantera? Escriba 0 para ninguno.
