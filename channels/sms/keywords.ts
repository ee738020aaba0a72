import type { Language } from '#contracts/time.ts';

export type Consent = 'opt-out' | 'opt-in' | 'help';

/**
 * Words that are a command when they are the whole message. The English ones are those Twilio acts on by itself, without YES: it is an answer to too many
 * questions. CANCEL and END stop us as well, for Twilio blocks the number on them whatever we think.
 */
const WORDS: Record<Language, Record<Consent, readonly string[]>> = {
  en: {
    'opt-out': [
      'stop',
      'stopall',
      'stop all',
      'unsubscribe',
      'cancel',
      'end',
      'quit',
      'revoke',
      'optout',
      'opt out',
      'opt-out',
    ],
    'opt-in': ['start', 'unstop', 'subscribe', 'optin', 'opt in', 'opt-in'],
    help: ['help', 'info'],
  },
  ja: {
    'opt-out': [
      '停止',
      '配信停止',
      '配信を停止',
      '受信停止',
      '受信拒否',
      '配信拒否',
      '配信解除',
      '解除',
      '登録解除',
      '購読解除',
      'ストップ',
    ],
    'opt-in': [
      '再開',
      '配信再開',
      '配信を再開',
      '受信再開',
      '停止解除',
      '配信停止解除',
      '配信開始',
      'スタート',
    ],
    help: ['ヘルプ', 'へるぷ'],
  },
};

const TABLE = new Map<string, { consent: Consent; language: Language }>();
for (const language of ['en', 'ja'] as const) {
  for (const consent of ['opt-out', 'opt-in', 'help'] as const) {
    for (const word of WORDS[language][consent]) TABLE.set(word, { consent, language });
  }
}

/** Full and half width made one, case and outer punctuation dropped, inner blanks made one. */
const normalise = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^[\s"'「『“”.。!]+|[\s"'」』“”.。!]+$/gu, '')
    .replace(/\s+/gu, ' ');

/** The command a whole message is, if it is one. "Please stop calling" is none. */
export const keywordOf = (text: string): { consent: Consent; language: Language } | undefined =>
  text.length > 32 ? undefined : TABLE.get(normalise(text));

/** Twilio's `OptOutType` (Advanced Opt-Out): it has acted, and answered, by the account's own word lists. */
export const consentOfOptOutType = (type: string | undefined): Consent | undefined =>
  (({ STOP: 'opt-out', START: 'opt-in', HELP: 'help' }) as const)[(type ?? '').toUpperCase()];
