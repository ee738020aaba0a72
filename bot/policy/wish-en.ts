import { anyOf, type PhraseRules } from './phrase-rules.ts';

const ADJECTIVE =
  '(?:(?:a|an|the|any|some|your|another|one of your|one of the|actual|real|live|living|breathing|genuine|proper|customer|service|support|care|sales|senior|qualified|trained|available|different|online|human|chat|help|competent|english speaking|japanese speaking|flesh and blood|right|relevant|correct|appropriate|responsible|lighting|lamp|product|billing|order|orders|returns|shipping|non[- ]bot|technical) )*';
const NOUN =
  '(?:human being|human|person|people|someone|somebody|some one|anyone|anybody|any one|agent|rep|representative|operator|advis[eo]r|staff members?|staff|members? of (?:the |your )?(?:staff|team)|(?:people|person) (?:on|in|from) your team|team member|employee|worker|manager|supervisor|boss|superior|higher[- ]up|colleague|customer (?:service|support|care|relations|success)|support team|support|customer care executive|executive|your team|the team|your people|people of yours|dude|guy|lady|chap|bloke|specialist|expert|consultant|clerk|assistant|associate|csr|attendant|human operator|real one|one of you|owner|sales team|service desk|help ?desk|department|management|head office|call cent(?:er|re)|(?:the|your) (?:store|shop|company|office))s?';
/** What turns a person into something else: "staff discount", "customer service page". */
const NOT_THING =
  "(?! ?'s|s'|-\\w)(?! (?:discount|price|name|id|number|email|page|site|website|hours|manual|fee|card|address|review|portal|code|else|picks?|blog|size|image|line open|rating|policy|training|room|uniform|chair|entrance|kitchen|lounge|open|closed?|down|for bulk|of change|available (?:on|for) (?:weekends|sundays))\\b)";
const PERSON = `${ADJECTIVE}${NOUN}\\b${NOT_THING}`;
const BOT =
  '(?:(?:chat ?)?bots?|robots?|machines?|a\\.?i\\.?|automated \\w+|automation|auto(?:matic)? \\w+|software|program(?:me)?|chat ?thing|robo\\w*|virtual (?:assistant|agent)|llm|gpt|chatgpt|computers?|auto[- ]?repl(?:y|ies)|algorithms?|script)\\b';
const FILLER =
  '(?:hi|hello|hey|please|just|now|asap|right now|immediately|thanks|thank you|ok|okay|yes|no|only|instead|here|today|quick(?:ly)?|sorry|um+|so|and|for me|on the line|i said|again|required|needed|wanted|requested|request)';
const TALK =
  '(?:talk|talking|speak|speaking|chat|chatting|converse|communicate|communicating|interact|interacting|deal|dealing|a (?:quick )?(?:word|chat|conversation|call)|conversation|in (?:touch|contact)|connected|connection|connect|transferred|put through|through|corresponding|correspond|liaise|consult|discuss (?:it|this|that|my \\w+|the \\w+|things)|explain(?:ing)? (?:it|this|that|everything|things|myself|my \\w+|the \\w+)|(?:take|taken|bring) (?:it|this|that) up)';
const ASK =
  '(?:can|could|would|will|want|like|need|prefer|have|let|ask|please|wish|rather|may|might|hope|hoping|love|expect|get|appreciate)';

/** "I was talking to a friend", "person's name", "someone else": persons in another role. */
const MASKS = [
  /\b(?:person|people|man|woman) of (?:taste|few|style|letters|my|his|her)\b/gu,
  /\b(?:is|are|was) the (?:phone|telephone) (?:line|number|service)\b/gu,
  /\b(?:real estate|travel|letting|shipping|customs|forwarding|insurance) agents?\b/gu,
  /\b(?:was|were|been|i've|have|had|already|when|while|after|just) (?:been )?(?:talking|speaking|chatting) (?:to|with) [^.,!?]*/gu,
  /\b(?:spoke|spoken|talked|chatted|dealt) (?:to|with) [^.,!?]*/gu,
  /\b(?:someone|somebody|anyone|anybody|no one|nobody|everyone|person|people) else(?:'s)?\b(?! (?:i can|i could|who can|who could|to (?:talk|speak|ask|help)|that can|there))/gu,
  /\b(?:some ?one|somebody|any ?one|person|people|agent|manager|boss|friend)'s\b/gu,
  /\b(?:delivery|contact|tall|single|one|two|three|four|five|six|\d+|per|old(?:er)?|elderly|blind|disabled|young|right|wrong|same|other|another) (?:person|people|man|woman|guy)\b(?! (?:in|on|at) your)/gu,
  /\b(?:i|we) (?:really |just )?(?:don't|do not|dont|didn't|did not) (?:need|want|wish|have|care|like)(?: to)? (?:(?:speak|talk|chat|deal) (?:to|with) )?(?:an? |any |your |the |real |live |actual )*(?:anyone|anybody|person|human|someone|somebody|agent|people|staff|manager|call|phone call|callback|call back)\b/gu,
  /\b(?:no longer|never|hardly|not|don't|doesn't|didn't|without) (?:need|want|require|needing|wanting)\w* (?:an? |any |to )?(?:human|person|agent|operator|representative|someone|call|callback)\b/gu,
  /\b(?:no need|not necessary|unnecessary|no reason|don't bother|needn't|need not)\b[^.,!?]*/gu,
  /\b(?:don't|do not|please don't|never) (?:call|phone|ring|transfer|escalate|connect)\b[^.,!?]*/gu,
  /\b(?:without|before) (?:talking|speaking|having to|contacting|calling)\b[^.,!?]*/gu,
  /\b(?:my|our|his|her|their|the office|the previous|the last|the old|friend's) (?:\w+ )?(?:boss|manager|supervisor|colleague|agent|team|staff|employee|assistant|consultant|advisor|adviser|representative|person|people|owner|expert|electrician)s?\b/gu,
  /\b(?:manager|supervisor|boss) of (?:our|my|the office)\b/gu,
  /\b(?:are you|is this|is that|is it|r you|am i (?:talking|speaking|chatting) (?:to|with)|was that|were you|you are|you're) (?:a |an |the |really |actually |real |live |human |robot |bot |chatbot |person |or |machine |ai |just |someone |being )*(?:human(?: being)?|person|bot|robot|machine|ai|chatbot)s?\b/gu,
  /\bi(?:'m| am) (?:not )?a (?:robot|bot|machine|human|person|real person)\b/gu,
  /\b(?:when|what|which|how many|how much|where) (?:is|are|do|does|time is|time does|of) (?:the |your )?(?:customer (?:service|support|care)|support|staff|agents?)\b(?! ?\?)/gu,
  /\b(?:thank|thanks|kudos|compliments?|praise|tell|love|great|lovely|friendly|kind|helpful|nice|brilliant|excellent|amazing)(?: you)?(?: to| for)? (?:all )?(?:of )?(?:your|the) (?:customer |support |service |whole |lovely |kind |delivery )*(?:team|staff|agents?|people|person|support|service)\b/gu,
  /\b(?:gift|present|lamp|light|one|something|it) for (?:a|an|the|some|any|two|my) (?:person|people|someone|somebody|colleague|manager|boss)\b/gu,
  /\b(?:from|by|to) (?:a|an|the|some) (?:person|someone|somebody) (?:who|that|i)\b/gu,
  /\b(?:support|supports|supported|service) (?:for |the )?(?:apple|google|homekit|alexa|zigbee|matter|wifi|bulbs?|lamps?|dimm\w+|\d+)\b/gu,
  /\b(?:pay|bank|wire|money|file|data) (?:by |via |with )?(?:bank )?transfers?\b/gu,
  /\bput (?:it |the order |my order )?through (?:the )?(?:order|payment)?\b(?! to)/gu,
  /\b(?:he|she|they|driver|courier|carrier|company|mailman|man|woman|guy|lady) (?:said |told |that |he |she |they )*(?:would|will|could|can|might|didn't|did not|never|has|had|was|tried|to)\b[^.,!?]*(?:call|phone|ring|contact)\w*[^.,!?]*/gu,
  /\bcall(?:s|ed|ing)? (?:it|them|this|that) (?:a|an|the)?\b/gu,
];

const PATTERNS = [
  `\\b${TALK} (?:directly |live |again |properly |in person |personally |on the phone )*(?:to|with|at|2) ${PERSON}`,
  `\\b(?:hold of|reach|contact(?:ing)?|reaching) (?:out to )?${ADJECTIVE}(?:human being|human|person|someone|somebody|anyone|agent|rep|representative|operator|manager|supervisor|staff|customer (?:service|support|care)|support)s?\\b${NOT_THING}`,
  `\\b(?:get|bring|fetch|give|send|find|put|call|assign|lend|show) (?:me |us )?(?:on |over |in )?(?:to )?${ADJECTIVE}(?:human being|human|person|someone|somebody|agent|rep|representative|operator|advis[eo]r|staff members?|members? of staff|manager|supervisor|boss|colleague|employee|specialist|customer (?:service|support|care))s?\\b${NOT_THING}(?! (?:a|the|some) )`,
  `\\b(?:need|want|prefer|request(?:ing)?|demand(?:ing)?|require|see|like|desire|expect|looking for|wish for|ask(?:ing)? for|waiting for|where is|where are|where's) (?:to (?:see|have|get) )?${ADJECTIVE}(?:human being|human|person|someone(?= ?(?:$|[.,!?]|who|from|on|please|now|asap|real|human|in charge|with|to (?:help|talk|speak|call|contact|assist|look|answer|chat|deal|handle|explain|listen|check|review|take)))|agent|rep|representative|operator|advis[eo]r|staff member|member of staff|manager|supervisor|boss|colleague|customer care executive|live chat)s?\\b${NOT_THING}(?! (?:to (?:be|love|reset|operate|hold|lift|carry|assemble|hang|sign|install|receive|deliver|accept)|at home|size|shaped|model))`,
  `\\b(?:connect(?:ing)?|transferr?(?:ing)?|pass(?:ing)?|put(?:ting)?|rout(?:e|ing)|patch|hand|pass|redirect|switch|refer|put|move|forward|send|escalate|direct|turn|bring|take|assign|give|leave|submit|show|raise) (?:me|us|this|it|my \\w+|the \\w+|this \\w+)(?: over| off| through| on| up| across| straight| directly| back)* (?:to|with|onto) ${PERSON}`,
  '\\b(?:put|patch|get) (?:me|us) through\\b',
  '\\b(?:transfer|connect|escalate|redirect) (?:me|us)\\b(?! (?:the|my|this) )',
  '\\bhand (?:me|us|this) (?:over|off)\\b',
  '\\bpass (?:me|us) (?:on|over|to)\\b',
  '\\bescalat(?:e|ed|ing|ion)\\b(?! ?(?:price|cost))',
  '\\b(?:call ?-?backs?|ring ?back|return my call)\\b(?! url)',
  `\\b${ASK} (?:you |u |someone |somebody |anyone |anybody |one of you |a person |a human |an agent |${PERSON} |to )*(?:please |to |just |kindly |possibly )*(?:call|phone|ring|telephone|facetime) (?:me|us)\\b(?! (?:mr|mrs|ms|by|sir)\\b)`,
  '^(?:hi |hello |hey )?(?:just |please |kindly |so |then |ok )*(?:call|phone|ring|telephone) (?:me|us)(?: back| up)?(?: (?:please|now|asap|today|tomorrow|instead|immediately|right now|at \\S+|on \\S+|when .*|about .*|if .*|so .*))?[ .!?]*$',
  '[,.!?] ?(?:please )?(?:call|phone|ring) me(?: back)?(?: please| now| asap)?[ .!?]*$',
  '\\b(?:call|phone|ring) me (?:back|asap|please|instead|at \\+?\\d|on \\+?\\d)\\b',
  '\\b(?:give|drop) (?:me|us) a (?:quick |phone )?(?:call|ring|bell|buzz|tinkle)\\b',
  '\\bgive you (?:guys )?a (?:call|ring|bell)\\b',
  '\\b(?:talk|speak|discuss|chat|help|explain|sort|resolve|handle|assist\\w*|conversation|support|do this|contact\\w*|prefer|rather|deal)\\b[^.!?]{0,40}\\b(?:on|over|by|via|through) (?:the |a )?(?:phone|telephone|call|voice)\\b(?! (?:number|app))',
  '\\b(?:can|could|may|how (?:can|do)|is it possible to|want to|like to|prefer to|rather|let me|able to) (?:i |we )?(?:just )?(?:call|phone|ring|telephone) (?:you|someone|somebody|anyone|in|your (?:team|office|shop|store|staff|support|customer service)|customer (?:service|support)|support|a person|a human)\\b(?<!(?:phone|call) in)',
  '\\b(?:beyond|more than) (?:what )?(?:a|the|this|any) (?:chat ?)?(?:bot|robot|machine|ai)\\b',
  '\\b(?:explain|discuss|talk|speak|sort)\\w* (?:\\w+ ){0,3}in person\\b',
  '\\b(?:whom?|where|what number) (?:do|must|should|can|could) (?:i|we) (?:have to|need to|get to)? ?(?:call|ring|phone|contact|speak|talk)',
  '\\bhave (?:a|one of your) (?:colleagues?|staff|team|people|someone) (?:ring|call|phone|contact|write|message|email)',
  '\\b(?:number|line|hotline|helpline) (?:i|we|to|that i|where i|for me to|on which i) (?:can |could |may |to )?(?:call|ring|dial|phone|reach|talk|speak)\\b',
  '\\b(?:phone|telephone|voice) (?:support|call|conversation|assistance|agent|line)\\b(?! (?:hours|open|was|from))',
  '\\b(?:speak|talk) (?:on|over|by) (?:the )?phone\\b',
  `\\b(?:stop|end|quit|kill|disable|turn off|switch off|turn this|skip|bypass|remove|exit|leave|get rid of|deactivate|mute|ditch|drop|enough (?:with|of)|done with|done talking to|sick of|tired of|fed up with|hate|no more|out of|away from|past|off|off of|around|discuss this with|explain this to|explain myself to|instead of|rather than|other than|more than|don't want|do not want|don't like|not want|not interested in|refuse|won't|will not|can't stand|cannot stand|not (?:talking|speaking|chatting|dealing)|never|can't deal|nor) (?:with |to |this |the |a |an |your |that |these |stupid |dumb |damn |useless |annoying |silly |using |talk |speak |chat |talking |speaking |chatting |deal |dealing |help from |be |some |of |another |any |more |automated |being |answered by |fobbed off by )*${BOT}`,
  '\\b(?:no|without|any more|anymore) (?:more )?(?:bots?|robots?|chat ?bots?|ai|machines?|automated \\w+)\\b(?! (?:vacuum|timer|wash))',
  `\\bnot (?:a|an|the|this|some|another|you|with a|to a|from a|by a) ${BOT}`,
  `\\b${BOT} (?:can't|cannot|can not|won't|doesn't|isn't|is not|does not|are not|aren't|don't|will not|wont|never|keeps?) (?:really |actually |even )?(?:help|helping|helpful|understand|work|working|solve|useful|get|getting|answer|answering|cut|enough|repeating|going|good enough)`,
  `\\b(?:don't think|doubt|not sure|unlikely|no way|don't believe|can't imagine|doubtful) (?:\\w+ ){0,4}(?:chat )?${BOT} (?:can|could|will|would|is able|knows|understands)`,
  '\\b(?:someone|somebody|anyone|anybody) else (?:i can|i could|who can|who could|to (?:talk|speak|ask|help)|that can)\\b',
  '\\b(?:too (?:complicated|complex|difficult|specific|hard)|beyond|not (?:something|one)) (?:for|of)? ?(?:a|the|this|any) (?:chat ?)?(?:bot|robot|machine|ai)\\b',
  `^(?:${FILLER}[ ,.!?]*)*(?:${ADJECTIVE}(?:human being|human|person|people|agent|rep|representative|operator|advis[eo]r|staff|employee|manager|supervisor|customer (?:service|support|care)|someone real|someone human|support agent|service|support|colleague|someone|somebody|anyone|anybody|live chat|call center|call centre|helpline|help ?desk)s?[ ,.!?]*)+(?:(?:${FILLER}|there|available|around|here|or what|with a real person|with a human|with a person)[ ,.!?]*)*$`,
  `\\b(?:is|are|r) (?:there |any |a )*${ADJECTIVE}${NOUN}\\b${NOT_THING} (?:there\\b|here\\b|around\\b|available|online|working|i (?:can|could|might)|we (?:can|could)|who (?:can|could|knows)|that (?:can|could)|to (?:talk|help|speak|chat|assist|answer)|on duty|in charge|awake|alive|behind|listening|reading|manning|free\\b)`,
  '\\b(?:anyone|anybody|someone|somebody|any humans?|any people|any staff|any agents?) (?:real |human |alive )?(?:there|here|home|around|at home|in charge|online|available)\\b',
  '\\bany (?:real |actual |live )?humans?\\b',
  `\\b(?:do|does|have) (?:you|u|your \\w+) (?:guys |even )?(?:have|got|employ)? ?(?:any |a |some )*(?:real|actual|live|human) (?:people|persons?|humans?|agents?|staff|employees|support)\\b`,
  `\\b(?:can|could|would|will|want|like|need|prefer|have|let|ask|please|wish|may|expect|appreciate|if|is|get|request|arrange|tell|make|organi[sz]e|schedule|nice|good|great|better) (?:please |for |to have |for |it if |that |possible for |to get |to be helped by |kindly )*${PERSON} (?:please |from your \\w+|from the \\w+|on your \\w+|there |at \\w+ |to |just |actually |could |can |would |in your \\w+|personally |directly |kindly )*(?: )?(?:be able to |be available to |be so kind as to |be willing to |be free to |be kind enough to )?(?:help|assist|look|review|check|handle|contact|call|phone|email|e-mail|reply|respond|answer|get in touch|get in contact|get back|take (?:over|a look|care|this)|deal|reach out|talk|speak|chat|message|advise|guide|walk|step in|intervene|attend|text|read this|write)`,
  '\\b(?:human|manual|personal|in-person|real-person|person-to-person|live) (?:assistance|help|support|agents?|contact|interaction|review|attention|intervention|representatives?|operators?|response|reply|voice|service|chat|conversation|touch|customer service|customer support)\\b(?! (?:history|log|transcript|hours))',
  '\\b(?:real|live|actual|living|breathing|genuine|proper) (?:human|person|people|agent|rep|representative|operator|advis[eo]r|someone|human being|staff|employee|customer service|colleague)s?\\b(?! (?:size|wear|face))',
  '\\b(?:human|agent|representative|operator|rep|real person|live person|supervisor) (?:please|now|asap|immediately|instead|only|right now)\\b',
  '\\ba (?:human|person|real person)(?: i mean)?[.!?]*$(?<!(?:for|from|of|by|as|like|am|to be|is) a (?:human|person|real person)[.!?]*)',
  `\\b(?:like|want|need|appreciate|get|have|expect|please|may|request|await|prefer|could i|can i|wish|hope|rather|love|demand|deserve|require)\\b[^.!?]{0,20}\\b(?:assistance|help|support|attention|advice|aid|answer|reply|response|service|message|call|e-?mail|contact|opinion|hear|hearing|word|input|guidance|visit) (?:back )?(?:of|from|by) ${PERSON}`,
  `${PERSON} (?:from your \\w+ |in your \\w+ |there |at \\w+ )?(?:needs?|has|have|ought|must|should|had better) (?:to )?(?:call|contact|help|ring|phone|look|get back|get in touch|answer|reply|email|speak|talk|check|see|handle|take)`,
  '(?:^|[.!?;,] ?)(?:real )?(?:human|agent|operator|representative|real person|live person|person)(?: please| now)?[.!? ]*$(?<!(?:a|an|the|my|is it|you|another|per|your) (?:human|agent|operator|representative|real person|person)[.!? ]*)',
  '^(?:\\w+ ){0,2}(?:agent|operator|representative|human|supervisor)(?: please| now)?[.!? ]*$(?<!(?:are|is|you|not|no|by|made|safe)\\b.*)',
  '\\b(?:request|schedule|book|arrange|want|need|like|prefer|require|get|have) (?:an? |the )?(?:phone|telephone|voice|video) ?(?:call|conversation|support|consultation|chat)?\\b(?! (?:stand|case|number|charger|holder|lamp|app))',
  `${PERSON} (?:\\w+ ){0,2}(?:able|available|free|willing|ready) to (?:talk|speak|help|chat|assist|call|ring|phone|answer|listen|email|reply|advise)`,
  `\\b(?:number|line|hotline|extension) (?:of|for|to) (?:your|the) (?:call cent|support|customer|shop|store|team|office|staff|help|manager|service)`,
  '\\bwhom? (?:can|do|should|could|may|must|would|will) i (?:speak|talk|turn|call|contact|reach|chat|write|complain)\\b(?! (?:for|about) (?:the carrier|delivery firm))',
  `\\b(?:is|are) there (?:an? |any |some )${ADJECTIVE}(?:human|person|agent|rep|representative|operator|supervisor|manager|staff|employee|advis[eo]r)s?[ .!?]*$`,
  `${PERSON} from \\w+ (?:\\w+ )?(?:reach out|contact|call|help|assist|get in touch|get back|speak|talk|answer|reply|write)`,
  "\\bneeds? (?:a |an )?(?:actual |real |living )?(?:human|someone|somebody|person)\\b(?! (?:to be|at home|else|'s))",
  '\\b(?:be|get|being|getting) (?:called|phoned|rung|telephoned|contacted)(?: back)?\\b(?! (?:by the (?:carrier|courier|driver)))',
  '\\bin (?:contact|touch) with (?:one of )?(?:your|the|a|an)\\b',
  "\\b(?:who is|who's|whoever is|whoever's|someone|somebody|person|those) in charge\\b",
  '\\b(?:speak|talk|complain) (?:to|with) (?:the|your|a) (?:manager|supervisor|boss|management|owner|head office)\\b',
  '\\bneeds? (?:a )?(?:human|person|human attention|human eyes|real human)\\b',
  '\\b(?:assisted|helped|served|contacted|handled|answered|reviewed|looked at|dealt with|called|phoned|supported|attended to|advised|emailed) (?:directly |personally )?by (?:a |an |one of your |someone|somebody|your |actual |real |human )+(?:human|person|agent|staff|colleague|member|team|representative|someone|somebody|people)?',
  '\\b(?:colleagues?|staff members?|members? of staff|representatives?|someone|somebody|anyone|a person) (?:of yours |from your \\w+ |on your \\w+ |at your \\w+ )?(?:could|can|would|to|should|might|will) (?:please |perhaps |kindly |directly |personally )*(?:assist|help|contact|call|phone|speak|talk|get in touch|get back|take over|reach out|advise|look|check|review|take a look|ring|message|write|sort)',
  '^(?:please )?(?:some ?one|somebody|any ?one|anybody) (?:please |just |can |could )*(?:help|talk|speak|answer|respond|reply|call)',
  '\\btalk to (?:me )?(?:human|person) to (?:human|person)\\b',
  '\\b(?:human|person) to (?:human|person)\\b',
  '\\bnot (?:you|a bot|this bot)[,.]? (?:but )?(?:a |an )?(?:real |actual )?(?:human|person|agent)',
  "\\bsomeone (?:else )?who (?:can|knows|understands|is able|has|actually|speaks|really|will|could|works|isn't|is not|is real|is human)\\b(?<!(?:gift|present|lamp|light|for) (?:for )?someone who \\w+)",
  '\\bmessage (?:a|your) (?:human|person|team|staff|manager)\\b',
  '\\btake (?:this|it) to (?:your |the |a )?(?:manager|supervisor|boss|team|human)',
];

/** A customer's wish to have a person instead of the bot, in English. */
export const WISH_EN: PhraseRules = { masks: MASKS, patterns: PATTERNS.map((source) => anyOf([source])) };
