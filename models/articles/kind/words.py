"""What pages of a kind say of themselves: in their address, in what they declare, in their lines, in their class names.

The kinds are those of WCXB, the Web Content Extraction Benchmark (Foley 2026). Counted by `features.py`; what it is
worth is for the trees to learn.
"""

import re

KINDS = ("article", "forum", "product", "collection", "listing", "documentation", "service")

# Parts of an address, lower case, as far as those who name pages agree on any.
HOSTS = {
    "documentation": r"\b(?:docs?|developers?|support|help|api|wiki|learn|manual|kb)\.",
    "forum": r"\b(?:forums?|community|discuss|answers|bbs|board|talk|ask)\.",
    "shop": r"\b(?:shop|store|boutique)\.|shop\.|store\.",
    "article": r"\b(?:blog|news)\.|news\.|times\.|blog\.",
}
PATHS = {
    "article": r"/(?:blogs?|news|story|stories|articles?|posts?|press|magazine|opinion)/|/(?:19|20)\d\d/\d\d?/",
    "forum": r"forum|/threads?/|/topics?/|viewtopic|showthread|/t/|communit|/discussions?/|/questions?/|\bbbs|/board",
    "product": r"product|/(?:items?|p|dp|ip|prod|proddetail|itemdetails?)[/_.-]|-p-\d|/p\d",
    "collection": r"/(?:collections?|c|catalog(?:ue)?|shop|departments?|b)/|categor|cat=|cpath",
    "listing": r"/(?:tags?|archives?|search|director(?:y|ies)|lists?|listings?|browse|jobs|events|authors?)(?:/|$)"
    r"|[?&](?:q|s|query|page)=|/page/\d",
    "documentation": r"/docs?/|documentation|/api/|reference|manual|/guides?/|/help/|wiki|/kb/|tutorial|faq|/man\d",
    "service": r"/(?:services?|solutions?|pricing|platform|features?|about|about-us|contact|contact-us|industries|plans"
    r"|careers)(?:/|$|\.)",
}
# Types of schema.org, by the name that ends their address.
TYPES = {
    "article": r"(?:News|Blog|Opinion)?(?:Article|Posting)\b|\bReport\b",
    "product": r"\bProduct\b",
    "offer": r"Offer\b",
    "list": r"ItemList|CollectionPage|SearchResultsPage|OfferCatalog|\bBlog\b",
    "discussion": r"DiscussionForumPosting|QAPage|\bQuestion|\bAnswer|\bComment\b",
    "manual": r"TechArticle|APIReference|HowTo|FAQPage",
    "business": r"\bService\b|LocalBusiness|ProfessionalService|SoftwareApplication|Organization|Corporation|WebSite",
    "event": r"Event\b|JobPosting|Recipe",
}
# What lines, buttons and placeholders say, lower case. Counted as they stand, so short words have their blanks.
PHRASES = {
    "buy": "add to cart|add to bag|add to basket|buy now|in den warenkorb|ajouter au panier|añadir al carrito|"
    "aggiungi al carrello|в корзину|加入购物车|立即购买|カートに入れる|do koszyka|do košíka|quick view|quick buy",
    "basket": "cart|basket|checkout|warenkorb|panier|carrito|корзин|购物车",
    "stock": "in stock|out of stock|sku|availability|item #|model no|quantity|qty|sold out|auf lager|en stock|库存",
    "delivery": "shipping|delivery|returns|warranty|versand|livraison|доставк|包邮",
    "review": "review|rating|stars|bewertung|отзыв|评价",
    "wish": "wishlist|wish list|compare|add to favorites|merkzettel",
    "choice": "select size|size guide|choose an option|colour|color:|size:|variant",
    "sort": "sort by|filter|price: low|low to high|items per page|per page|show all|sortieren|trier|сортир|排序|筛选",
    "count": " results| items| products|showing | of | artikel",
    "page": "next page|previous page|older posts|newer posts|load more|show more|next »|下一页|nächste|suivant|page 1",
    "more": "read more|learn more|view all|see all|view details|more info|continue reading|weiterlesen|lire la suite|"
    "更多|подробнее|阅读全文",
    "contact": "contact us|get in touch|call us|email us|get started|request a|free quote|book a|schedule|consultation|"
    "demo|free trial|sign up|start now|联系我们|kontakt|contactez",
    "business": "our services|our team|our clients|testimonial|why choose|how it works|pricing|plans|solutions|"
    "industries|case stud|trusted by|we offer|we provide|our mission|about us|areas we serve|服务|解决方案",
    "manual": "parameters|returns|syntax|usage|deprecated|on this page|edit this page|edit on github|table of contents|"
    "installation|quickstart|getting started|configuration|see also|note:|warning:|example|command|default|version|"
    "api|argument|function|method|class ",
    "neighbour": "previous|next|up|index|contents",
    "post": "posted by|posts:|joined|reply|replies|quote|thread|topic|member|moderator|permalink|re:|registered|回复|"
    "发表于|楼|antwort|réponse|ответ",
    "vote": "votes|upvote|answered|asked|accepted answer|likes|points|solution",
    "byline": "min read|by |published|updated|written by|author|posted on|share this|tags:|文章|作者|来源",
    "comment": "comment|leave a reply|评论|kommentar|commentaire|комментар",
    "i": " i | my | me | i'm | i've ",
    "we": " we | our | us ",
    "you": " you | your ",
}
# Pieces of class and id names, whoever wrote the markup.
NAMES = {
    "product": "product|price|cart|sku|variant|basket|buy",
    "card": "card|grid|tile|item|col-|listing|result|teaser",
    "facet": "filter|facet|sort|refine|pagination|pager",
    "post": "post|comment|reply|thread|topic|message|avatar|signature|user",
    "article": "article|entry|byline|story|author|excerpt|related",
    "manual": "toc|docs|doc-|method|param|highlight|code|section|sidebar|memitem|summary",
    "service": "hero|cta|feature|testimonial|pricing|banner|slider|client|team|form",
}
TITLES = {
    "documentation": r"doc(?:s|umentation)\b|\bapi\b|manual|reference|guide|tutorial|how to|faq|class |module",
    "forum": r"forum|board|community|thread|topic|question",
    "shop": r"shop|store|buy|online|sale|\$|cheap|kaufen|купить|купи",
    "listing": r"archives?|list|directory|category|results|search|\bbest\b|page \d|all |latest|news",
    "service": r"services?|solutions?|software|company|agency|\binc\b|\bllc\b|about|contact",
}
PRICE = re.compile(
    r"[$€£¥￥₹]\s?\d|\d[.,]\d\d\s?(?:€|eur\b|usd\b|zł|kr\b|руб|₽|元|円|kč|chf)|\d\s?(?:€|zł|руб|₽|元|円|kč|грн)"
)
DAY = re.compile(r"(?:19|20)\d\d\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d|\bago\b|年")
