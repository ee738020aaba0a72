import type { Language } from '#contracts/time.ts';

export type Consent = 'opt-out' | 'opt-in' | 'help';

/**
 * Words that are a command when they are the whole message: the mandatory ones of US carriers (Vonage Opt-Out Assist: STOP, END, QUIT, CANCEL,
 * UNSUBSCRIBE, START, HELP and what toll-free networks add), and what is written in Japan.
 */
const WORDS: Record<Language, Record<Consent, string>> = {
  en: {
    'opt-out': 'stop|stopall|stop all|end|quit|cancel|unsubscribe|revoke|optout|opt out|opt-out',
    'opt-in': 'start|unstop|join|subscribe|optin|opt in|opt-in',
    help: 'help|info',
  },
  ja: {
    'opt-out': '停止|配信停止|配信を停止|受信停止|受信拒否|配信拒否|配信解除|解除|登録解除|購読解除|ストップ',
    'opt-in': '再開|配信再開|配信を再開|受信再開|停止解除|配信停止解除|配信開始|スタート',
    help: 'ヘルプ|へるぷ',
  },
};

const TABLE = new Map<string, { consent: Consent; language: Language }>();
for (const language of ['en', 'ja'] as const)
  for (const consent of ['opt-out', 'opt-in', 'help'] as const)
    for (const word of WORDS[language][consent].split('|')) TABLE.set(word, { consent, language });

/** The command a whole message is, if it is one; in any width and case, with quotes and stops around it. */
export const keywordOf = (text: string): { consent: Consent; language: Language } | undefined =>
  text.length > 32
    ? undefined
    : TABLE.get(
        text
          .normalize('NFKC')
          .toLowerCase()
          .replace(/^[\s"'「『“”.。!]+|[\s"'」』“”.。!]+$/gu, '')
          .replace(/\s+/gu, ' '),
      );
