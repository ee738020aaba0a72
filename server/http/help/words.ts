import type { Language } from '#contracts/time.ts';

export interface HelpWords {
  title: string;
  lead: string;
  search: string;
  searchLabel: string;
  results(n: number, q: string): string;
  none: string;
  noneNext: string;
  home: string;
  updated: string;
  other: string;
  notFound: string;
  skip: string;
  empty: string;
  related: string;
  here: string;
  all(category: string, n: number): string;
  helpful: string;
  yes: string;
  no: string;
  thanks: string;
  sorry: string;
  what: string;
  noNames: string;
  send: string;
}

export const HELP_WORDS: Record<Language, HelpWords> = {
  ja: {
    title: 'ヘルプセンター',
    lead: 'お困りのことを言葉で探すか、下の一覧からお選びください。',
    search: '探す',
    searchLabel: 'ヘルプを検索',
    results: (n, q) => `「${q}」の検索結果：${n}件`,
    none: '当てはまる記事が見つかりませんでした。',
    noneNext: '言葉を短くするか、別の言い方でお試しください。チャットでもお答えします。',
    home: 'ヘルプセンターのトップ',
    updated: '更新日',
    other: 'English',
    notFound: 'この記事は見つかりませんでした。',
    skip: '本文へ進む',
    empty: '公開中の記事はまだありません。',
    related: '同じ分類の記事',
    here: '現在の位置',
    all: (category, n) => `${category}の記事をすべて見る（${n}件）`,
    helpful: 'この記事は役に立ちましたか',
    yes: 'はい',
    no: 'いいえ',
    thanks: 'ご意見をありがとうございました。',
    sorry: 'お役に立てず申し訳ありません。',
    what: '何が足りなかったか、よろしければお聞かせください（500文字まで）',
    noNames: 'お名前や連絡先は書かないでください。お返事が必要なときは、チャットでお問い合わせください。',
    send: '送る',
  },
  en: {
    title: 'Help centre',
    lead: 'Search in your own words, or choose from the list below.',
    search: 'Search',
    searchLabel: 'Search the help centre',
    results: (n, q) => `${n} ${n === 1 ? 'result' : 'results'} for “${q}”`,
    none: 'No article matches.',
    noneNext: 'Try fewer or other words. You can also ask in the chat.',
    home: 'Help centre home',
    updated: 'Updated',
    other: '日本語',
    notFound: 'This article was not found.',
    skip: 'Skip to content',
    empty: 'No articles have been published yet.',
    related: 'In the same category',
    here: 'You are here',
    all: (category, n) => `All ${n} articles: ${category}`,
    helpful: 'Was this article helpful?',
    yes: 'Yes',
    no: 'No',
    thanks: 'Thank you for telling us.',
    sorry: 'We are sorry it did not help.',
    what: 'What was missing? (optional, up to 500 characters)',
    noNames: 'Please leave out names and contact details. If you need an answer, ask in the chat.',
    send: 'Send',
  },
};
