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
  },
};
