import { AppError } from '#contracts/errors.ts';
import type { Settings, StoredRecognizer } from '../ports/content-stores.ts';
import type { Ports } from '../ports.ts';

const originOf = (url: string | undefined): string => (url ? new URL(url).origin : '');

/** The key stays only with the address it was given for: who changes the address cannot send it elsewhere. */
const sealedKeyOf = (
  ports: Ports,
  before: StoredRecognizer | undefined,
  next: StoredRecognizer,
): string | undefined => {
  if (next.key === '') return undefined;
  if (next.key === undefined)
    return originOf(next.url) === originOf(before?.url) ? before?.sealedKey : undefined;
  if (!ports.bot.recognizer)
    throw new AppError('invalid-input', { issues: [{ path: 'bot.recognizer.key' }] });
  return ports.bot.recognizer.seal(next.key);
};

/**
 * The bot's settings as they are to be stored: a recognizer left out stays as it was, a key given is sealed.
 * @throws AppError `invalid-input` (an endpoint without an address or a model)
 */
export const keepRecognizer = (
  ports: Ports,
  before: Settings['bot'],
  next: Settings['bot'],
): Settings['bot'] => {
  const chosen = next.recognizer;
  if (!chosen) return before.recognizer ? { ...next, recognizer: before.recognizer } : next;
  const missing = (['url', 'model'] as const).filter((field) => !chosen[field]);
  if (chosen.kind === 'endpoint' && missing.length > 0)
    throw new AppError('invalid-input', {
      issues: missing.map((field) => ({ path: `bot.recognizer.${field}` })),
    });
  const sealedKey = sealedKeyOf(ports, before.recognizer, chosen);
  return {
    ...next,
    recognizer: {
      kind: chosen.kind,
      ...(chosen.url === undefined ? {} : { url: chosen.url }),
      ...(chosen.model === undefined ? {} : { model: chosen.model }),
      ...(sealedKey === undefined ? {} : { sealedKey }),
    },
  };
};
