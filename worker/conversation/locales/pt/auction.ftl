### What the bot says, in Portuguese: reverse auctions. The rules of shop.ftl hold here too.

## Buttons and rows
button-auction-new = Novo leilão
button-auction-open = Abrir o leilão
button-auction-rules = Mudar as regras
button-auction-discard = Descartar
button-auction-place = Endereço de sempre
button-auction-hours = { $hours ->
    [one] { $hours } hora
   *[other] { $hours } horas
}
button-auction-now = Agora mesmo
button-auction-named = São todos
button-auction-suppliers = Fornecedores ({ $count })
button-auction-invite-all = Convidar todos
button-auction-join = Participar
button-auction-decline = Desta vez não
button-auction-floor = Dar lances por mim
button-auction-floor-off = Parar meus lances
button-auction-look = Como está
button-auction-take = Aceitar este lance
button-auction-next = Passar ao próximo
button-auction-take-none = Não aceitar nenhum
button-auction-cancel = Cancelar o leilão
button-auction-cancel-sure = Sim, cancelar
button-auction-keep = Deixar seguir
button-auction-sheet = Ata do leilão
button-auction-withdraw = Não posso entregar
button-auction-list = Meus leilões
row-auction-seen = O que eles veem
row-auction-step = Diferença mínima
row-auction-least = Mínimo de licitantes
row-auction-opens = Começo
row-auction-ends = Duração
row-auction-bidders = Quem pode dar lances
row-auction-best = O melhor preço
row-auction-rank = Só a sua posição
row-auction-sealed = Nada (fechado)
auction-bid-title = Oferecer { $price }

## Putting one together
auction-ask-what = Seus fornecedores vão baixando o preço. Do que você precisa? Por exemplo: 200 sacos de cimento max 850 4h
auction-ask-quantity = { $what }: de quantos você precisa?
auction-ask-ceiling = { $what }: qual é o preço máximo por unidade, sem impostos, em { $code }? Os lances descem a partir daí.
auction-ask-place = Onde deve ser entregue? Escreva o lugar ou envie uma localização.
auction-ask-ends = Quanto tempo deve durar? Toque, ou escreva por exemplo 90 min, 2 dias ou até sexta às 15:00.
auction-ask-bidders = Quem pode dar lances? Envie cartões de contato, ou escreva números com o código do país, por exemplo: Juma +254700000002
auction-bidders-so-far = { $count ->
    [one] { $count } fornecedor até agora. Envie mais, ou continue.
   *[other] { $count } fornecedores até agora. Envie mais, ou continue.
}
auction-suppliers = { $count ->
    [one] A loja conhece 1 fornecedor para isto:
   *[other] A loja conhece { $count } fornecedores para isto:
}
auction-suppliers-pick = Convide todos, ou escreva os números dos que você quer, por exemplo 1 3. Você pode adicionar outros pelo número de telefone.
auction-ask-rule = Qual regra você quer mudar?
auction-ask-seen = O que os licitantes devem ver uns dos outros durante o leilão?
auction-ask-step = Quanto cada lance deve ser mais baixo? Escreva uma porcentagem (1 %), um valor (50), ou valores por preço (0:10 5000:50).
auction-ask-least = Quantos fornecedores devem dar lances no mínimo? Com menos, nada é adjudicado.
auction-ask-opens = Quando deve começar? Toque, ou escreva por exemplo 30 min ou sexta às 9:00.
auction-summary = Leilão: { $what }
    No máximo { $price } por unidade ({ $total } no total), sem impostos
    Entrega: { $place }
auction-from-to = De { $date } até { $now }
auction-step-is = Diferença mínima: { $amount }
auction-extends = { $count ->
    [one] Dura mais { $count } minuto se a liderança mudar perto do fim.
   *[other] Dura mais { $count } minutos se a liderança mudar perto do fim.
}
auction-invites = { $count ->
    [one] { $count } fornecedor convidado; mínimo de licitantes: { $wanted }.
   *[other] { $count } fornecedores convidados; mínimo de licitantes: { $wanted }.
}
auction-opening = { $count ->
    [one] Estou abrindo o leilão e convidando { $count } fornecedor.
   *[other] Estou abrindo o leilão e convidando { $count } fornecedores.
}
auction-discarded = Nada foi aberto e ninguém foi convidado.
auction-not-understood = Não consegui ler isso.
auction-times-wrong = Não é possível: deve terminar depois de começar, não no passado, e dentro de 60 dias.
auction-not-now = Isso não é possível no momento.

## How it stands
auction-see-nothing = Fechado: os licitantes não veem nada uns dos outros e podem trocar o lance até o fim.
auction-see-rank = Licitantes veem só a própria posição.
auction-see-best = Os licitantes veem o melhor preço.
auction-ends = Termina: { $date }.
auction-ends-or-later = { $count ->
    [one] Termina: { $date }; mais { $count } min se a liderança mudar no fim.
   *[other] Termina: { $date }; mais { $count } min se a liderança mudar no fim.
}
auction-next-sealed = Você pode oferecer até { $price } e trocar o lance até o fim.
auction-next-below = Próximo lance: no máximo { $price } ({ $amount } abaixo de { $before }).
auction-next-first = Primeiro lance: no máximo { $price }.
auction-head = Leilão { $number }: { $what }
auction-begins = Começa: { $date }.
auction-ceiling = No máximo { $price } por unidade.
auction-deciding = O leilão terminou. O comprador decide até: { $date }.
auction-over-awarded = Adjudicado a { $price } por unidade.
auction-over-cancelled = Foi cancelado.
auction-over-too-few = Poucos fornecedores deram lances, por isso nada é adjudicado.
auction-over-declined = O comprador não aceitou nenhum lance.
auction-over-nobody = Não resta nenhum lance para aceitar.
auction-over-lapsed = A decisão não veio a tempo, e o leilão perdeu a validade.
auction-best-of = { $count ->
    [one] Melhor lance: { $price }. { $count } fornecedor deu lances.
   *[other] Melhor lance: { $price }. { $count } fornecedores deram lances.
}
auction-bids-so-far = { $count ->
    [0] Nenhum fornecedor deu lances ainda.
    [one] { $count } fornecedor deu lances.
   *[other] { $count } fornecedores deram lances.
}
auction-you-lead = Você lidera com { $price }.
auction-you-and-best = Seu lance: { $price }. O melhor: { $now }.
auction-your-rank = Seu lance: { $price }. Sua posição: { $count }.
auction-your-bid = Seu lance: { $price }.
auction-best-now = O melhor lance: { $price }.
auction-none = Você ainda não tem leilões. Neles, seus fornecedores vão baixando o preço.
auction-yours = Seu
auction-you-bid = Você participa
auction-list = Seus leilões:
auction-state-planned = não começou
auction-state-open = em andamento
auction-state-deciding = a decidir
auction-state-awarded = adjudicado
auction-state-over = terminado
auction-gone = Não conheço mais esse leilão.

## Bids
auction-why-not-open = o leilão começa: { $date }
auction-why-late = o leilão terminou: { $date }
auction-why-not-joined = você não participa; toque primeiro em "Participar"
auction-why-nothing-below = não é possível um lance mais baixo
auction-why-ceiling = o preço máximo é { $price }
auction-why-leading = você já lidera, e um lance mais baixo só faria você perder dinheiro
auction-why-too-high = deve ser no máximo { $price }
auction-why-unchanged = já é o seu lance
auction-why-no-floor = em leilão fechado ninguém dá lances por você
auction-why-too-many = você deu lances demais neste leilão
auction-ask-floor = Até que preço posso descer por você? Só desço o necessário. Escreva um preço por unidade, no máximo { $price }. Os outros nunca o veem.
auction-sure-bid = { $price } por unidade ({ $total } no total) é bem mais baixo que o necessário. Oferecer isso?
auction-ask-cancel = { $count ->
    [0] Cancelar o leilão { $number }? Ninguém participa ainda.
    [one] Cancelar o leilão { $number }? { $count } fornecedor participa e será avisado.
   *[other] Cancelar o leilão { $number }? { $count } fornecedores participam e serão avisados.
}
auction-bid-refused = Seu lance de { $price } não conta: { $why }.
auction-bid-by-floor = Ofereci { $price } por você.
auction-bid-taken = Seu lance de { $price } conta.
auction-floor-refused = Não posso descer até { $price } por você: { $why }.
auction-floor-off = Não dou mais lances por você. Seu último lance continua valendo.
auction-floor-taken = Vou dar lances por você, até { $price }.
auction-receipt = Recibo { $count }, { $date }, { $code }

## News
auction-opened = { $count ->
    [one] O leilão foi anunciado; { $count } fornecedor convidado.
   *[other] O leilão foi anunciado; { $count } fornecedores convidados.
}
auction-invited = Um comprador da { $shop } convida você a dar lances: seu preço por unidade, sem impostos. Entrega: { $place }
auction-joined = { $name } participa do { $number } ({ $got } de { $count }).
auction-declined = { $name } não participa do { $number }.
auction-began = O leilão { $number } começou.
auction-outbid = Alguém deu um lance mais baixo que o seu no { $number }.
auction-new-best = Novo melhor lance no { $number }: { $price } ({ $total } no total).
auction-extended = O { $number } segue até: { $date }. Um lance no fim assumiu a liderança.
auction-closed = O leilão { $number } terminou.
auction-proposed = O leilão { $number } terminou ({ $what }).
    Melhor lance: { $price } por unidade, { $total } no total sem impostos, de { $name }.
    Licitantes: { $count }. Decida até: { $date }.
auction-won = Você venceu o { $number }: { $what } a { $price } por unidade, { $total } no total sem impostos. Entrega: { $place }
auction-lost = O { $number } foi decidido. Desta vez seu lance não foi aceito.
auction-passed-over = O comprador do { $number } não aceitou seu lance.
auction-awarded = O { $number } foi adjudicado a { $name } a { $price } por unidade, { $total } no total sem impostos. Os dois lados foram avisados.
auction-withdrawn = { $name } não pode entregar o { $number }.
auction-cancelled = O { $number } foi cancelado.
auction-bidder = Licitante { $number }
auction-sheet-later = A ata vem quando o leilão termina: até lá ninguém pode ver os lances.
auction-sheet-long = A ata do { $number } é longa demais para uma conversa. Ela está com a loja.
auction-sheet-is = A ata do { $number }: cada lance com seu código. Compare com seus recibos.
auction-ordered = A adjudicação do { $number } agora é o pedido { $code }: { $total } com impostos.
auction-order-failed = A adjudicação do { $number } vale, mas a loja ainda não fez o pedido. A equipe dela fará.
auction-order-off = O pedido { $code } dessa adjudicação foi cancelado.
auction-order-stays = O pedido { $code } dessa adjudicação já está em andamento. A equipe da loja vai cuidar disso.
auction-you-take-part = Você participa do { $number }.
auction-you-stay-out = Você não participa do { $number }. Se mudar de ideia, toque em "Participar".
auction-you-withdrew = Anotado: você não pode entregar o { $number }. O comprador decide sobre o próximo lance.
row-auction-extend = Prorrogação
auction-ask-extend = Quantos minutos o fim deve ser adiado se um lance tardio assumir a liderança? Escreva 0 para nenhum.
