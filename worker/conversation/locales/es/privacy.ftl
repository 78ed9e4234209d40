### What the bot says, in Spanish: what is kept of a person. The rules of shop.ftl hold here too.

stopped-all = Ya no escribiré por mi cuenta: ni promociones ni novedades de sus pedidos. Respondo cuando usted escribe. Responda "alta" para cambiarlo.
data-coming = Estoy reuniendo lo que sé de usted. Llega en un momento como documento.
data-here = Esto es todo lo que sé de usted. El documento es un texto en formato JSON, que otros servicios pueden leer.
forget-ask = ¿Quiere que le olvide? Entonces borro esta conversación, su nombre y dirección, su carrito, sus archivos y lo que me enseñó. Los pedidos en la tienda quedan en la tienda, y queda un código que no nombra a nadie, para que nada se cobre dos veces. No se puede deshacer.
forget-open = Aún tiene algo abierto: un pedido, un presupuesto, una subasta o una disputa. Primero se termina; después le olvido por mi cuenta.
button-forget = Borrar mis datos
button-keep-data = Conservar mis datos
forget-waits = Le olvidaré en cuanto todo lo suyo esté terminado, a más tardar en 90 días. Responda "olvídeme" otra vez para verlo, o para conservar sus datos.
forgotten = Hecho: le he olvidado. Este es mi último mensaje. Si vuelve a escribir, empezamos como desconocidos.
forget-kept = Sus datos se conservan.
