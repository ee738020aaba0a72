/** The shop of the demo: a page like any merchant's, with one tag for the chat. Nothing here is the product. */
const WORDS = {
  ja: {
    title: '灯屋 — 和紙と真鍮のあかり',
    brand: '灯屋',
    nav: '店内',
    lights: '照明',
    orders: 'ご注文',
    other: 'English',
    demoNote: '灯屋はデモ用の架空のお店です。ご注文はできません。',
    signIn: 'デモのお客様でログイン',
    signOut: 'ログアウト',
    crumb: '照明 / ペンダント',
    tax: '税込',
    buy: 'かごに入れる',
    bought: 'かごに入れました',
    ship: '15時までの注文は翌日発送',
    exchange: 'お届けから8日以内は交換可',
    more: 'いっしょに選ばれている照明',
    ordersLead: 'お届けの状況はこちらでご確認いただけます。ご不明な点は、右下の窓口へどうぞ。',
    ordersOut: 'ログインすると、ご注文の履歴をご覧いただけます。',
    number: '注文番号',
    placed: '{0} ご注文',
    signFailed: 'デモのログインは、この環境では使えません',
  },
  en: {
    title: 'Akariya — lights of paper and brass',
    brand: 'AKARIYA',
    nav: 'Shop',
    lights: 'Lights',
    orders: 'Orders',
    other: '日本語',
    demoNote: 'Akariya is a made-up shop for the demo. Nothing can be bought.',
    signIn: 'Sign in as demo customer',
    signOut: 'Sign out',
    crumb: 'Lights / Pendants',
    tax: 'tax incl.',
    buy: 'Add to basket',
    bought: 'In your basket',
    ship: 'Ordered by 15:00, sent next day',
    exchange: 'Exchange within 8 days',
    more: 'Often chosen together',
    ordersLead: 'This is how your orders stand. For anything else, ask at the window below right.',
    ordersOut: 'Sign in to see your orders.',
    number: 'Order',
    placed: 'Ordered {0}',
    signFailed: 'The demo sign-in is not available here',
  },
};
const HERO = {
  id: 'moon',
  sizes: ['45 cm', '60 cm', '75 cm'],
  prices: [28600, 41800, 59400],
  ja: ['和紙ペンダント 月', '竹ひごに美濃和紙を一枚ずつ張りました。コードの長さは100cmまで調整できます。'],
  en: [
    'Washi Pendant Moon',
    'Mino paper laid by hand over split bamboo, on a cord you can shorten from 100 cm.',
  ],
};
const LAMPS = [
  { id: 'brass', price: 19800, ja: '真鍮デスクランプ', en: 'Brass Desk Lamp' },
  { id: 'floor', price: 34100, ja: '麻のフロアランプ', en: 'Linen Floor Lamp' },
  { id: 'bulb', price: 1980, ja: 'LED電球 電球色', en: 'LED bulb, warm' },
  { id: 'andon', price: 24200, ja: '行灯 檜', en: 'Andon in cypress' },
  { id: 'boat', price: 31900, ja: '和紙ペンダント 舟', en: 'Washi Pendant Boat' },
  { id: 'stone', price: 16500, ja: '常夜灯 石', en: 'Night Light Stone' },
];
/** What the demo customer sees; the desk's own seed holds the same orders. */
const ORDERS = [
  { number: 'A-1001', lamp: 'moon', price: 28600, days: 6, ja: '発送済み', en: 'Shipped' },
  { number: 'A-0987', lamp: 'brass', price: 19800, days: 41, ja: 'お届け済み', en: 'Delivered' },
];
const CUSTOMER = 'demo-hanako';
const KEY = 'akariya.customer';

const asked = new URLSearchParams(location.search).get('lang');
const lang = asked === 'en' ? 'en' : 'ja';
const t = WORDS[lang];
const yen = (value) => `¥${value.toLocaleString('en')}`;
const $ = (selector) => document.querySelector(selector);

/** Builds an element; never from text as markup. */
const el = (name, attributes = {}, ...children) => {
  const svg = name === 'svg' || name === 'use';
  const node = svg
    ? document.createElementNS('http://www.w3.org/2000/svg', name)
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
};
const icon = (id) => el('svg', { class: 'icon', 'aria-hidden': 'true' }, el('use', { href: `#${id}` }));
const lamp = (id, label) =>
  el(
    'svg',
    {
      class: 'lamp',
      viewBox: id === 'moon' ? '0 0 560 560' : '0 0 160 160',
      preserveAspectRatio: 'xMidYMid slice',
      role: 'img',
      'aria-label': label,
    },
    el('use', { href: `#${id}` }),
  );

const shop = () => {
  const price = el('span', {}, yen(HERO.prices[0]));
  const buttons = HERO.sizes.map((size, at) =>
    el(
      'button',
      {
        type: 'button',
        'aria-pressed': String(at === 0),
        onclick: () => {
          for (const [other, button] of buttons.entries())
            button.setAttribute('aria-pressed', String(other === at));
          price.textContent = yen(HERO.prices[at]);
        },
      },
      size,
    ),
  );
  const buy = el('button', { class: 'buy', type: 'button' }, t.buy);
  buy.addEventListener('click', () => {
    buy.textContent = t.bought;
  });
  const [name, text] = HERO[lang];
  return [
    el(
      'div',
      { class: 'prod' },
      lamp('moon', name),
      el(
        'div',
        { class: 'info' },
        el('div', { class: 'crumb' }, t.crumb),
        el('h1', {}, name),
        el('p', { class: 'price' }, price, ' ', el('small', {}, t.tax)),
        el('p', { class: 'prose' }, text),
        el('div', { class: 'opts' }, ...buttons),
        buy,
        el(
          'ul',
          { class: 'facts' },
          el('li', {}, icon('truck'), t.ship),
          el('li', {}, icon('box'), t.exchange),
        ),
      ),
    ),
    el(
      'section',
      { class: 'pad' },
      el('h2', {}, t.more),
      el(
        'ul',
        { class: 'grid' },
        ...LAMPS.map((one) =>
          el(
            'li',
            {},
            lamp(one.id, one[lang]),
            el(
              'div',
              { class: 'row' },
              el('span', {}, one[lang]),
              el('span', { class: 'num' }, yen(one.price)),
            ),
          ),
        ),
      ),
    ),
  ];
};

const nameOf = (id) => (id === 'moon' ? HERO[lang][0] : LAMPS.find((one) => one.id === id)[lang]);
const dayAgo = (days) =>
  new Date(Date.now() - days * 86_400_000).toLocaleDateString(lang === 'ja' ? 'ja-JP' : 'en-GB', {
    month: 'long',
    day: 'numeric',
  });

const orders = () => [
  el(
    'section',
    { class: 'pad' },
    el('h1', {}, t.orders),
    el('p', { class: 'lead' }, signedIn() ? t.ordersLead : t.ordersOut),
    signedIn()
      ? el(
          'ul',
          { class: 'orders' },
          ...ORDERS.map((order) =>
            el(
              'li',
              {},
              lamp(order.lamp, ''),
              el('b', {}, nameOf(order.lamp)),
              el('span', { class: 'state' }, order[lang]),
              el(
                'span',
                { class: 'meta' },
                `${t.number} ${order.number} · ${t.placed.replace('{0}', dayAgo(order.days))}`,
              ),
              el('span', { class: 'num' }, yen(order.price)),
            ),
          ),
        )
      : el('button', { class: 'plain wide', type: 'button', onclick: signIn }, t.signIn),
  ),
];

const signedIn = () => localStorage.getItem(KEY) === CUSTOMER;

/** Tells the chat who the customer is. The shop's server signs the token; it lives an hour at most. */
const identify = async () => {
  const answer = await fetch(`/demo/token?customer=${CUSTOMER}`);
  if (!answer.ok) throw new Error(String(answer.status));
  const { token } = await answer.json();
  window.Madoguchi = window.Madoguchi || [];
  window.Madoguchi.push(['identify', token]);
};

async function signIn() {
  try {
    await identify();
    localStorage.setItem(KEY, CUSTOMER);
  } catch {
    $('#sign span').textContent = t.signFailed;
    return;
  }
  draw();
}

const signOut = () => {
  localStorage.removeItem(KEY);
  window.Madoguchi?.push(['identify', null]);
  draw();
};

const draw = () => {
  const page = location.hash === '#orders' ? 'orders' : 'shop';
  for (const link of document.querySelectorAll('nav a')) {
    if (link.getAttribute('href') === `#${page}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  $('#main').replaceChildren(...(page === 'orders' ? orders() : shop()));
  const sign = $('#sign');
  sign.querySelector('span').textContent = signedIn() ? t.signOut : t.signIn;
  sign.onclick = signedIn() ? signOut : signIn;
};

document.documentElement.lang = lang;
document.title = t.title;
for (const node of document.querySelectorAll('[data-t]')) node.textContent = t[node.dataset.t];
$('nav').setAttribute('aria-label', t.nav);
$('#lang').setAttribute('href', lang === 'ja' ? '?lang=en' : '?lang=ja');
$('#lang').setAttribute('lang', lang === 'ja' ? 'en' : 'ja');
addEventListener('hashchange', draw);
draw();
if (signedIn()) identify().catch(() => {});
document.documentElement.dataset.ready = 'yes';
