### What the bot says, in Portuguese: orders after they were placed, lists, and reminders. The rules of shop.ftl hold here too.

## Alerts and reminders
button-tell = Avise-me
button-do-not-tell = Não me avise
button-remind-me = Sim, me lembre
button-no-reminders = Sem lembretes
button-remind-later = Lembrar mais tarde
button-see-product = Ver o produto
button-stop-reminders = Parar lembretes
tell-noted = Vou avisar uma vez quando { $name } voltar ao estoque.
tell-off = Não vou avisar sobre { $name }.
tell-too-many = Você já espera { $max } artigos. Retire um primeiro: o botão está na página dele.
consent-ask = Se você deixar um carrinho para trás, posso lembrar uma vez? Você pode encerrar isso a qualquer momento.
consent-given = Vou lembrar você. Responda "sair" para encerrar.
consent-declined = Não vou enviar lembretes. As novidades dos seus pedidos continuam.
reminders-stopped = Você não receberá mais lembretes. As novidades dos seus pedidos continuam.
back-in-stock = { $name } voltou ao estoque. { $price }
basket-reminder = Seu carrinho ainda está aqui: { $units ->
        [one] { $units } item
       *[other] { $units } itens
    }, { $total }. Fazer o pedido agora?
