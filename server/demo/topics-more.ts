import type { Topic } from './topic.ts';

/** Smaller matters: they come up less often and keep the month from being about one thing. */
export const MORE_TOPICS: readonly Topic[] = [
  {
    tag: { ja: '注文変更', en: 'order change' },
    intent: 'change-order',
    slug: 'change-order',
    skills: ['orders'],
    botShare: 0.5,
    weight: 5,
    asks: {
      ja: [
        '注文の色をあとから変更できますか',
        '先ほどの注文に電球を一つ追加したいです',
        '今朝の注文をキャンセルできますか',
      ],
      en: ['Can I add a bulb to my order?', 'I picked the wrong colour, can I change it?'],
    },
    follows: {
      ja: ['まだ発送前でしょうか', '差額はどう支払えばいいですか'],
      en: ['Has it been sent already?', 'How do I pay the difference?'],
    },
    agent: {
      ja: [
        '発送前でしたので、ご希望の色に変更いたしました。',
        '一点追加し、同じ箱でお送りします。差額は次のご案内でご確認ください。',
      ],
      en: [
        'It had not left yet, so I changed the colour for you.',
        'I added it; both come in one parcel. You will get a link for the difference.',
      ],
    },
    summary: { ja: '注文内容の変更。発送前か確認したい。', en: 'Change of an order that may have left.' },
  },
  {
    tag: { ja: 'ギフト', en: 'gift' },
    intent: 'gift-wrapping',
    slug: 'gift-wrapping',
    skills: ['orders'],
    botShare: 0.85,
    weight: 3,
    asks: {
      ja: ['のしを付けてもらえますか', 'ギフト包装はいくらですか', '納品書を入れずに送れますか'],
      en: ['Do you wrap gifts?', 'Can I add a message card?'],
    },
    follows: {
      ja: ['名入れは二人分でお願いできますか'],
      en: ['Can the card carry two names?'],
    },
    agent: {
      ja: ['承りました。のしは内のし、お二人のお名前でご用意いたします。'],
      en: ['Of course. The card will carry both names.'],
    },
    summary: { ja: 'のしと名入れの希望。', en: 'Gift wrapping with names.' },
  },
  {
    tag: { ja: '再入荷', en: 'restock' },
    intent: 'restock',
    slug: 'restock',
    skills: ['orders'],
    botShare: 0.8,
    weight: 3,
    asks: {
      ja: ['和紙ペンダント 雲はいつ再入荷しますか', '在庫が戻ったら知らせてもらえますか'],
      en: ['When is the cloud pendant back in stock?', 'Can you tell me when it is available again?'],
    },
    follows: { ja: ['取り置きはできますか'], en: ['Could you set one aside?'] },
    agent: {
      ja: ['来週の入荷分から一点お取り置きいたします。入荷しましたらご連絡します。'],
      en: ['I have set one aside from next week’s delivery and will write when it is here.'],
    },
    summary: { ja: '欠品商品の取り置き希望。', en: 'Wants one set aside when it is back.' },
  },
  {
    tag: { ja: '会員情報', en: 'account' },
    intent: 'password',
    slug: 'account-password',
    skills: ['account'],
    botShare: 0.75,
    weight: 3,
    asks: {
      ja: [
        'パスワードを忘れてしまいました',
        '登録したメールアドレスを変えたいです',
        '退会の手続きを教えてください',
      ],
      en: ['I forgot my password', 'How do I change my e-mail address?'],
    },
    follows: { ja: ['再設定のメールが届きません'], en: ['The reset mail does not arrive'] },
    agent: {
      ja: ['ご登録のアドレスを確認し、再設定のメールをお送りしました。'],
      en: ['I have checked your address and sent the mail again.'],
    },
    summary: { ja: 'ログインできない。再設定メール未着。', en: 'Cannot sign in; no reset mail.' },
  },
  {
    tag: { ja: '保証', en: 'warranty' },
    intent: 'warranty',
    slug: 'warranty',
    skills: ['technical'],
    botShare: 0.55,
    weight: 2,
    asks: {
      ja: ['保証期間は何年ですか', '保証書をなくしました'],
      en: ['How long is the warranty?', 'I lost the warranty card'],
    },
    follows: {
      ja: ['購入は一昨年です。まだ対象ですか'],
      en: ['I bought it two years ago. Is it still covered?'],
    },
    agent: {
      ja: ['ご購入履歴で確認できましたので、保証書がなくても対象です。'],
      en: ['I found your purchase; it is covered without the card.'],
    },
    summary: { ja: '保証の対象か確認したい。', en: 'Is it still under warranty.' },
  },
];
