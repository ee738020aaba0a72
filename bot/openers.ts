import { bare, normalise } from './recognizer/normalise.ts';

/** What a short text without a matter of its own asks for. */
export type Opener = 'matter' | 'yes' | 'no' | 'more' | 'unclear';

const RULES: readonly (readonly [Opener, RegExp])[] = [
  [
    'matter',
    /^(?:(?:すみません|あの|ちょっと) ?)?(?:(?:お)?聞きしたい|聞きたい|教えてほしい|尋ねたい|相談したい|質問したい|問い合わせたい|確認したい)(?:こと|事|の)?(?:が|の)?(?:ある|あり|です|ん)?.{0,8}$|^(?:助けて|たすけて|ヘルプ|困ってます|困っています|困った|相談です|問い合わせ|お問い合わせ|質問です?|テスト)(?:ください)?$|^何が?(?:でき|聞け).{0,6}$/,
  ],
  [
    'matter',
    /^(?:i (?:need|want) |please )?(?:some |your )?help(?: me)?(?: please)?$|^(?:can|could) (?:you|someone) help(?: me)?(?: please)?$|^what can you (?:do|help.*)$|^i have (?:a|one|some|another) (?:question|problem|query|issue)s?$|^(?:question|support|test|testing)$/,
  ],
  [
    'yes',
    /^(?:はい(?:お願いします)?|うん|ええ|お願い(?:します|いたします)?|おねがいします|頼みます|助かった|助かりました|助かる|そうです|そう|yes|yeah|yep|yes please|please|please do|sure|ok|okay|了解(?:です)?|わかりました|分かりました|おけ|オッケー)$/,
  ],
  [
    'no',
    /^(?:いいえ|いえ|ううん|どれでもない(?:です)?|どれでもありません|どれも(?:違う|違います)|none(?: of (?:these|them))?|neither|something else|違う|違います|ちがう|ちがいます|no|nope|not really)$/,
  ],
  [
    'more',
    /^(?:もっと|もう少し|もうちょっと)(?:詳しく|くわしく|教えて|説明).{0,10}$|^(?:詳しく|くわしく|詳細)(?:教えて|を|は)?.{0,6}$|^続き(?:は|を)?.{0,4}$|^(?:tell me |can you tell me |please )?(?:some )?more(?: details?| info(?:rmation)?)?(?: please)?$|^(?:more|further) (?:details?|info(?:rmation)?)(?: please)?$/,
  ],
  [
    'unclear',
    /^(?:よく|ぜんぜん|全然|まだ)?(?:わから|分から|判ら)(?:ない|ん|ないです|ないよ|ないんですが|ないのですが|ません|なかった)$|^意味(?:が)?(?:わから|不明).{0,6}$|^i (?:do not|don't) (?:understand|get it)$|^(?:not clear|confused|i'm confused)$/,
  ],
];

/** Which opener a text is; undefined when it says something of its own. */
export const openerOf = (text: string): Opener | undefined => {
  const said = bare(normalise(text.slice(0, 60)));
  return RULES.find(([, rule]) => rule.test(said))?.[0];
};

/** Letters that make no word: one Latin run that is no question, or kana alone that no article knows. */
export const isGibberish = (text: string): boolean => {
  const said = bare(normalise(text.slice(0, 60)));
  return (
    /^[a-z']{1,14}$/.test(said) ||
    /^[\p{Script=Hiragana}\p{Script=Katakana}ー ]{1,14}$/u.test(said) ||
    /^[\d ]{1,4}$/.test(said)
  );
};
