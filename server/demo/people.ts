import type { Language } from '#contracts/time.ts';
import { DAY } from '#contracts/time.ts';
import { tokenise } from '../domain/conversation/tokens.ts';
import type { Customer, Identity, Order } from '../domain/customer/customer.ts';
import { identityId } from '../domain/customer/identify.ts';
import { namesEn, namesJa } from './names.ts';
import type { Random } from './random.ts';

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
  const createdAt = new Date(now.getTime() - random.int(70, 900) * DAY);
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

/** How many write in Japanese, and how many in English. */
const JAPANESE = 390;
const ENGLISH = 130;

/** The shop's customers, Japanese first; the one who is signed in at /demo is the last. */
export const demoCustomers = (random: Random, now: Date): DemoCustomer[] => [
  ...namesJa(random, JAPANESE).map(({ name, kana }, n) => personOf(name, kana, 'ja', n, random, now)),
  ...namesEn(random, ENGLISH).map((name, i) => personOf(name, undefined, 'en', JAPANESE + i, random, now)),
  hanako(JAPANESE + ENGLISH, random, now),
];
