### What the bot says, in Portuguese: what is kept of a person. The rules of shop.ftl hold here too.

stopped-all = Não vou mais escrever por conta própria: nem promoções, nem novidades dos seus pedidos. Respondo quando você escrever. Escreva "entrar" para mudar isso.
data-coming = Estou reunindo o que sei sobre você. Chega em um instante como documento.
data-here = Isto é tudo o que sei sobre você. O documento está no formato JSON, que outros serviços conseguem ler.
forget-ask = Devo esquecer você? Isso apaga esta conversa, seu nome e endereço, seu carrinho, seus arquivos e o que você me ensinou. Seus pedidos ficam com a loja, e fica um código sem o seu nome, para que nada seja cobrado duas vezes. Isso não pode ser desfeito.
forget-open = Ainda há algo seu em aberto: um pedido, um orçamento, um leilão ou uma reclamação. Primeiro isso termina; depois eu esqueço você por conta própria.
button-forget = Apagar meus dados
button-keep-data = Manter meus dados
forget-waits = Vou esquecer você assim que tudo o que é seu estiver concluído, no máximo em 90 dias. Escreva "me esqueça" de novo para ver, ou para manter seus dados.
forgotten = Pronto: esqueci você. Esta é minha última mensagem. Se escrever de novo, começamos como desconhecidos.
forget-kept = Seus dados foram mantidos.
