### What the bot says, in Portuguese: disputes, and people who take over. The rules of shop.ftl hold here too.

# Somebody of the shop speaks: their name, and what they say.
staff-joined = { $name }, de { $shop }, está escrevendo para você. Não respondo até a conversa terminar.
staff-left = { $name } saiu da conversa.
staff-says = { $name }: { $words }

# Choosing what it is about
dispute-which-order = De qual pedido se trata?
dispute-no-orders = Não encontrei nenhum pedido seu recente o bastante para uma reclamação. Um atendente pode ajudar.
dispute-not-this-order = O pedido { $number } é antigo demais para uma reclamação, ou não foi feito. Um atendente pode ajudar.
dispute-too-many = Você já tem o máximo de reclamações abertas. Para outra, um atendente pode ajudar.
dispute-scope = Pedido { $number }: de que se trata?
row-dispute-whole = O pedido inteiro
row-dispute-other = Outro pedido
dispute-reason = { $what }: qual é o problema?
row-reason-not-arrived = Não chegou
row-reason-damaged = Danificado ou estragado
row-reason-wrong = Veio outra coisa
row-reason-missing = Falta alguma coisa
row-reason-quality = Diferente do descrito
row-reason-other = Outro motivo
dispute-wish = O que você deseja?
row-wish-refund = Reembolso total
row-wish-part = Reembolso parcial
row-wish-replacement = Um produto novo
row-wish-return = Devolução e reembolso
row-wish-other = Outra coisa
opener-dispute = Escolher

# Evidence
dispute-head = Reclamação { $case }, pedido { $number }: { $reason }.
dispute-opened = Sua reclamação { $case } foi aberta.
dispute-ask-evidence = Envie fotos, um vídeo, um áudio ou um documento, ou descreva o problema. { $hint }
dispute-sends-itself = Se você não fizer nada, vou enviá-la à loja: { $until }.
hint-not-arrived = Ajuda saber quando e onde você o esperava.
hint-damaged = O melhor são fotos do dano, da embalagem e da etiqueta.
hint-wrong = O melhor são fotos do que veio e da etiqueta.
hint-missing = O melhor são fotos de tudo o que veio e da nota de entrega.
hint-quality = O melhor são fotos do que está diferente do descrito.
hint-other = O melhor é o que mostre o problema.
dispute-piece-noted = Anotado. Arquivos até agora: { $count }, no máximo { $max }. Adicione mais, ou envie à loja.
dispute-full = Uma reclamação aceita no máximo { $max } arquivos e a mesma quantidade de textos. O que veio antes fica guardado.
dispute-noted = Anotado. Adicione mais, ou envie à loja.
dispute-piece-lost = O arquivo { $count } não pôde ser guardado: é grande demais, ou de um tipo que não aceito. Envie como foto ou PDF, por favor.
dispute-overheard = O que você enviar aqui também entra na sua reclamação { $case }.
dispute-sent = Enviada à loja: { $date }. Para retirar, toque em "{ $button }".
dispute-sent-by-clock = O prazo para adicionar algo acabou, por isso enviei sua reclamação à loja.

# Where it stands
dispute-collecting = Sua vez, até: { $until }. Adicione o que mostre o problema e envie à loja.
dispute-submitted = Vez da loja, até: { $until }.
dispute-escalated = Agora está com a gerência da loja. Vez dela, até: { $until }.
dispute-stuck = O que foi combinado não pôde ser feito automaticamente. Um atendente cuida disso até: { $until }. Você não precisa fazer nada.
dispute-offered-refund = { $name } oferece devolver { $amount }. Sua vez, até: { $until }.
dispute-offered-replacement = { $name } oferece enviar a mercadoria de novo, sem custo. Sua vez, até: { $until }.
dispute-offered-return = { $name } oferece { $amount } se você devolver a mercadoria. Sua vez, até: { $until }.
dispute-declined = { $name } não oferece nada: "{ $words }". Sua vez, até: { $until }. Você pode aceitar, ou recorrer uma única vez.
dispute-returning = Devolva a mercadoria, por favor. Você vai receber { $amount } quando ela chegar. Sua vez, até: { $until }.
dispute-returned = A mercadoria está a caminho da loja. Vez da loja, até: { $until }.
dispute-paying = Combinado. O reembolso de { $amount } está sendo registrado.
dispute-replacing = Combinado. O novo envio está sendo registrado.
dispute-paid = Pronto: o reembolso de { $amount } está registrado. O prazo para chegar depende de como você pagou.
dispute-replaced = Pronto: você vai receber a mercadoria de novo com o pedido { $number }, sem custo.
dispute-resolved = Resolvida por { $name }: "{ $words }".
dispute-over = Está encerrada
dispute-withdrawn = Você a retirou.
dispute-silence-appeal = Foi encerrada porque você não respondeu. Você pode recorrer uma única vez.
dispute-silence = Foi encerrada porque você não respondeu.
dispute-agreed = Foi encerrada com seu acordo. Nada será pago.
dispute-final = Foi encerrada. A loja não oferece nada, mesmo depois do seu recurso.
dispute-unanswered = Foi encerrada porque a loja não respondeu. O dossiê mostra tudo o que foi dito.
dispute-turn-yours = Sua vez, até: { $until }
dispute-turn-shop = Vez da loja, até: { $until }
dispute-late = A loja está atrasada. Enviei um lembrete a ela.
dispute-reminder = Um lembrete:
dispute-cases = Suas reclamações:
dispute-file = O dossiê de { $case }, selo { $hash }. Se algo mudar nele, o selo não confere mais.

# Asking
dispute-why-reject = Por que a oferta não serve para você? Escreva em uma mensagem, ou toque para pular.
dispute-why-appeal = Por que você recorre? Escreva em uma mensagem, ou toque para pular.
dispute-how-sent = Como você devolveu a mercadoria? Escreva a transportadora e o código, ou toque para pular.
dispute-withdraw-sure = Retirar a reclamação { $case }? Isso não pode ser desfeito.
dispute-old-offer = Essa oferta não está mais aberta. A reclamação está assim:
dispute-not-now = Isso não é possível agora. A reclamação está assim:

# Buttons
button-send-case = Enviar à loja
button-withdraw = Retirar
button-withdraw-now = Sim, retirar
button-keep-case = Deixar aberta
button-add-evidence = Adicionar algo
button-accept-offer = Aceitar a oferta
button-reject-offer = Recusar a oferta
button-case-file = Dossiê
button-appeal = Recorrer
button-agree = Aceitar a decisão
button-sent-back = Já devolvi
button-escalate = Falar com a gerência
button-problem = Relatar um problema
button-no-words = Pular
