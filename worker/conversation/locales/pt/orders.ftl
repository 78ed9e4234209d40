### What the bot says, in Portuguese: orders after they were placed, lists, and reminders. The rules of shop.ftl hold here too.

## Alerts and reminders
button-tell = Avise-me
button-do-not-tell = Não me avise
button-remind-me = Sim, me lembre
button-no-reminders = Não, obrigado
button-remind-later = Lembrar mais tarde
button-see-product = Ver o produto
button-stop-reminders = Parar lembretes
tell-noted = Vou avisar uma vez quando { $name } voltar ao estoque.
tell-off = Não vou avisar sobre { $name }.
tell-too-many = Você já espera { $max } produtos. Retire um primeiro: o botão está na página dele.
consent-ask = Se você deixar um carrinho sem finalizar, posso lembrar você uma vez? Você pode encerrar isso a qualquer momento.
consent-given = Vou lembrar você. Escreva "sair" para não receber lembretes.
consent-declined = Não vou enviar lembretes. As novidades dos seus pedidos continuam.
reminders-stopped = Você não receberá mais lembretes. As novidades dos seus pedidos continuam.
back-in-stock = { $name } voltou ao estoque. { $price }
basket-reminder = Seu carrinho ainda está aqui: { $units ->
        [one] { $units } item
       *[other] { $units } itens
    }, { $total }. Fazer o pedido agora?

## Lists
button-lists = Minhas listas
button-save-list = Salvar como lista
button-order-list = Pedir a lista
button-see-list = Ver a lista
button-rename-list = Mudar o nome
button-delete-list = Excluir a lista
button-every = Criar lembrete
row-every-weeks = { $count ->
        [one] Toda semana
       *[other] A cada { $count } semanas
    }
row-never = Nunca
lists-head = Suas listas:
lists-none = Você ainda não tem listas. Encha o carrinho ou abra um pedido, e escreva "salvar como semanal".
lists-full = Você já tem { $max } listas. Exclua uma primeiro.
list-head = Lista "{ $name }"
list-ask-name = Qual será o nome da lista? Escreva um nome curto, por exemplo "semanal".
list-saved = A lista "{ $name }" está salva. Escreva "comprar { $name }" para fazer o pedido.
list-name-taken = Este nome não pode ser usado. Escreva outro.
list-nothing = Não há nada para salvar: o carrinho está vazio.
list-renamed = A lista agora se chama "{ $name }".
list-deleted = A lista "{ $name }" foi excluída.
list-restored = A lista "{ $name }" foi recuperada.
list-gone = Esta lista não existe mais.
every-ask = De quanto em quanto tempo lembro você da lista "{ $name }"? Toque, ou escreva um número de dias.
every-now = { $count ->
        [one] Lembrete todo dia
       *[other] Lembrete a cada { $count } dias
    }
every-set = { $count ->
        [one] Vou lembrar você da lista "{ $name }" todo dia.
       *[other] Vou lembrar você da lista "{ $name }" a cada { $count } dias.
    }
every-off = Não vou mais lembrar você da lista "{ $name }".
restock-reminder = É hora da sua lista "{ $name }": { $list }. Pedir agora?

## Changes of an order
button-change-order = Alterar o pedido
button-change-it = Sim, alterar
change-order-ask = O que você quer alterar no pedido { $number }?
change-fewer-ask = Há { $quantity } × { $name } neste pedido. Quantos você quer? Escreva um número; 0 retira.
change-fewer-confirm = Pedido { $number }: { $got } × { $name } em vez de { $wanted }. O total será de cerca de { $now } em vez de { $before }. Alterar?
change-address-ask = Para onde vai o pedido { $number }? Escreva rua e cidade em uma só mensagem, por exemplo "Rua da Paz 12, Recife".
change-address-confirm = O pedido { $number } vai para: { $place }. Alterar?
change-more = O preço de { $name } não é mais o do pedido { $number }. Para ter mais { $count }, pedir ao preço de hoje?
button-new-order = Novo pedido
change-short = A loja não tem o suficiente. O pedido { $number } não foi alterado.
change-paid = O pedido { $number } foi pago nesse meio-tempo, por isso não foi alterado. Um atendente pode ajudar: escreva "atendente".
change-too-late = O pedido { $number } não pode mais ser alterado aqui. Um atendente pode ajudar: escreva "atendente".
order-changed = O pedido { $number } foi alterado.
