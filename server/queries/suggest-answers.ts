import type { AssistSource, AssistSuggestion } from '#contracts/http-assist.ts';
import type { Language } from '#contracts/time.ts';
import { authorize } from '../domain/access/can.ts';
import { cannedScore, type Offer, rankOffers, type Sent, sentAfter, wordsOf } from '../domain/assist/rank.ts';
import { askedBefore } from '../domain/learning/asked-before.ts';
import type { Canned } from '../ports/content-stores.ts';
import { type Scope, system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { readConversation } from './get-conversation.ts';

const scope = system('suggest-answers');
const LOOK_BACK = 20;
const MAX_QUESTION = 1_000;
/** Canned responses looked through at most; the store's own largest page. */
const MAX_CANNED = 100;
/** What agents sent, and canned responses, are read again after this. Milliseconds. */
const FRESH_MS = 30_000;
const MAX_OFFERED = 4_000;

interface Known {
  readAt: number;
  sent: readonly Sent[];
  canned: readonly Canned[];
}
const kept = new WeakMap<Ports['stores'], Map<Language, Promise<Known>>>();

const read = async (ports: Ports, language: Language): Promise<Known> => {
  const [examples, canned] = await Promise.all([
    ports.stores.assist.examples.newest(scope, language),
    ports.stores.canned.list(scope, { limit: MAX_CANNED }),
  ]);
  return {
    readAt: ports.clock.now().getTime(),
    sent: examples.map(({ tokens, source }) => ({ tokens: new Set(tokens), source })),
    canned: canned.items.filter((one) => one.language === language),
  };
};

/** What agents sent and what is prepared, not older than half a minute. */
export const knownToAgents = async (ports: Ports, language: Language): Promise<Known> => {
  const byLanguage = kept.get(ports.stores) ?? new Map<Language, Promise<Known>>();
  kept.set(ports.stores, byLanguage);
  const before = byLanguage.get(language);
  const known = await before?.catch(() => undefined);
  if (known && ports.clock.now().getTime() - known.readAt < FRESH_MS) return known;
  if (byLanguage.get(language) === before) byLanguage.set(language, read(ports, language));
  return byLanguage.get(language) ?? read(ports, language);
};

const cannedOffer = ({ id, title, text, shortcut }: Canned, question: ReadonlySet<string>): Offer => ({
  kind: 'canned',
  id,
  title,
  text,
  score: cannedScore(question, title, shortcut, text),
});

/** Articles that agents sent after questions like this one, although they do not fit by themselves. */
const articleOffers = async (
  ports: Ports,
  sources: readonly AssistSource[],
  there: readonly Offer[],
  language: Language,
): Promise<Offer[]> => {
  const missing = sources.filter(
    ({ kind, id }) => kind === 'article' && !there.some((one) => one.kind === kind && one.id === id),
  );
  const found = await Promise.all(missing.map(({ id }) => ports.stores.articles.get(scope, id)));
  return found.flatMap((article) => {
    if (article?.status !== 'published' || article.language !== language) return [];
    const { id, title, slug, body } = article;
    return [{ kind: 'article' as const, id, title, slug, text: body, score: 0 }];
  });
};

/**
 * Answers that fit the customer's last words in a conversation that people hold, best first, each with its source; nothing where there is nothing to
 * answer. Definition of the order: `rankOffers`. @throws AppError `not-found`, `not-allowed`
 */
export const suggestAnswers = async (
  ports: Ports,
  caller: Scope,
  conversationId: string,
): Promise<{ items: AssistSuggestion[]; seq: number }> => {
  const conversation = await readConversation(ports, caller, conversationId);
  authorize(caller, 'reply', { conversation });
  const nothing = { items: [], seq: 0 };
  if (conversation.speaker !== 'human' || conversation.spam || conversation.status === 'resolved')
    return nothing;
  const messages = await ports.stores.messages.page(scope, conversationId, {
    beforeSeq: Number.MAX_SAFE_INTEGER,
    limit: LOOK_BACK,
    visible: 'public',
  });
  const last = messages.at(-1);
  const text = askedBefore(messages, MAX_QUESTION);
  if (last?.direction !== 'inbound' || text === '') return nothing;
  const { language } = conversation;
  const question = new Set(wordsOf(text));
  const [fits, known] = await Promise.all([ports.bot.fits(text, language), knownToAgents(ports, language)]);
  const offers: Offer[] = [...fits, ...known.canned.map((canned) => cannedOffer(canned, question))];
  const learned = await articleOffers(ports, sentAfter(question, known.sent), offers, language);
  const items = rankOffers(question, [...offers, ...learned], known.sent);
  return { items: items.map((one) => ({ ...one, text: one.text.slice(0, MAX_OFFERED) })), seq: last.seq };
};
