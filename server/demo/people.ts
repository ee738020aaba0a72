import type { Language } from '#contracts/time.ts';
import { DAY } from '#contracts/time.ts';
import { tokenise } from '../domain/conversation/tokens.ts';
import type { Customer, Identity, Order } from '../domain/customer/customer.ts';
import { identityId } from '../domain/customer/identify.ts';
import type { Random } from './random.ts';

const JA = [
  '高橋 美咲|たかはし みさき',
  '小林 翔太|こばやし しょうた',
  '木村 拓也|きむら たくや',
  '山口 大輔|やまぐち だいすけ',
  '藤田 結衣|ふじた ゆい',
  '石田 陽菜|いしだ ひな',
  '中島 恵子|なかじま けいこ',
  '伊藤 さくら|いとう さくら',
  '渡部 理恵|わたべ りえ',
  '佐々木 悠|ささき ゆう',
  '清水 隼人|しみず はやと',
  '長谷川 誠|はせがわ まこと',
  '岡本 蓮|おかもと れん',
  '松本 和也|まつもと かずや',
  '林 真由美|はやし まゆみ',
  '鈴木 花|すずき はな',
  '田中 健太|たなか けんた',
  '井上 直美|いのうえ なおみ',
  '加藤 涼|かとう りょう',
  '吉田 千尋|よしだ ちひろ',
  '山田 太一|やまだ たいち',
  '斎藤 由紀|さいとう ゆき',
  '遠藤 誠司|えんどう せいじ',
  '青木 杏|あおき あん',
  '坂本 龍|さかもと りゅう',
  '原田 美穂|はらだ みほ',
  '千葉 祐介|ちば ゆうすけ',
  '野村 彩|のむら あや',
  '菊地 学|きくち まなぶ',
  '久保 里奈|くぼ りな',
  '増田 勇気|ますだ ゆうき',
  '小川 詩織|おがわ しおり',
  '上田 亮|うえだ りょう',
  '森田 菜々|もりた なな',
  '横山 剛|よこやま つよし',
  '宮崎 瞳|みやざき ひとみ',
  '内田 光|うちだ ひかる',
  '酒井 望|さかい のぞみ',
  '河野 海|こうの かい',
  '平野 桃子|ひらの ももこ',
  '大塚 仁|おおつか じん',
  '安藤 澪|あんどう みお',
  '丸山 樹|まるやま いつき',
  '今井 茜|いまい あかね',
  '武田 陸|たけだ りく',
  '新井 葵|あらい あおい',
  '和田 紗季|わだ さき',
  '石原 賢|いしはら けん',
] as const;
const EN = [
  'Emma Collins',
  'Liam Carter',
  'Sophie Martin',
  'Noah Fischer',
  'Olivia Brown',
  'Lucas Meyer',
  'Mia Rossi',
  'Ethan Clark',
  'Chloe Dubois',
  'Daniel Novak',
  'Grace Kim',
  'Oscar Lind',
  'Hannah Weber',
  'Jack Murphy',
  'Ava Thompson',
  'Ben Walker',
] as const;
const PRODUCTS = [
  ['和紙ペンダント 月', 28_600],
  ['真鍮デスクランプ', 19_800],
  ['竹編みフロアランプ', 42_000],
  ['行灯 小', 12_800],
  ['和紙ペンダント 雲', 34_500],
  ['陶器テーブルランプ', 24_200],
  ['LED電球 E17 電球色', 1_480],
  ['調光スイッチ', 3_900],
] as const;
const STATUSES = ['delivered', 'delivered', 'delivered', 'shipped', 'packed', 'paid', 'returned'] as const;

/** A demo customer with the address they write from. */
export interface DemoCustomer {
  customer: Customer;
  identities: Identity[];
  orders: Order[];
  phone: string;
}

const ordersOf = (customerId: string, n: number, random: Random, now: Date): Order[] =>
  Array.from({ length: random.int(0, 4) }, (_, i): Order => {
    const [name, price] = random.pick(PRODUCTS);
    const quantity = random.chance(0.2) ? 2 : 1;
    const placedAt = new Date(now.getTime() - random.int(1, 300) * DAY);
    const recent = now.getTime() - placedAt.getTime() < 7 * DAY;
    const status = recent ? random.pick(['paid', 'packed', 'shipped'] as const) : random.pick(STATUSES);
    return {
      id: `order-${n}-${i}`,
      number: `A-${20_000 + n * 7 + i}`,
      customerId,
      status,
      placedAt,
      items: [{ name, quantity, price }],
      total: price * quantity,
      currency: 'JPY',
      ...(status === 'shipped' || status === 'delivered'
        ? { carrier: 'ヤマト運輸', trackingCode: `4001-${1_000 + n}-${2_000 + i}` }
        : {}),
      ...(status === 'shipped'
        ? { expectedOn: new Date(now.getTime() + 2 * DAY).toISOString().slice(0, 10) }
        : {}),
    };
  });

const personOf = (
  name: string,
  kana: string | undefined,
  language: Language,
  n: number,
  random: Random,
  now: Date,
): DemoCustomer => {
  const id = `demo-customer-${n}`;
  const orders = ordersOf(id, n, random, now);
  const createdAt = new Date(now.getTime() - random.int(40, 900) * DAY);
  const tier = orders.length > 0 ? 'A' : 'B';
  const phone = `+8190${String(10_000_000 + n * 137_911).slice(0, 8)}`;
  const mail = `${language === 'ja' ? `customer${n}` : name.toLowerCase().replace(/\s+/g, '.')}@example.com`;
  const identity = (kind: Identity['kind'], value: string): Identity => ({
    id: identityId(kind, value, undefined),
    kind,
    value,
    customerId: id,
    verified: true,
    optedOut: false,
    createdAt,
  });
  const customer: Customer = {
    id,
    name,
    language,
    timeZone: language === 'ja' ? 'Asia/Tokyo' : 'Europe/London',
    tier,
    vip: orders.length > 3,
    highTouch: false,
    blocked: false,
    tags: orders.length > 2 ? [language === 'ja' ? '常連' : 'regular'] : [],
    attributes: kana ? [{ k: 'kana', v: kana }] : [],
    version: 1,
    verified: true,
    tokens: tokenise(name, kana, mail, phone),
    createdAt,
    updatedAt: createdAt,
    servedAt: createdAt,
  };
  return {
    customer,
    identities: [identity('external', `shop-${n}`), identity('email', mail), identity('phone', phone)],
    orders,
    phone,
  };
};

/** Who the demo shop signs in; the page at /demo shows the same two orders. */
const hanako = (n: number, random: Random, now: Date): DemoCustomer => {
  const base = personOf('鈴木 花子', 'すずき はなこ', 'ja', n, random, now);
  const id = 'demo-hanako';
  const day = (days: number): Date => new Date(now.getTime() - days * DAY);
  const order = (number: string, name: string, price: number, days: number, more: Partial<Order>): Order => ({
    id: `order-${number}`,
    number,
    customerId: id,
    status: 'delivered',
    placedAt: day(days),
    items: [{ name, quantity: 1, price }],
    total: price,
    currency: 'JPY',
    carrier: 'ヤマト運輸',
    ...more,
  });
  return {
    ...base,
    customer: { ...base.customer, id, tier: 'A' },
    identities: base.identities.map((i) => ({ ...i, customerId: id })),
    orders: [
      order('A-1001', '和紙ペンダント 月', 28_600, 6, {
        status: 'shipped',
        trackingCode: '4001-1001-2001',
        expectedOn: day(-1).toISOString().slice(0, 10),
      }),
      order('A-0987', '真鍮デスクランプ', 19_800, 41, { trackingCode: '4001-0987-2002' }),
    ],
  };
};

/** The shop's customers, Japanese first. */
export const demoCustomers = (random: Random, now: Date): DemoCustomer[] => [
  ...JA.map((text, n) => {
    const [name = text, kana] = text.split('|');
    return personOf(name, kana, 'ja', n, random, now);
  }),
  ...EN.map((name, i) => personOf(name, undefined, 'en', JA.length + i, random, now)),
  hanako(JA.length + EN.length, random, now),
];
