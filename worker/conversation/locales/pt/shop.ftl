### What the bot says, in Portuguese. Placeables in braces are filled in by the code; keep every one of them.
### Titles of buttons hold 20 units, rows 24, footers 60. Whole sentences, no idioms. A line must not begin with a star.

## Greeting and menu
greet-new = Boas-vindas a { $shop }. Você pode ver produtos, fazer pedidos e pagar nesta conversa. Escreva o que precisa, por exemplo "{ $example }", ou toque abaixo.
greet-again = Boas-vindas de volta a { $shop }. Escreva o que precisa, por exemplo "{ $example }", ou toque abaixo.
greet-basket = Boas-vindas de volta a { $shop }. Seu carrinho tem { $units ->
        [one] { $units } item
       *[other] { $units } itens
    }, { $total }. Fazer o pedido agora?
greet-usual = Boas-vindas de volta a { $shop }. Seu último pedido { $number }: { $content }, { $total }. O mesmo de novo?
hello-again = Olá de novo, aqui é { $shop }. Estávamos no meio do seu pedido.
menu = Menu de { $shop }: o que deseja fazer? Escolha abaixo ou escreva o nome de um produto.
started-over = Vamos começar de novo.
started-over-basket-kept = Vamos começar de novo. Seu carrinho foi mantido; escreva "esvaziar carrinho" para esvaziar.
shop-unnamed = nossa loja
example-word = arroz
items-count = { $units ->
        [one] { $units } item
       *[other] { $units } itens
    }
help = Isto funciona a qualquer momento:
    • um nome ou código de produto, por exemplo "{ $example }", ou vários: "2 arroz, 3 leite"
    • "menu", "carrinho", "pagar", "pedidos", "pedido 1042", "cupom CÓDIGO"
    • "orçamento", "leilão", "reclamação", "minhas listas", "idioma"
    • "desfazer", "voltar", "começar de novo"
    • "atendente" para falar com uma pessoa, "sair" para não receber promoções
choose-language = Em que idioma prefere que eu escreva?
language-name = Português
language-set = Agora escrevo em português.
speaking = Respondo em português.
switch-here = Para continuar em português, escreva "português".
welcome = Por nada. Escreva "menu" quando precisar de algo.

## Buttons and rows
button-add = Adicionar { $quantity }
button-add-more = Adicionar mais
button-agent = Falar com alguém
button-alternatives = Ver alternativas
button-back = Voltar
button-back-to-list = Voltar à lista
button-basket = Carrinho
button-bot = Voltar ao assistente
button-browse = Ver produtos
button-cancel-order = Cancelar pedido { $number }
button-cancel-this = Cancelar o pedido
button-change = Alterar algo
button-checkout = Fazer o pedido
button-choose = Escolher { $attribute }
button-choose-any = Escolher
button-clear = Esvaziar o carrinho
button-continue = Continuar
button-coupon = Usar um cupom
button-help = Como funciona
button-keep-order = Manter o pedido
button-make-it = Mudar para { $quantity }
button-menu = Menu
button-order-again = Pedir de novo
button-order-status = Situação do pedido
button-orders = Meus pedidos
button-other-amount = Outra quantidade
button-other-payment = Outro pagamento
button-pay = Pagar agora
button-place-order = Confirmar pedido
button-place-order-total = Pedir { $total }
button-remove = Remover
button-search = Buscar
button-see-basket = Ver carrinho
button-skip = Não levar
button-still-stands = Sim, continuar
button-start-over = Começar de novo
button-try-again = Tentar de novo
button-undo = Desfazer
back = Voltar
more = Mais
more-detail = Próxima página
none-of-these = Nenhum destes
row-address = Endereço
row-delivery = Entrega
row-email = E-mail
row-keep = Deixar como está
row-lines = Itens do carrinho
row-name = Nome
row-order = Pedido { $number }
row-payment = Pagamento
coupon-off-row = Remover o cupom { $code }
opener = Escolher
opener-categories = Categorias
opener-change = Escolher
opener-delivery = Entrega
opener-lines = Escolher um item
opener-languages = Idiomas
opener-menu = Abrir o menu
opener-orders = Meus pedidos
opener-payment = Pagamento
opener-products = Ver produtos
opener-values = Escolher
number-hint = Responda com um número:
footer-list = Toque, ou escreva um número, um nome, "voltar" ou "menu".
footer-card = Ou escreva uma quantidade, por exemplo "x3", ou "voltar".
footer-added = Para mudar a quantidade, escreva "x3".
footer-basket = Escreva "desfazer" para anular, "menu" para o menu.
footer-summary = Nada é pedido até você confirmar.

## Browsing and searching
categories-top = O que você procura?
categories-below = { $category }: escolha uma categoria.
all-here = Toda a categoria
products-in = { $category }
or-search = Pode ser mais rápido escrever o que procura.
category-gone = Esta categoria não existe mais.
category-empty = Não há nada em { $category } no momento.
nothing-sold = Não há nada para comprar aqui no momento.
still-loading = O catálogo ainda está sendo carregado. Tente de novo em um minuto.
ask-search = O que você procura? Escreva um nome ou um código, por exemplo "{ $example }".
found = { $count ->
        [one] Encontrei isto para "{ $words }":
       *[other] Encontrei estes { $count } produtos para "{ $words }":
    }
nothing-found = Não encontrei nada para "{ $words }".
none-of-these-then = Então vamos buscar de outra forma: escolha uma categoria, escreva outras palavras ou peça ajuda a um atendente.
old-list = Essa mensagem é anterior; agora estamos aqui.

## One product
price-from = a partir de { $price }
price-on-request = Preço sob consulta
on-request = Preço sob consulta
sold-out = Esgotado
comes-later = Entrega posterior
in-stock = Em estoque
in-stock-count = Em estoque: { $left }
out-of-stock = Esgotado no momento
not-sold-now = Não está à venda no momento
backorder = Sob encomenda, com entrega posterior
article-number = Código { $sku }
one-per-order = Um por pedido
product-gone = Este produto não é mais vendido.
alternatives-to = Em vez de { $name }, temos:
no-alternatives = Não há nada parecido com { $name } no momento.
choose-value = { $name }{ $chosen }: escolha { $attribute }.
combination-gone = Esta combinação não é mais vendida. Escolha de novo.
how-many = Qual quantidade?
type-amount = Qual quantidade de { $name }? Escreva um número, por exemplo "12".
amount-noted = Anotado: { $quantity }.
amount-out-of-range = Escreva um número inteiro de 1 a { $max }.
only-so-many = De { $name } só restam { $left }.
at-most = De { $name } podem ser pedidos no máximo { $max } de uma vez.
this-article = este item

## Basket
added = Adicionado ao carrinho: { $quantity } × { $name }.
now-in-basket = O carrinho agora tem { $quantity } × { $name }.
basket-now = Carrinho: { $units ->
        [one] { $units } item
       *[other] { $units } itens
    }, { $total } no total, com entrega e impostos quando houver.
basket-head = Seu carrinho ({ $units ->
        [one] { $units } item
       *[other] { $units } itens
    })
basket-empty = Seu carrinho está vazio.
basket-complaint = Um item do carrinho não pode ser pedido como está. Altere ou remova.
basket-rebuilt = Seu carrinho tinha expirado na loja. Montei de novo com os preços de hoje.
more-lines = { $count ->
        [one] e mais { $count }
       *[other] e mais { $count }
    }
total-items = Itens: { $amount }
total-discount = Desconto ({ $coupons }): -{ $amount }
total-delivery = Entrega ({ $name }): { $amount }
total-tax = Impostos: { $amount }
total-all = Total: { $amount }
choose-line = Qual item deseja alterar?
change-line = { $quantity } × { $name }
    { $each } cada, { $total } no total.
    Escreva a nova quantidade, ou toque.
line-gone = Este item não está mais no carrinho.
line-removed = Removido: { $name }.
line-set = Agora { $quantity } × { $name }.
cleared = O carrinho ficou vazio. Escreva "desfazer" para recuperá-lo.
undone = A última alteração foi desfeita.
nothing-to-undo = Não há nada para desfazer: só a última alteração pode ser desfeita. Escreva "carrinho" ou "menu" para continuar.
ask-coupon = Escreva o código do cupom, ou "voltar".
coupon-applied = O cupom { $code } foi aplicado.
coupon-removed = O cupom { $code } foi removido.
coupon-unknown = A loja não aceita o cupom "{ $code }": ele não existe, expirou ou não serve para este carrinho.
added-many = Adicionado:
    { $list }
missing-many = Não adicionado:
    { $list }
missing-not-sold = { $name }: não é mais vendido
missing-not-found = { $name }: não encontrado
missing-needs-choice = { $name }: há várias opções. Escolha depois, separadamente.
missing-sold-out = { $name }: esgotado no momento.
nothing-added = Nada foi adicionado ao carrinho.
which-one = { $quantity } × "{ $words }": qual produto você quer?
list-aside = O resto da sua lista está esperando; ainda não está no carrinho:
    { $list }
    Escreva "continuar" para seguir com ela.
not-in-basket = "{ $words }" não está no seu carrinho.
list-too-long = uma lista aceita { $max } linhas; envie as outras { $count } depois

## Checkout
ask-name = Em nome de quem deve ficar o pedido?
ask-email = Para qual e-mail a loja deve enviar o recibo? Ela não aceita pedidos sem e-mail.
ask-phone = Para qual telefone o entregador pode ligar?
ask-address = Onde devemos entregar? Escreva rua e cidade em uma só mensagem, por exemplo "Rua da Paz 12, Recife", ou envie sua localização abaixo.
ask-billing-address = Qual é o seu endereço de cobrança? Escreva rua e cidade em uma só mensagem, por exemplo "Rua da Paz 12, Recife".
ask-city = Em qual cidade fica?
ask-state = Em qual estado ou província fica?
ask-postcode = Qual é o CEP (código postal) do endereço?
ask-country = Em qual país fica? Escreva o código de duas letras, por exemplo "BR".
not-a-name = Preciso de um nome com letras, por exemplo "Ana Souza".
not-an-email = Preciso de um e-mail, por exemplo "ana@example.com".
not-a-phone = Preciso de um número de telefone, por exemplo "+55 81 91234 5678".
not-an-address = Preciso da rua e da cidade por escrito, por exemplo "Rua da Paz 12, Recife".
not-a-town = Preciso do nome de uma cidade, por exemplo "Recife".
not-a-country = Preciso do código de duas letras de um país, por exemplo "BR".
answer-too-long = É longo demais para caber no pedido. Envie uma versão mais curta.
wrong-again = Se não funcionar, um atendente pode ajudar.
field-refused = A loja não aceita "{ $value }".
address-refused = A loja não aceita este endereço.
address-kept = Anotei este endereço para o seu próximo pedido.
pin-name = Localização enviada por telefone
no-delivery-there = A loja não entrega em { $city }. Você tem outro endereço?
nothing-to-pay = nada a pagar
no-payment = A loja não oferece nenhuma forma de pagar este carrinho na conversa.
choose-delivery = Qual entrega você prefere para { $city }?
choose-payment = Total: { $total }. Como deseja pagar?
change-what = O que deseja alterar?
summary-head = Seu pedido ({ $units ->
        [one] { $units } item
       *[other] { $units } itens
    })
summary-to = Para: { $name }, { $place }
summary-payment = Pagamento: { $payment }
summary-unclear-before = Atenção: ainda não sei se o seu pedido anterior foi feito. Se foi, este seria o segundo.

## Placing
placing-first = Estou enviando seu pedido à loja. Aviso assim que ela responder.
placing-again = Um momento, o pedido está a caminho da loja. Ele é feito uma só vez, mesmo que você toque várias vezes.
placing-still = A loja ainda está processando o seu pedido. Você não precisa fazer mais nada.
placing-slow = A loja ainda não respondeu. Nada se perde: continuo perguntando e aviso o que aconteceu. Por favor, não peça de novo enquanto isso.
placing-unclear = A loja não deu uma resposta clara, por isso ainda não sei se o seu pedido foi feito. Nossa equipe está verificando e vai escrever para você. Por favor, não peça o mesmo até lá.
placed = Obrigado. Recebemos seu pedido { $number }. Total: { $total }.
next-cash-on-delivery = Você paga { $total } na entrega. Escreva "pedidos" para acompanhar, ou "atendente" para mudar.
next-bank = Transfira { $total } informando a referência { $number }:
    { $details }
next-bank-later = Pague { $total } por transferência bancária. A loja envia os dados bancários por e-mail.
next-pay-link = Pague { $total } na página abaixo. O pedido é preparado depois disso.
next-general = Pagamento: { $payment }. Escreva "pedidos" para acompanhar, ou "atendente" para mudar.
oversold = Atenção: várias pessoas pediram { $name } ao mesmo tempo, e a loja tem menos do que foi pedido. Seu pedido continua valendo; uma parte pode chegar mais tarde. Escreva "atendente" se isso não for bom para você.
shortfall-line = { $name }: { $got } em vez de { $wanted }
shortened = A loja tinha menos do que você confirmou. Seu pedido { $number } foi feito com o que restava. O total agora é { $total }. Manter ou cancelar?
basket-changed = Nada foi pedido ainda, porque algo mudou nesse meio-tempo:
diff-gone = { $name }: não está mais disponível
diff-new = { $name }: agora há { $quantity } no carrinho
diff-price = { $name }: o preço é { $now }, era { $before }
diff-quantity = { $name }: { $now } em vez de { $before }
diff-total = O total é { $now }, era { $before }
not-placed = O pedido não foi feito, e nada foi cobrado. { $why }
place-unavailable = Não foi possível falar com a loja. Nada foi pedido nem cobrado. Tente de novo em alguns minutos.

## What the shop refuses
refused-out-of-stock = { $name }: esgotado.
refused-not-enough = Não há o suficiente de { $name }.
refused-too-many = Não é possível pedir tanto de { $name } de uma vez.
refused-one-per-order = De { $name } só é possível pedir uma unidade de uma vez.
refused-not-sold = { $name } não está à venda no momento.
refused-choice = Este tipo de { $name } não existe. Escolha de novo.
refused-coupon = O cupom não foi aceito.
refused-coupon-absent = Este cupom não está no carrinho.
refused-no-delivery = A loja não entrega neste endereço.
refused-payment = Esta forma de pagamento não é mais aceita.
refused-empty = O carrinho está vazio.
refused-other = A loja não aceitou. Tente de novo ou peça ajuda a um atendente.
shop-unavailable = Não é possível falar com a loja no momento. Nada foi alterado nem cobrado. Tente de novo em um minuto.
shop-unknown = A loja não confirmou a alteração, então ela pode ter acontecido ou não. Nada foi cobrado. Por favor, verifique.

## Orders
orders-head = { $count ->
        [one] Seu último pedido:
       *[other] Seus últimos { $count } pedidos:
    }
no-orders = Ainda não encontrei nenhum pedido seu.
order-unknown = Não encontrei nenhum pedido { $number } seu.
order-head = Pedido { $number }: { $status }
order-foot = Total: { $total }. Feito em { $date }. Pagamento: { $payment }.
cancelled = O pedido { $number } foi cancelado. Nada será entregue.
not-cancelled = O pedido { $number } não pode mais ser cancelado. Um atendente pode ajudar.
cancel-ask = Cancelar o pedido { $number }? { $content }, { $total }. Nada será entregue.
cancel-which = Qual pedido você quer cancelar?
cancel-hint = Para cancelar, escreva "cancelar o pedido { $number }".
cancel-paid = O pedido { $number } está pago: { $total }. A loja precisa cancelá-lo e devolver o dinheiro. Peço isso a ela?
button-ask-shop = Pedir à loja
cancel-wished = Deixei um recado para a loja: você quer cancelar o pedido { $number } e receber { $total } de volta. Até ela decidir, o pedido continua valendo. A resposta chega aqui.
cancelled-paid = O pedido { $number } está cancelado, mas o pagamento chegou no mesmo momento. Deixei um recado para a loja devolver { $total }.
paid-meanwhile = Seu pagamento do pedido { $number } chegou nesse meio-tempo, por isso ele não foi cancelado.
note-not-left = Não consegui deixar um recado para a loja sobre o pedido { $number }. Escreva "atendente" e alguém cuida disso.
order-moved-on = A loja alterou o pedido { $number } nesse meio-tempo, por isso nada foi feito. Ele está assim agora.
cancelled-already = O pedido { $number } já foi cancelado ou reembolsado.
order-kept = O pedido { $number } fica como está.
status-draft = não concluído
status-pending = aguardando pagamento
status-processing = em preparação
status-on-hold = aguardando a confirmação do pagamento
status-completed = concluído
status-cancelled = cancelado
status-refunded = reembolsado
status-failed = falha no pagamento

## News of an order
news-processing = O pedido { $number } está em preparação.
news-paid = Obrigado, recebemos o pagamento do pedido { $number }. Ele está em preparação.
news-on-hold = O pedido { $number } aguarda a confirmação do pagamento.
news-pending = O pedido { $number } aguarda o pagamento: { $total }.
news-completed = O pedido { $number } foi concluído. Obrigado.
news-shipped = O pedido { $number } está a caminho.
news-tracking = Rastreamento ({ $carrier }): { $tracking }
news-cancelled = O pedido { $number } foi cancelado. Nada será entregue.
news-refunded = O pedido { $number } foi reembolsado: { $amount }.
news-refunded-part = Uma parte do pedido { $number } foi reembolsada: { $amount }.
news-failed = O pagamento do pedido { $number } não foi aprovado. Nada foi cobrado.
news-total = A loja alterou o pedido { $number }. O total agora é { $now }, era { $before }.
news-status = Novidades do pedido { $number }. Situação: { $status }.

## A person, promotions
agent-coming = Um atendente vai responder aqui. Até lá não respondo; volto quando você escrever "menu", ou depois de { $hours } horas.
bot-back = Estou de volta.
bot-back-after-agent = Aqui é de novo o assistente da loja. Escreva "menu" para continuar, ou "atendente" para falar com uma pessoa.
stopped = Você não vai mais receber promoções. As novidades dos seus pedidos continuam; "parar tudo" também as encerra. Escreva "entrar" para receber promoções de novo.
stopped-already = Você já não recebe promoções. As novidades dos seus pedidos continuam; "parar tudo" também as encerra. Escreva "entrar" para mudar isso.
started-again = Você vai receber de novo promoções e novidades dos seus pedidos. Escreva "sair" para encerrar as promoções, "parar tudo" para encerrar tudo.

## Not understood
expected-amount = Eu esperava uma quantidade, por exemplo "3", ou um produto como "{ $example }".
expected-number = Eu esperava um número da lista, por exemplo "2", ou um produto como "{ $example }".
expected-product = Eu esperava um produto como "{ $example }", ou uma palavra como "menu".
expected-coupon = Eu esperava o código de um cupom, uma palavra, por exemplo "SAVE10". Escreva "carrinho" para continuar sem cupom.
expected-confirm = Eu esperava "sim" para confirmar o pedido, ou "não" para mudar algo.
miss-likeliest = Não sei se entendi bem. É alguma destas opções?
miss-agent = Desculpe, ainda não entendi. Deseja a ajuda de um atendente?
cannot-listen = Ainda não consigo ouvir mensagens de voz. Escreva, ou toque abaixo para falar com uma pessoa.
cannot-see-image = Ainda não consigo ver imagens. Escreva o que precisa, ou toque abaixo para falar com uma pessoa.
cannot-see-video = Ainda não consigo ver vídeos. Escreva o que precisa, ou toque abaixo para falar com uma pessoa.
cannot-read-document = Ainda não consigo ler documentos. Escreva o que precisa, ou toque abaixo para falar com uma pessoa.
cannot-read = Ainda não consigo ler este tipo de mensagem. Escreva o que precisa, ou toque abaixo para falar com uma pessoa.

## Late
late = Desculpe, sua mensagem só chegou até mim agora. Você ainda quer isso? Nada foi feito ainda.
late-words = Desculpe, sua mensagem "{ $words }" só chegou até mim agora. Você ainda quer isso? Nada foi feito ainda.

## After a pause
paused = { $what } Deseja continuar?
were-choosing-delivery = Você estava escolhendo a entrega de { $units ->
        [one] { $units } item
       *[other] { $units } itens
    }.
were-choosing-payment = Você estava escolhendo como pagar { $units ->
        [one] { $units } item
       *[other] { $units } itens
    }.
were-giving-address = Você estava informando o endereço de entrega de { $units ->
        [one] { $units } item
       *[other] { $units } itens
    }.
were-choosing-product = Você estava escolhendo um produto.
were-ordering = Você estava fazendo um pedido de { $units ->
        [one] { $units } item
       *[other] { $units } itens
    }.
were-here = Você estava aqui.

# A defect of ours
our-fault = Desculpe, ocorreu um erro do nosso lado. Nada foi alterado. Tente de novo, ou escreva *atendente* para falar com uma pessoa.
