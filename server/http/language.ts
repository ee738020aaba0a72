import type { IncomingMessage } from 'node:http';
import type { Language } from '#contracts/time.ts';

/** The language of an answer by Accept-Language: the better liked of ja and en; without the header (a program) English. */
export const languageOf = (request: Pick<IncomingMessage, 'headers'>): Language => {
  const ranked = (request.headers['accept-language'] ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...params] = part.trim().toLowerCase().split(';');
      const q = Number(
        params
          .find((param) => param.trim().startsWith('q='))
          ?.trim()
          .slice(2) ?? 1,
      );
      return { language: tag.split('-')[0] ?? '', q: Number.isFinite(q) ? q : 0 };
    })
    .filter((wish) => wish.q > 0)
    .toSorted((a, b) => b.q - a.q);
  for (const { language } of ranked) if (language === 'ja' || language === 'en') return language;
  return 'en';
};
