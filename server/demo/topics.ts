import type { Language } from '#contracts/time.ts';
import type { Topic } from './topic.ts';
import { MORE_TOPICS } from './topics-more.ts';

const MAIN_TOPICS: readonly Topic[] = [
  {
    tag: { ja: '破損', en: 'damaged' },
    intent: 'damaged-item',
    slug: 'damaged-item',
    skills: ['returns'],
    botShare: 0.25,
    weight: 4,
    asks: {
      ja: [
        '届いたペンダントライトの竹の骨が折れていました',
        '箱を開けたらシェードに傷がありました。交換できますか',
        '昨日届いたフロアランプ、点灯しません',
      ],
      en: [
        'The washi shade arrived with a tear. What can I do?',
        'My floor lamp does not switch on, it came yesterday',
        'One of the two lamps is broken',
      ],
    },
    follows: {
      ja: [
        '土曜日までに必要です。間に合いますか',
        '写真はどこに送ればいいですか',
        '同じ色の在庫はありますか',
      ],
      en: [
        'I need it before Saturday, is that possible?',
        'Where do I send the photos?',
        'Do you have the same colour in stock?',
      ],
    },
    agent: {
      ja: [
        'ご不便をおかけし申し訳ございません。交換品を本日中に発送いたします。',
        'お写真を拝見しました。倉庫に同じ型がございますので、明後日の午前中にお届けできます。',
        '送り状の控えだけお手元に残してください。回収の手配もこちらでいたします。',
      ],
      en: [
        'I am sorry about that. A replacement leaves our warehouse today.',
        'Thank you for the photos. We have the same lamp in stock and can deliver it on Thursday morning.',
        'Please keep the parcel slip; we will arrange the pick-up.',
      ],
    },
    summary: {
      ja: '届いた商品が破損。交換品の早めの到着を希望。',
      en: 'Item arrived damaged. Wants a replacement soon.',
    },
  },
  {
    tag: { ja: '配送', en: 'delivery' },
    intent: 'delivery-time',
    slug: 'delivery-time',
    skills: ['orders'],
    botShare: 0.7,
    weight: 9,
    asks: {
      ja: ['注文した照明はいつ届きますか', '日時指定はできますか', '北海道だと何日くらいかかりますか'],
      en: ['When will my lamp arrive?', 'Can I choose a delivery date?', 'How long does it take to Okinawa?'],
    },
    follows: {
      ja: ['平日の夜でも受け取れますか', '置き配は選べますか'],
      en: ['Can it come in the evening?', 'Can it be left at the door?'],
    },
    agent: {
      ja: [
        '配送会社に確認いたしました。明日の18時から20時の間にお届けします。',
        'お届け先の地域は中一日で到着いたします。',
      ],
      en: [
        'I have checked with the carrier: it arrives tomorrow between 18:00 and 20:00.',
        'It takes two days to your area.',
      ],
    },
    summary: { ja: 'お届け日の確認と時間帯の希望。', en: 'Asks for the delivery date and a time slot.' },
  },
  {
    tag: { ja: '送料', en: 'shipping fee' },
    intent: 'shipping-cost',
    slug: 'shipping-fees',
    skills: ['orders'],
    botShare: 0.9,
    weight: 5,
    asks: {
      ja: ['送料はいくらですか', '沖縄への送料を教えてください', 'いくら以上で送料無料になりますか'],
      en: ['How much is shipping?', 'Is delivery free above some amount?'],
    },
    follows: { ja: ['二点まとめて送れますか'], en: ['Can two items go in one parcel?'] },
    agent: {
      ja: ['同梱いたしますので、送料は一回分で承ります。'],
      en: ['We will pack them together, so you pay shipping once.'],
    },
    summary: { ja: '送料について。', en: 'About the shipping fee.' },
  },
  {
    tag: { ja: '返品', en: 'return' },
    intent: 'returns',
    slug: 'returns',
    skills: ['returns'],
    botShare: 0.5,
    weight: 6,
    asks: {
      ja: [
        'サイズが合わなかったので返品したいです',
        '開封後でも返品できますか',
        '返品の送料はどちらの負担ですか',
      ],
      en: [
        'I would like to return a desk lamp',
        'Can I return it after opening the box?',
        'Who pays for the return?',
      ],
    },
    follows: {
      ja: ['返金はいつになりますか', '交換にしてもらうことはできますか'],
      en: ['When do I get the money back?', 'Could I exchange it instead?'],
    },
    agent: {
      ja: [
        '返品を承りました。商品到着から3営業日以内に返金いたします。',
        '交換でも承れます。ご希望の色をお知らせください。',
      ],
      en: [
        'Your return is registered. The refund follows within three working days of its arrival.',
        'An exchange is fine. Which colour would you like?',
      ],
    },
    summary: {
      ja: '返品の希望。返金時期を確認したい。',
      en: 'Wants to return an item and know when the refund comes.',
    },
  },
  {
    tag: { ja: '電球', en: 'bulb' },
    intent: 'bulb-types',
    slug: 'bulb-types',
    skills: ['technical'],
    botShare: 0.75,
    weight: 5,
    asks: {
      ja: ['どの電球を買えばいいですか', 'E17とE26の違いは何ですか', '電球の色を昼白色に変えたいのですが'],
      en: [
        'Which bulb do I need?',
        'What is the difference between E17 and E26?',
        'Can I use a daylight bulb?',
      ],
    },
    follows: {
      ja: ['調光にも対応していますか', '手元の電球は60W相当です。使えますか'],
      en: ['Does it work with a dimmer?', 'Mine is a 60 W equivalent. Is that all right?'],
    },
    agent: {
      ja: ['その器具には40W相当までのE17をお使いください。', '調光対応の型番をお送りします。'],
      en: ['Please use an E17 bulb up to a 40 W equivalent.', 'Here is the model that can be dimmed.'],
    },
    summary: { ja: '対応する電球の確認。', en: 'Which bulb fits.' },
  },
  {
    tag: { ja: '領収書', en: 'receipt' },
    intent: 'receipt',
    slug: 'receipts',
    skills: ['orders'],
    botShare: 0.8,
    weight: 4,
    asks: {
      ja: [
        '領収書の宛名を変更してください',
        '領収書はどこで発行できますか',
        'インボイス対応の領収書は出ますか',
      ],
      en: ['Where do I get a receipt?', 'Can the invoice show our company name?'],
    },
    follows: { ja: ['会社名で再発行をお願いします'], en: ['Please issue it again with the company name'] },
    agent: {
      ja: ['宛名を変更して再発行いたしました。メールをご確認ください。'],
      en: ['I have issued it again with your company name; please check your mail.'],
    },
    summary: { ja: '領収書の宛名変更。', en: 'Receipt with another name.' },
  },
  {
    tag: { ja: '取り付け', en: 'installation' },
    intent: 'ceiling-installation',
    slug: 'ceiling-installation',
    skills: ['technical'],
    botShare: 0.6,
    weight: 3,
    asks: {
      ja: [
        '引掛シーリングに自分で取り付けられますか',
        '天井が斜めでも付けられますか',
        'コードの長さは調節できますか',
      ],
      en: ['Can I fit the pendant myself?', 'Does it work on a sloped ceiling?'],
    },
    follows: { ja: ['電気工事は必要ですか'], en: ['Do I need an electrician?'] },
    agent: {
      ja: ['引掛シーリングがあれば工事は不要です。傾斜天井用の金具もご用意しています。'],
      en: ['With a ceiling rosette no electrician is needed. We also have a bracket for sloped ceilings.'],
    },
    summary: { ja: '取り付け方法の相談。', en: 'How to fit the lamp.' },
  },
  {
    tag: { ja: '支払い', en: 'payment' },
    intent: 'payment',
    slug: 'payment-methods',
    skills: ['orders'],
    botShare: 0.7,
    weight: 4,
    asks: {
      ja: [
        '注文ボタンを二回押してしまったかもしれません',
        'コンビニ払いは使えますか',
        '分割払いはできますか',
      ],
      en: ['I think I was charged twice', 'Which payment methods do you take?'],
    },
    follows: { ja: ['明細に同じ金額が二つあります'], en: ['My statement shows the same amount twice'] },
    agent: {
      ja: ['確認いたしました。重複分は本日取り消し済みです。'],
      en: ['I have checked: the second charge was cancelled today.'],
    },
    summary: { ja: '二重決済の疑い。', en: 'Possible double charge.' },
  },
  {
    tag: { ja: '修理', en: 'repair' },
    intent: 'repairs-parts',
    slug: 'repairs-parts',
    skills: ['technical'],
    botShare: 0.35,
    weight: 3,
    asks: {
      ja: ['5年前に買ったランプの修理はできますか', 'シェードだけ買えますか', 'スイッチが戻らなくなりました'],
      en: ['Do you repair a lamp from 2021?', 'Can I buy only the shade?'],
    },
    follows: {
      ja: ['見積もりをお願いします', '持ち込みもできますか'],
      en: ['Could I have a quote?', 'May I bring it in?'],
    },
    agent: {
      ja: ['修理を承ります。概算で4,000円前後です。', '店舗へのお持ち込みも承っております。'],
      en: ['We can repair it, for about 4,000 yen.', 'You are welcome to bring it to the showroom.'],
    },
    summary: { ja: '修理の可否と見積もり。', en: 'Repair and quote.' },
  },
  {
    tag: { ja: '法人', en: 'business' },
    intent: 'corporate-orders',
    slug: 'corporate-orders',
    skills: ['corporate'],
    botShare: 0.15,
    weight: 2,
    asks: {
      ja: ['カフェ用に20台まとめて見積もりをお願いします', '請求書払いはできますか'],
      en: ['Could you quote twenty pendants for a café?', 'Do you offer invoices to companies?'],
    },
    follows: { ja: ['納期もあわせて教えてください'], en: ['What would the lead time be?'] },
    agent: {
      ja: ['お見積書を本日中にお送りします。納期は三週間ほどです。'],
      en: ['You will have the quote today. The lead time is about three weeks.'],
    },
    summary: {
      ja: '法人見積もり（20台）。納期を確認したい。',
      en: 'Business quote for twenty; asks for the lead time.',
    },
  },
];

export const TOPICS: readonly Topic[] = [...MAIN_TOPICS, ...MORE_TOPICS];

/** What customers write under a CSAT. */
export const COMMENTS: Record<Language, { good: string[]; bad: string[] }> = {
  ja: {
    good: [
      '早くて助かりました',
      '丁寧に対応していただきました',
      '写真を送ったらすぐに手配してくれました',
      '夜でも答えてもらえて便利でした',
    ],
    bad: ['待ち時間が長かったです', '同じことを二回聞かれました', '知りたかったことと違う答えでした'],
  },
  en: {
    good: ['Quick and friendly', 'Solved in one go', 'Very helpful, thank you'],
    bad: ['I had to wait too long', 'I was asked the same thing twice', 'The answer was beside the point'],
  },
};

export const THANKS: Record<Language, string[]> = {
  ja: ['ありがとうございます。助かりました', 'わかりました。ありがとうございます', '承知しました'],
  en: ['Thank you, that helps', 'Great, thanks', 'All clear now'],
};
export const GREETING: Record<Language, string> = {
  ja: 'こんにちは。灯屋の自動応答「あかり」です。ご注文や商品のことなら、ここでお答えします。',
  en: 'Hello, this is Akari, the automated assistant of Akariya. I can help with orders and products.',
};
export const HAND_OVER_CLOSED: Record<Language, string> = {
  ja: 'ただいま営業時間外のため、次の営業時間に担当者からお返事いたします。これまでの内容は引き継ぎます。',
  en: 'We are closed right now. A colleague will reply when we are open again, with everything you told me.',
};
export const HAND_OVER: Record<Language, string> = {
  ja: '担当者におつなぎします。これまでの内容は引き継ぎますので、そのままお待ちください。',
  en: 'I am passing you to a colleague, with everything you told me.',
};
