import { normalise } from '../recognizer/normalise.ts';
import { anyOf, type PhraseRules, says } from './phrase-rules.ts';

/** A lamp that smokes, burns or shocks, or a person hurt: never a bot's matter. */
const DANGER: PhraseRules = {
  masks: [
    /(?:煙|けむり)(?:感知|探知|の?報知|突)/gu,
    /(?:お香|タバコ|たばこ|線香|魚|肉)の?(?:煙|けむり)/gu,
    /smoke (?:detector|alarm|grey|gray|glass|colou?r)\w*|smoked glass/gu,
    /(?:if|in case|could|can|might|would|may|will) (?:it|the \w+|this) (?:\w+ )?(?:catch|overheat|burn|shock|smoke)\w*/gu,
    /(?:発火|感電|火事|火災|火傷|やけど)(?:しない|しません|の(?:危険|心配|恐れ|おそれ)(?:は)?(?:あり|ない)|する(?:こと|心配|危険)(?:は|が)?(?:あり|ない)|しますか|対策|防止|保険)/gu,
    /(?:no|without|any) (?:risk|danger) of (?:fire|shock)/gu,
    /fire(?:place|fly|work|wood|side|proof| safety| rating| escape| insurance)s?/gu,
  ],
  patterns: [
    anyOf([
      '煙(?:が|を)?(?:出|あが|上が|で)',
      'けむり(?:が)?(?:出|で)',
      '発火',
      '出火',
      '火(?:が)?(?:出(?:た|て|そう)|つい(?:た|て)|噴|吹)',
      '燃え(?:た|て|そう|だし)',
      '焦げ(?:た|て|臭|くさ|の)',
      'こげ(?:た|くさ|臭)',
      '感電',
      'ビリ(?:ビリ|ッ)',
      'びり(?:びり|っ)と?(?:き|し)',
      '火傷',
      'やけど',
      'ヤケド',
      '火花',
      'スパーク',
      '溶け(?:た|て|出)',
      '(?:けが|怪我|ケガ)(?:を)?(?:した|しました|して|人)',
      'ショート(?:し(?:た|て|まし))',
      '異常(?:に)?(?:な)?(?:発熱|熱)',
      'ガス(?:臭|くさ)',
      '救急車',
      '(?:is|was|are|started|starts|came|coming|see|saw) (?:\\w+ )?smok(?:ing|e)\\b',
      '\\bsmoke (?:is|was|came|coming|from|out)',
      'smell\\w* (?:of |like )?(?:burn|smoke|burnt|melting)',
      'burn(?:ing|t) (?:smell|plastic|odou?r)',
      'caught fire',
      'catch(?:ing|es)? fire',
      'on fire\\b',
      'set fire',
      '(?:electric|electrical) shock',
      'electrocut',
      '(?:got|gave me|get|had|getting) (?:a |an )?(?:\\w+ )?shock',
      'shocked (?:me|my)',
      '\\bspark(?:s|ing|ed)\\b',
      '(?:burn(?:ed|t)|cut|injured|hurt) (?:my|me|his|her|our|myself)',
      '(?:is|was|has) (?:melt|melting|melted)',
      'exploded',
      'short[- ]circuit',
      'ambulance',
      '(?:my|his|her) (?:\\w+ )?(?:is|was|got) (?:burned|injured|hurt) by',
    ]),
  ],
};

/** Whether the text speaks of fire, smoke, electric shock or an injury. */
export const isDanger = (text: string): boolean => says(DANGER, normalise(text.slice(0, 1_000)));
