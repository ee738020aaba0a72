import { anyOf, type PhraseRules } from './phrase-rules.ts';

const YOU =
  "(?:you(?:'re| are| guys| people| lot| all|r company|r service|r shop|r store|r team|r bot| idiots)?|this|that|it|it's|its|what an?|such an?|your \\w+|the \\w+|everything|totally|absolutely|completely|utterly|really|so|just|pretty|simply|beyond|how|truly|is|was|are)";
const SERVICE =
  '(?:service|support|company|shop|store|business|experience|customer service|customer care|bot|website|site|team|staff|people|treatment|response|communication|attitude|outfit|management|seller|brand|place|excuse|answer|help)';
const BAD =
  '(?:ridiculous|unacceptable|inexcusable|unbelievable|outrageous|disgraceful|disgusting|appalling|pathetic|atrocious|abysmal|dreadful|shocking|shambolic|scandalous|unprofessional|insulting|infuriating|laughable|deplorable|despicable|terrible|horrible|horrendous|awful|useless|worthless|hopeless|incompetent|shameful|insane|absurd|nonsense|rubbish|garbage|trash|crap|bs|bullshit|a joke|a disgrace|a farce|a shambles|a scam|a fraud|a nightmare|a mess|a circus|a ripoff|a rip[- ]off|theft|robbery|not good enough|not acceptable|intolerable|unreasonable|rude|very rude|so rude|maddening|the last straw|beyond belief|stupid|idiotic|moronic|dumb)';
const INTENSE =
  '(?:absolutely|totally|completely|utterly|really|so|just|simply|beyond|truly|very|fucking|freaking|frickin|bloody|damn|honestly|extremely|quite frankly|frankly|deeply|getting|becoming|an? |the most |fully|incredibly|thoroughly|most|more than|rather|seriously|literally|super|hella|pretty|fricking|effing|right now|now|starting to get|beyond|all)';
const LATE =
  '(?:\\b(?:\\d+|one|a|two|three|four|five|six|ten|several|few|many|whole) (?:whole )?(?:weeks?|months?|days|hours) (?:late|of (?:waiting|silence|nothing)|and (?:no|still|nothing|counting|not)|without|waiting|wait|to (?:reply|answer|get|tell|deliver|ship|respond)|for (?:nothing|one|this|a))|(?:weeks|months|days|hours) (?:late|of (?:waiting|silence|nothing)|and (?:no|still|nothing))|another (?:automated|canned|generic|copy|empty|useless|template)|not (?:one|a single|even one|even a) \\w+|zero (?:repl|answer|response)\\w*|no (?:reply|answer|response|word|lamp|parcel|refund|one)|ignor\\w*|in pieces|in a thousand|broke\\w*|break\\w*|smash\\w*|crack\\w*|shatter\\w*|damag\\w*|destroy\\w*|wrong (?:item|lamp|order|one|address|thing)|never (?:came|arriv|answer|show|repl|deliver)\\w*|lost|los(?:e|ing)|missing|ruin\\w*|cancel\\w* without|without (?:telling|asking|notice)|delay\\w*|late\\b|still (?:no|not|nothing|waiting)|nothing|wast\\w*|mess\\w*|empty box|charg\\w* (?:me )?twice|another (?:week|delay|excuse|broken|apology|bot|copy)|useless|forgot\\w*|fail\\w*|disappear\\w*|not (?:answering|replying|delivering|helping)|hung up|on hold|being (?:ignored|lied)|same (?:answer|link|thing|article)|screw\\w*|fifth|third|fourth)';

/** "I'm not angry", "damn good", "report a bug", "crap, I entered": strong words that are not anger at the shop. */
const MASKS = [
  /\b(?:(?<!this )is|against|from|for|of) theft\b/gu,
  /\b(?:i|we) (?:had|have|own) (?:was|is|were|are) (?:\w+ )?\w+/gu,
  /\bis the \w+ a waste\b/gu,
  /\ba (?:little|bit|tad) (?:frustrated|annoyed|disappointed|upset|unhappy|irritated)\b/gu,
  /\b(?:legit|legitimate|real|genuine|safe|trustworthy|official)\w* or (?:is it )?(?:a |an )?(?:scam|fake|fraud|phishing)\b/gu,
  /\b(?:shut up and )?take my money\b/gu,
  /\b(?:is|was) (?:it|this|that) (?:\w+ )?(?:fraud|a scam)\b/gu,
  /(?:furious|angry|mad|annoyed|upset|disgusted|pissed|frustrated|disappointed) (?:with|at|in|about) (?:myself|me|the weather|my \w+)/gu,
  /\b(?:is|was|would|will|sounds?|seems?) it (?:be |too |so |a bit )?(?:rude|stupid|ridiculous|silly|dumb|bad|insane|crazy|unreasonable|unacceptable|terrible) (?:to|if|for)\b/gu,
  /[^.!?]*\b(?:by|from|at|with) (?:another|a different|the other|some other|a previous) (?:\w+ )?(?:shop|store|seller|company|site|website)[^.!?]*/gu,
  /\bwaste of (?:cardboard|paper|packaging|plastic|space in|electricity|energy|power|boxes)\b/gu,
  /\b(?:not|isn't|wasn't|aren't|never|no longer|don't be|nothing|hardly|not even|not at all|not really|n't) (?:at all |really |that |so |too |even |very |being |been |feeling |get |want to sound )?(?:angry|mad|upset|furious|annoyed|terrible|horrible|awful|ridiculous|the worst|a complaint|complaining|bad|useless|rude|acceptable to me at first)\b/gu,
  /\b(?:insanely|ridiculously|terribly|awfully|disgustingly|stupidly|unbelievably|outrageously|damn|damned|bloody|freaking|fucking|crazy|wicked|hell of a|mad) (?:good|great|nice|beautiful|pretty|cute|cool|lovely|gorgeous|fast|bright|cheap|happy|well|amazing|awesome|useful|helpful|impressed|perfect|love|excited|grateful|long cord|big|small|comfy)\b/gu,
  /\b(?:bloody hell|damn|wow|omg|holy \w+|hell),? (?:that(?:'s| is)|it(?:'s| is)|this is|you guys are) (?:so |really |very )?(?:good|great|nice|beautiful|pretty|cute|cool|lovely|gorgeous|fast|amazing|awesome)\b/gu,
  /\bhell yeah?s?\b|\bhot as hell\b/gu,
  /\b(?:crap|shit|damn|damn it|dammit|oh no|oh shoot|shoot|ugh|oops|argh|silly me|stupid me),? (?:i|i've|i'm|my bad|wrong|sorry)\b/gu,
  /\b(?:my|his|her|our|the previous|their|another|a different|the last|some other|previous|other|competitor'?s?) (?:boss|cat|dog|kid|kids|wife|husband|mother|mum|mom|father|dad|friend|partner|son|daughter|landlord|tenant|roommate|neighbou?r|shop|store|seller|company|sister|brother|boyfriend|girlfriend|customers?|clients?|place|website|site|experience)s? (?:is|are|was|were|will be|gets?|would be|got|went|has been) (?:so |very |really |a bit |getting |going to be |pretty |just )*(?:angry|mad|upset|furious|crazy|annoyed|terrible|horrible|awful|useless|pissed|livid|ridiculous|disgusting|rude|the worst|a nightmare|rubbish)\b/gu,
  /\b(?:stupid|silly|dumb) (?:question|of me|me|mistake|idea maybe|ask)\b/gu,
  /\bi(?:'d| would)? hate (?:to|for|it when i|when i|that i|bright|cold|white|led|my|the (?:cold|glare|dark|bright|old))\b/gu,
  /\bhate to\b/gu,
  /\bridiculous(?:ly)? (?:price|low|cheap|deal|bargain|discount|good|amount of (?:love|fun))\b/gu,
  /\b(?:angry|mad) (?:birds?|hatter|men|max)\b/gu,
  /\bsick (?:lamp|light|design|bro|one|dude|as a gift)\b/gu,
  /\bkiller (?:design|lamp|look|price|deal)\b/gu,
  /\b(?:is (?:this|that|it|the|your)|was (?:this|that|it)|if|whether|looks like|think it's|might be|could be)(?: this| that| it| the| your)? ?(?:e-?mail|sms|text|message|link|site|website|offer|call|page|order confirmation)? ?(?:is |was |may be |might be )?a scam\b/gu,
  /\bscam(?:mer)?s? (?:e-?mail|sms|text|message|site|call|protection|alert|warning)s?\b/gu,
  /\breport (?:a|an|the|this) (?:bug|typo|problem|issue|fake|phishing|suspicious|broken link|scam|error|mistake|lost)\b/gu,
  /\b(?:waste|trash|garbage|rubbish) (?:bin|basket|can|paper|bag|collection|disposal|sorting)\b/gu,
  /\blawyer'?s?'? (?:office|firm|desk|lamp)\b|\b(?:court ?(?:house|yard|room)|tennis court|sue ?(?:is|my)|suede)\b/gu,
  /\b(?:tell|know|got|have|love|need|want|another|heard) (?:me |a |any |good |us |some )*jokes?\b/gu,
  /\b(?:no|not a|just a|as a|practical|inside) jok(?:e|ing)\b(?! of)/gu,
  /\buseless (?:in|at|with|on|for|without|abroad|if|when|above|below)\b/gu,
  /\bshut (?:the|it|them|this) (?:\w+ )?(?:off|down|up)?\b/gu,
  /\b(?:was|were) (?:really |very |so |a bit |quite |initially )*(?:upset|angry|annoyed|mad|furious|disappointed|frustrated|worried)\b[^.!?]*\b(?:but|now|then|until)\b/gu,
  /\bdisappointed (?:it's|it is|that it's|that it is|to (?:see|hear|miss)|i missed|about the (?:weather|colou?r))\b/gu,
  /\b(?:dark|black|horror|terrible|awful) (?:mode|movie|weather|storm|twos|eyesight|memory|at (?:maths|diy|english|spelling|installing|this))\b/gu,
  /\b(?:insane|crazy|mad|stupid|ridiculous) (?:about|for) (?:lamps?|lights?|the|your|this|these)\b/gu,
  /\b(?:old|previous|last|other|former|first|cheap|original) (?:\w+ )?(?:was|were|is|are|had) (?:\w+ )?\w+/gu,
  /\b(?:horrible|terrible|awful|disgusting|bad|ridiculous|useless|stupid) (?:glare|light in my|lamp i have|old lamp|flicker|taste|smell|colour|color|handwriting)\b/gu,
  /\bare you (?:serious|kidding)[^.!?]*[!?]+ ?(?:great|awesome|amazing|wow|cool|love|nice)/gu,
  /\b(?:you must be|are you|you're|you have to be|you got to be|you've got to be) (?:joking|kidding)[^.!?]*(?:only|cheap|free|so low|great|love|wow|amazing)[^.!?]*/gu,
  /\b(?:worst|worse) case\b|\bat (?:the )?worst\b|\bif worst comes\b/gu,
  /\bhow (?:do|can|would|could|should) i (?:make|file|submit|leave|write|send|lodge) (?:a|an) (?:\w+ )?(?:complaint|review|feedback)\b/gu,
];

const PATTERNS = [
  `\\b${YOU} (?:${INTENSE} ?)*${BAD}\\b(?! (?:question|price|glare|deal|idea))`,
  `\\b(?:worst|rudest|most (?:useless|incompetent|pathetic|ridiculous|horrible|terrible|awful)) (?:\\w+ ){0,2}(?:${SERVICE}|ever|i(?:'ve| have)|in the world|lamp shop|purchase|online)`,
  `\\b${BAD.replace('a joke|', '').replace('|stupid', '|stupid|shitty|crappy|lousy|sloppy|sorry|poor|zero|dogshit|third[- ]rate|bloody|damn')},? (?:\\w+ )?${SERVICE}\\b`,
  `^(?:${INTENSE} ?|well,? |oh |and )*(?:${BAD}|poor|atrocious|unreal)(?: from you| of you| behaviou?r| honestly| really| indeed)?[ .!]*$`,
  "\\b(?:i'm|i am|we're|we are|im|makes? me|making me|made me|getting|feel|feeling|am|still|so|really|very|absolutely|extremely|beyond|left me|leaves me|me) (?:\\w+ ){0,2}(?:furious|angry|livid|seething|enraged|outraged|fuming|irate|infuriated|pissed|raging|appalled|disgusted|mad(?! (?:about|for))|irritated|annoyed|aggravated|ticked off|incensed|exasperated|boiling|steaming|at my wits' end|losing it|fed up|sick of|sick and tired|done with (?:you|this|your)|offended|insulted|cross|hopping mad|unimpressed|displeased|dissatisfied|frustrated|upset|not happy(?! with (?:the|my|its) (?:colou?r|size|shade|lamp|fit|light|brightness|look|finish|material|fabric|bulb))|unhappy(?! with (?:the|my|its) (?:colou?r|size|shade|lamp|fit|light|brightness|look))|boiling mad|gutted and angry|speechless|shocked at how|tired of (?:this|your|waiting|being|asking|repeating|excuses|hearing))\\b",
  "\\b(?:fed up|sick of|sick and tired|had enough|had it (?:up to here|with)|enough is enough|patience (?:is|has|is running|has run|wearing)|(?:end|limit) of my (?:patience|tether|rope)|losing (?:my )?(?:patience|temper|it)|lost (?:my|all) (?:patience|faith|trust)|out of patience|no patience|last straw|run out of patience|at my wits'? ?end|driving me (?:crazy|insane|mad|nuts|up the wall)|makes my blood boil|blood (?:is )?boil\\w*|beyond a joke|(?:test|try)ing my patience|can't take this any ?more|cannot tolerate|won't (?:tolerate|stand for|put up with|accept) (?:this|it)|not (?:going to )?(?:put up with|stand for|tolerate)|this has gone on|gone on long enough|taking the (?:piss|mick|mickey)|fobbed off|given the run ?around|the run ?around|wild goose chase)\\b",
  '\\bhow (?:many|much) (?:more |bloody |damn |freaking )?(?:times|longer|often) (?:do|must|should|will|have|did|are|am|is) (?:i|we|you|it)\\b(?! (?:use|dim|get|need|be able|charge|wash|clean|take|last))',
  '\\bhow (?:much |many )?(?:more )?(?:longer|weeks|days) (?:do i have|must i|am i supposed|are you going)',
  '\\bhow long (?:are you going to|do you (?:plan|intend)|am i (?:supposed|expected)|is this going to go|must i|do you expect me)',
  "\\b(?:how dare|shame on|should be ashamed|ashamed of yours|you disgust|screw (?:you|this)|go to hell|to hell with|piss(?:ed)? off|sod off|bugger off|get lost|shut up|shut your|drop dead|kiss my|up yours|eat shit|get stuffed|bite me|suck my|you suck|(?:company|service|shop|store|bot|this|it|that|site) sucks|(?:you|u|guys|people|all)(?: \\w+)? suck\\b|stop (?:lying|ignoring|wasting|messing|copy|sending me (?:the same|these|this|links|canned|automated|useless|nonsense|around|in)|giving me (?:the )?(?:same|run|excuses|links)|repeating|the (?:lies|excuses|nonsense)|playing|fobbing|stalling)|quit (?:lying|ignoring|wasting|stalling)|don't (?:you dare|make me|insult|lie|give me that|patronis|patroniz|tell me to (?:calm|wait|be patient))|answer me|give me a break|cut the crap|get your act together|sort (?:it|yourselves|this) out(?: now|!)?$|do your (?:damn |bloody )?jobs?|are you (?:deaf|blind|stupid|dumb|even (?:reading|listening|human|trying))|what is wrong with you|what's wrong with you|what the (?:hell|heck|fuck|f\\b|f\\*|actual)|wtf|wth|ffs|stfu|omfg|for (?:fuck|god|heaven|christ|pete|crying out)(?:'s)?s? (?:sake|loud)|jesus christ|are you (?:\\w+ )?(?:kidding|joking|serious|having a laugh|taking the)|you(?:'ve| have)? (?:got to be|must be|gotta be|have got to be|have to be) (?:\\w+ )?(?:kidding|joking)|is this (?:some kind of |a |some sort of )+(?:joke|prank)|what kind of (?:\\w+ )?(?:clown|circus|joke|company|shop|service|idiot|business|place|operation)|do you (?:think|take me for|even|not|ever) (?:i'm |i am |me |this is |that's )*(?:stupid|an? (?:idiot|fool|joke|moron)|okay|acceptable|funny|care|read|listen|understand|answer|check|know what you)|you(?:'re| are)? (?:all |just |a bunch of |a |such |bunch of )*(?:idiots?|morons?|liars?|thieves|thief|crooks?|scammers?|criminals?|clowns?|fools?|incompetents?|amateurs?|cheats?|frauds?|con (?:men|artists?)|jokers?|imbeciles?|useless|pathetic|worthless|shameless|deaf|stupid|dumb|hopeless|terrible|horrible|awful|insane|ridiculous|unbelievable|lying|cheating|stealing|ignoring me|wasting|robbing|joking|kidding))\\b",
  '(?:^|\\b)(?:idiots?|morons?|liars?|thieves|crooks|scammers|bastards?|assholes?|arseholes?|dickheads?|imbeciles?|wankers?|jerks|scumbags?|retards?|losers|incompetent fools|bunch of (?:\\w+ )?(?:clowns|crooks|idiots|liars|amateurs|thieves)|bitch(?:es)?|twats?|pricks?|tossers?|shitheads?|dumbass(?:es)?)\\b(?! (?:guide|proof))',
  '\\bf\\*+|\\b(?:fuck\\w*|f\\W?[*#@$]+k?\\w*|motherf\\w+|bullshit|bull ?crap|horse ?shit|sh[*!1]t\\w*|shit(?:ty|show|e)?|dog ?shit|goddamn\\w*|god damn|effing|bollocks|load of (?:crap|rubbish|nonsense|bull|shit|garbage|bs)|piece of (?:crap|shit|junk|garbage|trash|rubbish)|(?:is|this|your|such|utter|total|complete|absolute|what|pure) (?:crap|bs|garbage|rubbish|trash|shit)|wtaf|pos company)\\b',
  '\\b(?:damn|bloody|freaking|frickin|fricking|stinking|blasted) (?:money|refund|lamp|order|parcel|package|bot|service|company|thing|joke|answer|time|week|month|phone|ridiculous|late|shop|useless|hopeless|liars?|delivery|order|hell|rude|scam|reply|robot|machine|item|shambles|disgrace)\\b',
  '\\b(?:useless|stupid|dumb|idiotic|moronic|worthless|damn|bloody|shitty|crappy|rubbish|garbage|brainless|braindead|annoying|terrible|horrible|hopeless|pathetic|lousy|godawful|thick) (?:\\w+ )?(?:bot|chat ?bot|robot|machine|ai|company|shop|store|people|website|staff|support|assistant|system|thing|excuse|lamp|courier|service|answers?)\\b(?! (?:vacuum|question))',
  '\\b(?:bot|robot|machine|chatbot|ai|service|company|support|staff|shop|store|team) (?:is|are|was|were) (?:\\w+ ){0,2}(?:useless|garbage|trash|crap|rubbish|pathetic|a joke|stupid|dumb|terrible|horrible|awful|worthless|the worst|ridiculous|hopeless|incompetent|rude|shit|bullshit|a waste)',
  '\\bhow (?:hard|difficult) (?:can|could|is|would|must) (?:it|this|that) (?:be|possibly be|to|really)\\b(?! (?:install|assemble|clean|change|fit|replace|mount|hang|put|set))',
  '\\b(?:some|a lot of|what|got the|the) (?:nerve|cheek|audacity|gall)\\b',
  "\\bcan(?:'t|not) believe (?:how|you|this is|that you|i(?:'m| am| have| had)? (?:still|being|have to|been))\\b(?!.*(?:good|beautiful|fast|lovely|great|pretty|nice|cheap|quick|well|perfect|soft|bright|love))",
  '\\b(?:more than|very|extremely|incredibly|been so|been) patient (?:with|enough|so far|for|until|but)?\\b(?! (?:room|care|customer))',
  '\\b(?:my|our) (?:\\w+ )?(?:dissatisfaction|disappointment with|disappointment at|displeasure|frustration|anger|outrage|disgust|annoyance|unhappiness|discontent|dismay|indignation|fury|grievance)\\b',
  '\\bshould (?:all )?be (?:\\w+ )?(?:embarrassed|ashamed|fired|shut down|sued|illegal|closed down|in jail|reported|investigated|banned|out of business)\\b',
  '\\b(?:zero|0|no|minus \\w+|negative|-\\d) stars?\\b',
  '\\b(?:in circles|round and round|round the houses|passed? (?:me )?(?:around|from pillar)|pillar to post)\\b(?! (?:lamp|pattern|design|shade))',
  "^(?:that's |that is |i said )?enough(?: already| now| of this.*)?[ .!]*$",
  '\\bignor(?:e|ing|ed) (?:me|my|us|customers?|all|every|again)\\b(?! (?:last|previous|earlier|other|first)\\b)(?! (?:message|email|question|mail))',
  "\\byou(?:'re| are| guys are| people are| lot are)? (?:so |all |just |too |incredibly |unbelievably |really |such |very |painfully )*(?:slow|careless|lazy|dishonest|greedy|unreliable|unhelpful|unfair|inept|clueless|heartless|cruel|shady|crooked|sneaky|cheap(?:skates)?|arrogant|unprofessional|sloppy|disorgani[sz]ed|full of|ridiculously slow|impossible)\\b",
  "\\b(?:is (?:it|that|this) (?:really |so |that |too )*(?:hard|difficult|much to ask|complicated)|what(?:'s| is) so (?:hard|difficult)|is anyone even|are you even|do you even|does anyone even|can you even)\\b(?! to (?:install|assemble|clean|change|fit|replace|mount|hang))",
  "\\b(?:never|not|won't|will not|last time|wouldn't|would not|no longer|refuse to) (?:\\w+ ){0,3}(?:buy(?:ing)?|shop(?:ping)?|order(?:ing)?|us(?:e|ing)|purchas(?:e|ing)|spend(?:ing)?|deal(?:ing)?|recommend(?:ing)?|do(?:ing)? business|come back|coming back|giv(?:e|ing) you|set foot|trust)(?: \\w+){0,4} (?:again|ever|any ?more|from you|here|with you|your (?:shop|company|store)|another (?:yen|penny|cent|dime)|you (?:people|lot|guys)?|to anyone|this (?:shop|store|company|place))\\b(?<!(?:can i|will i|do i|should i) not .*)",
  '\\b(?:lost|losing|just lost) (?:me as )?a (?:loyal |good |long[- ]time )?customer\\b',
  '\\btak(?:e|ing) my (?:business|money|custom) elsewhere\\b',
  '\\b(?:report|reporting) (?:you|your (?:company|shop|business)|this (?:shop|company)|it to|this to|them to) ?(?:guys |lot )?(?:to|now|for)?\\b(?! (?:team|us|for me))',
  "\\b(?:see you in court|sue you|(?:i|i'll|we|we'll|will|gonna|or i) sue|suing|take legal action|taking legal action|legal action|going to court|take you to court|small claims|my lawyers?\\b|my solicitor|my attorney|lawyer up|consumer (?:protection|rights|affairs|centre|center|agency|council|watchdog)|trading standards|better business bureau|bbb|ombudsman|chargeback|dispute (?:it|this|the charge) with my bank|go(?:ing)? (?:public|to the (?:press|media|police|papers|authorities))|call(?:ing)? the police|(?:bad|one[- ]star|1[- ]star|zero[- ]star|negative|scathing|terrible) reviews?\\b(?! or)|post(?:ing)? this (?:on|all over)|all over (?:social media|twitter|the internet|facebook)|name and shame|everyone (?:i know )?(?:will|is going to|to) (?:know|hear|avoid)|tell(?:ing)? everyone|warn(?:ing)? (?:everyone|others|people|all))",
  '\\b(?:formal|official|serious|strong|strongest|strongly|lodge|file|filing|make|making|submit|register|raise|raising|lodging) (?:\\w+ )?(?:a |an |my )?(?:formal |official |serious |strong )?complain(?:t|ing)?s?\\b(?! (?:form|procedure|policy|process|page))',
  "\\b(?:strongly|bitterly|very|extremely|deeply|really|so|utterly|beyond|incredibly|terribly|hugely|profoundly|highly|severely|most|completely|absolutely|totally|seriously|thoroughly) (?:disappointed|dissatisfied|displeased|unhappy|upset|frustrated|annoyed|irritated|disgusted|offended|unsatisf\\w+|unimpressed|let down|unprofessional|discourteous|disrespectful|rude|disappointing|frustrating|annoying|upsetting|poor|unsatisfactory|objectionable|inconsiderate)\\b(?! (?:it's sold|that it's sold|quality paper|light))",
  '\\b(?:disappointed|upset|unhappy|dissatisfied|frustrated|disgusted|appalled|let down|displeased|shocked|dismayed|annoyed) (?:with|by|at|in|about|that) (?:how|the way|your|you|this (?:company|shop|service|treatment)|the (?:service|treatment|way|handling|lack|response|attitude|poor|total|complete|care|support)|yet)\\b',
  '\\b(?:total|complete|utter|sheer|absolute|gross|shocking|staggering|level of|unprofessional|such) (?:incompetence|negligence|disregard|disrespect|disgrace|shambles|joke|failure|contempt|indifference|rudeness|arrogance|lack of|waste|chaos|nonsense|farce|disaster|mess|laziness)\\b',
  '\\b(?:expect|demand|insist on|require|want|await|owe me) (?:\\w+ )?(?:an? )?(?:\\w+ )?(?:explanation|apology|answers?)\\b(?! (?:about the size|to my question about))',
  '\\b(?:appalling|abysmal|disgraceful|unacceptable|inexcusable|deplorable|disrespectful|contemptuous|shoddy|shabby|unsatisfactory|intolerable|disgusting|outrageous|atrocious|unconscionable|reprehensible|infuriating|pathetic|incompetence|incompetent|ludicrous|preposterous|a disgrace|a travesty|an outrage|an insult|a farce|a rip ?-?off|daylight robbery|highway robbery|rip(?:ped|ping)? (?:me |us )?off|ripoff|conned|swindled|scammed|cheated|robbed|you stole|stole my money|taken for a ride|false advertising|misled|lied to|lying to|you (?:keep )?l(?:ied|ying)|keep lying|lies)\\b(?! (?:to wash|bulb|in the|on (?:the|a|my) (?:table|floor|bed)|flat|down))',
  '\\b(?:what an? |such an? |complete |total |absolute |huge |utter |massive |big |biggest |pure |you |just |waste? ?|been a |is a |was a |a )(?:waste|joke|disgrace|shambles|rip ?-?off|farce|nightmare|scam|mess|disaster|let ?down|circus|disappointment|insult|fraud|pathetic)(?: of (?:my |our )?(?:time|money|a (?:company|shop|service|store|business)|space|oxygen))?\\b(?<!(?:tell me|know|want|is this|is it|not) a (?:joke|scam))(?! (?:bin|paper|basket|gift))',
  '\\bwast(?:e|ed|ing) (?:of )?(?:\\w+ ){0,2}(?:time|money|day|hours?|life|morning|evening|afternoon|weekend|energy)\\b',
  "(?:^|\\b(?:you|u|guys|people|this|that|your (?:\\w+ ){1,2}|delay|mistake)(?:'ve| have| has| had)? (?:\\w+ )?)(?:ruined|spoil(?:ed|t)|wrecked|destroyed)\\b",
  '\\b(?:i |we )(?:really |absolutely |fucking |truly )?(?:hate|despise|loathe|detest|can(?:no|.)t stand|cannot stand|am done with|regret) (?:dealing with |buying from |ordering from |talking to )?(?:you|this (?:shop|company|store|bot|service|site|place|stupid)|your)',
  "\\b(?:nobody|no one|no-one|none of you|you (?:all |people |guys |lot )?(?:don't|do not|clearly don't|obviously don't|never|just don't)|doesn't anyone|does anyone|does anybody|do you even) (?:\\w+ )?(?:cares?|gives? a|bothers?|even)\\b",
  '\\b(?:rude|arrogant|dismissive|condescending|patronising|patronizing|disrespectful|unhelpful|insulting|lazy) (?:\\w+ )?(?:staff|agent|person|reply|answer|response|people|manner|attitude|tone|employee|clerk|bot|service)\\b',
  '\\b(?:treat(?:ed|ing)? (?:me|us|customers|people) (?:like|this way|so (?:badly|poorly)|with (?:contempt|disrespect))|no way to treat|treated (?:so |very )?(?:badly|poorly|terribly|unfairly)|is this how you treat|insult to (?:injury|my))\\b',
  '\\bregret (?:ever )?(?:ordering|buying|dealing|choosing|trusting|using|shopping)',
  '\\bbeg (?:for|you)\\b',
  '\\b(?:nice|lovely|great) (?:little )?(?:scam|racket|con)\\b',
  '\\bworst (?:\\w+ )?reviews?\\b',
  '\\bat my limit\\b',
  '\\b(?:how|so|very|really|feel|feeling|been|utterly|badly) (?:let down|cheated|disrespected|insulted|conned|robbed|betrayed|mistreated)\\b',
  '\\b(?:means?|matters?) nothing to you\\b',
  "\\bdon't matter to you\\b",
  '\\bconscience\\b',
  '\\bfor the (?:last|hundredth|millionth|umpteenth) time\\b',
  '\\bsick to death\\b',
  '\\bout of your minds?\\b',
  '\\b(?:this|your|reverse|committing|complete|pure|outright) (?:\\w+ )?fraud\\b',
  '^oh,? (?:sure|yeah|yes|of course),? (?:just )?(?:take|keep|go ahead|wait|why not|another)',
  '\\blike (?:dirt|garbage|rubbish|crap|trash|an idiot|a fool|idiots|fools)\\b',
  '\\b(?:mess(?:ed)?|screw(?:ed)?|stuff(?:ed)?) (?:this |it |that |everything |my \\w+ )?up\\b(?<!i (?:messed|screwed|stuffed) (?:this |it |that |everything |my \\w+ )?up)',
  '\\b(?:been|being|gets?|getting|got|feel|feeling|was) (?:completely |totally |constantly |just )?ignored\\b',
  '^shame[!. ]*$',
  '\\bhow (?:is|can|could) (?:this|that|it) (?:be )?(?:even )?(?:acceptable|ok|okay|fair|legal|allowed|right|possible|happening)\\b',
  '\\b(?:want|demand|expect|deserve|owe me|entitled to) (?:\\w+ )?compensation\\b',
  '\\b(?:broke|break|broken|breaking|empty|false) (?:your |another |every |all your )?promises?\\b',
  '\\bworst[.,! ]+\\w+[.,! ]+ever\\b',
  "\\b(?:third|fourth|fifth|sixth|tenth|3rd|4th|5th|6th|10th|hundredth|100th|nth|umpteenth|millionth) (?:\\w+ )?(?:time|message|email|e-mail|attempt|call|request|week|day)\\b[^.!?]*\\b(?:i|i'm|i've|nothing|no|still|without|and|writ|ask|complain|contact)\\w*",
  '\\b(?:again and again|over and over|time and time again|time after time|yet again|once again you|same (?:crap|nonsense|answer|thing|link|question|excuse|copy)[^.!?]*(?:again|over|times|every))\\b',
  '\\b(?:already|just) (?:told|said|explained|answered|gave|sent) (?:you |that |it |this )*(?:\\w+ )?(?:\\d+|three|four|five|ten|a hundred|a million|so many|a dozen|several|countless|many) times\\b',
  "\\bi(?:'ve| have) (?:been )?(?:ask|told|writ|call|said|repeat|contact|email|messag|explain|wait)\\w* (?:\\w+ ){0,4}(?:three|four|five|ten|six|\\d+|a hundred|a million|countless|multiple|so many|dozens? of|several) (?:times|e-?mails|calls)\\b",
  "\\b(?:still (?:waiting|nothing|no (?:answer|reply|response|refund|lamp|parcel|order))|where (?:the hell |the fuck )?is (?:it|my \\w+)|why (?:is|are|does|do|has|can't|won't|isn't|aren't|don't|doesn't|hasn't) (?:\\w+ ){1,5}|answer|hello|reply|now|unbelievable|seriously|nothing|come on|really|again|not (?:working|arrived|here|delivered|acceptable|ok)|never (?:arrived|came))[^.?!]*(?:!{2,}|\\?!|!\\?|\\?{3,})(?<!(?:lamp|love|thank|great|happy|beautiful)[^.?!]*!+)",
  "\\b(?:ridiculous|unbelievable|seriously|unreal|outrageous|pathetic|absurd|disgusting|insane|horrible|terrible|awful)[.!?]*$(?<!(?:isn't|not|was|price is) \\w*[.!?]*)",
  `(?:^|[.!?] )(?:oh,? |well,? |wow,? |ah,? |yeah,? |gee,? |just |how |absolutely |truly |really |so |what |a )*(?:great|nice|good|fantastic|wonderful|brilliant|amazing|lovely|excellent|awesome|superb|terrific|marvell?ous|outstanding|splendid|impressive|stellar|bravo|well done|congrat\\w*|perfect|super|fabulous|charming|delightful|incredible|top[- ]notch|world[- ]class|5 stars?|five stars?|wow|cheers|thanks (?:a lot |so much |a bunch |a million )?for|thank you (?:so much |very much )?for|way to go|kudos|hats off|round of applause|give yourselves|real classy|classy|love how|i (?:just |really |simply )?(?:love|adore|enjoy) (?:how|paying|spending|wasting|receiving|explaining|repeating|having to|chasing|opening|being|waiting (?:for )?(?:\\w+ )?(?:weeks|months|days|hours)|that|when|it when|getting|talking to a|your))(?:[,.! ]|\\b)[^.!?]{0,60}[,.!;]? ?[^.!?]{0,30}${LATE}(?<!(?:broken|break|fail|late|lost|lose|missing|damage|delay|nothing)\\w* ?(?:proof|free))`,
  '\\b(?:thanks|thank you|thx|ty|cheers)(?: a lot| so much| very much| a bunch| again)? for (?:\\w+ )?(?:nothing|ignoring|wasting|ruining|breaking|losing|lying|not \\w+ing|the (?:wrong|broken|damaged|empty|smashed)|destroying|messing|cancell?ing|forgetting|making me (?:wait|repeat|explain)|keeping me|sending (?:me )?(?:the wrong|a broken|an empty|garbage|junk|trash))',
  '^(?:oh|ah|well|wow|yay|great|ok),? (?:just )?(?:great|wonderful|lovely|fantastic|brilliant|perfect|joy|good|super|terrific|marvellous),? (?:another|more|now what|yet|so now|again|just what)',
  '\\b(?:another|one more|yet another|more) (?:automated|canned|generic|copy|empty|useless|template|robotic|pointless|pathetic|lame) (?:\\w+ )?(?:answers?|repl\\w+|apolog\\w+|excuses?|responses?|promises?|messages?|link)',
  "\\b(?:thanks for nothing|slow clap|clap clap|\\*claps?\\*|so much for (?:your|the)|what a surprise[,.!] ?(?:still|no|another|late|again)|big surprise|how (?:convenient|lovely|nice|kind|generous) of you|must be nice to|do you (?:people )?(?:enjoy|get paid to)|is it your (?:hobby|policy) to|(?:expert|master|champion|gold medal|award|prize)s? (?:at|in|for) (?:losing|ignoring|wasting|delay\\w*|disappoint\\w*|lying|breaking|being)|keep up the (?:good|great) work[^.!?]*(?:lost|late|ignor\\w*|break\\w*)|(?:hope|glad) you(?:'re| are) (?:proud|happy)(?: of yours\\w+| with yours\\w+| now)?|sure,? (?:take your time|no rush)[^.!?]*(?:only|week|month|just|waiting)|it's only been (?:\\w+ )?(?:weeks|months)|take your (?:sweet )?time)\\b",
  '\\bunbelievable\\b(?! (?:light|colou?rs?|price|quality|value))',
  "\\b(?:for the love of god|ffs|fml|smh|grr+|argh+|i swear|i can't believe (?:this|you|how (?:bad|slow|rude|poor|terrible)|the (?:nerve|service))|the (?:nerve|audacity|cheek)|who do you think|what do i have to do to (?:get (?:an answer|a reply|a response|someone|you|my (?:money|refund)|through to|any)|make you|be heard)|i demand|i'm warning you|last warning|final warning|or else|i want my (?:\\w+ )?money(?: back)?(?: right)? (?:now|today|immediately|!)|(?:give|send) me my (?:\\w+ )?money|money back,? (?:now|right now|immediately|or)|refund me (?:now|right now|immediately|this instant)|right now or|fix (?:it|this) (?:now|right now|immediately)|do something(?: already)?|say something|wake up|explain yours\\w+|hopping mad|makes me (?:sick|so|want to scream)|want to scream|had it with|ticked off|p'?d off|cheesed off|peeved|hacked off|brassed off|narked|browned off|doing my head in|done my head in|does my head in|having a laugh|cowboys|you cheats|, cheats|how (?:could|can) you (?:be so|do this|treat|let this|lose|mess)|this is (?:theft|robbery)|daylight robbery|not fit for purpose|absolute state of)\\b",
];

/** A customer's anger, open or in sarcasm, in English. */
export const ANGER_EN: PhraseRules = { masks: MASKS, patterns: PATTERNS.map((source) => anyOf([source])) };

const COMPLAINT =
  /\b(?:where (?:is|are|the)|where's|why (?:is|are|has|have|does|do|did) (?:nobody|no one|my|there no|this|you|i|we|it (?:so|taking|not|still))|why (?:can't|won't|isn't|don't|hasn't|haven't)|still|nobody|no one|waiting|answer|answers|answering|my refund|money|never|nothing|right now|hours|weeks|ridiculous|terrible|late|again|stop|fix (?:it|this)|didn't|hasn't|give me|respond|reply|ignore|ignoring|third|times|sick|tired|worst|hate|scam|complain|listen|unacceptable|even)\b/u;
const FRIENDLY =
  /\b(?:thank|thanks|love|lovely|great|happy|perfect|beautiful|awesome|yay|congrat|good|please|hello|wow|amazing|excited|yes|ok)\b/u;

/** Shouting: a sentence of at least three words, nearly all in capitals, that complains. `raw` is the text as written. */
export const shouts = (raw: string, normalised: string): boolean => {
  const letters = raw.match(/[A-Za-z]/g)?.length ?? 0;
  const capitals = raw.match(/[A-Z]/g)?.length ?? 0;
  if (letters < 10 || capitals / letters < 0.7 || normalised.split(' ').length < 3) return false;
  return COMPLAINT.test(normalised) && !FRIENDLY.test(normalised);
};

const RAISED =
  /(?:^|[^A-Z])(?:AGAIN|STILL|NEVER|NOTHING|ANYTHING|NOW|WEEKS|MONTHS|SICK|HATE|WORST|WRONG|STOP|TWICE|ENOUGH|NOBODY|NOONE|EVERY|LIES|LIED|ZERO)(?![A-Z])/;
const REPROACH =
  /\b(?:why|waiting|waited|explain|ignor\w*|told|asked|asking|have to|answer|nobody|refund|money|money back|sick|tired|hate|broken|wrong|lied|promised|nothing|said)\b/u;

/** One word raised in capitals in a reproach: "why do I have to explain this AGAIN". */
export const raisesVoice = (raw: string, normalised: string): boolean =>
  /[a-z]{3}/.test(raw) && RAISED.test(raw) && REPROACH.test(normalised) && !FRIENDLY.test(normalised);
