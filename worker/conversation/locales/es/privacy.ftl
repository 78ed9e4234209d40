### What the bot says, in Spanish: what is kept of a person. The rules of shop.ftl hold here too.

stopped-all = Ya no le escribiré por mi cuenta: ni promociones ni novedades de sus pedidos. Respondo cuando usted escribe. Escriba "alta" para cambiarlo.
data-coming = Estoy reuniendo lo que sé de usted. Le llega en un momento como documento.
data-here = Esto es todo lo que sé de usted. El documento está en formato JSON, que otros servicios pueden leer.
forget-ask = ¿Quiere que le olvide? Se borran esta conversación, su nombre y dirección, su carrito, sus archivos y lo que me enseñó. Sus pedidos quedan en la tienda, y queda un código sin su nombre, para que nada se cobre dos veces. No se puede deshacer.
forget-open = Aún tiene algo abierto: un pedido, una cotización, una subasta o una reclamación. Primero se termina; después le olvido por mi cuenta.
button-forget = Borrar mis datos
button-keep-data = Conservar mis datos
forget-waits = Le olvidaré en cuanto todo lo suyo esté terminado, a más tardar en 90 días. Escriba "olvídeme" otra vez para verlo, o para conservar sus datos.
forgotten = Listo: le he olvidado. Este es mi último mensaje. Si vuelve a escribir, empezamos como desconocidos.
forget-kept = Sus datos se conservan.
