import { AppError } from '#contracts/errors.ts';
import type { ModelFault, ModelUse } from '#contracts/model.ts';
import type { Language } from '#contracts/time.ts';
import { authorize } from '../domain/access/can.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import type { Message } from '../domain/conversation/message.ts';
import { askedBefore } from '../domain/learning/asked-before.ts';
import { checkAnswer, objectionTo } from '../domain/model/guard.ts';
import { replyPrompt, summaryPrompt, translatePrompt } from '../domain/model/prompts.ts';
import { createVeil, type Veil, withoutMarks } from '../domain/model/veil.ts';
import type { ConversationSummary, ModelSettings } from '../ports/assist-stores.ts';
import { type Scope, system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { readConversation } from '../queries/get-conversation.ts';
import { askModel, modelFor, type Written } from './ask-model.ts';

/** Messages the model reads at most, the last; and letters of each. */
const MAX_MESSAGES = 40;
const MAX_LINE = 800;
const MAX_SUMMARY = 1_500;
const MAX_SOURCE = 1_500;
/** Small numbers are written in words in one language and as digits in another. */
const FREE_BELOW = 32;

const READERS: Record<Message['author']['kind'], string> = {
  customer: 'CUSTOMER',
  bot: 'BOT',
  agent: 'AGENT',
  system: 'SYSTEM',
};

/** What an agent wants of the model there and then. @throws AppError `model-off` */
const settingsFor = async (ports: Ports, use: ModelUse): Promise<ModelSettings> => {
  const settings = await modelFor(ports, use);
  if (!settings) throw new AppError('model-off');
  return settings;
};

/** The names a conversation is known to hold: the customer's and those of the agents who wrote. */
const veilOf = async (
  ports: Ports,
  scope: Scope,
  conversation: Conversation,
  messages: readonly Message[],
): Promise<Veil> => {
  const customer = await ports.stores.customers.get(scope, conversation.customerId);
  const names = messages.flatMap(({ author }) => (author.name && author.kind !== 'bot' ? [author.name] : []));
  return createVeil([...(customer?.name ? [customer.name] : []), ...names]);
};

/** Everything said in the open, one a line; notes are for colleagues and stay here. */
const talkOf = (messages: readonly Message[], veil: Veil): string =>
  messages
    .filter(({ direction, text }) => direction !== 'note' && text.trim() !== '')
    .map(({ author, text }) => `${READERS[author.kind]}: ${veil.hide(text.slice(0, MAX_LINE))}`)
    .join('\n');

/** The text if it keeps to what it was made of, its marks shown again. */
const shownIf = (veil: Veil, text: string, made: string, longest: number): Written => {
  const bare = text.trim();
  const objection =
    bare === '' || bare.length > longest
      ? 'length'
      : objectionTo(withoutMarks(bare), withoutMarks(made), FREE_BELOW);
  const shown = objection === undefined ? veil.show(bare) : undefined;
  return shown === undefined ? { fault: 'invalid' } : { text: shown };
};

const read = (ports: Ports, scope: Scope, conversationId: string): Promise<Message[]> =>
  ports.stores.messages.page(scope, conversationId, {
    beforeSeq: Number.MAX_SAFE_INTEGER,
    limit: MAX_MESSAGES,
    visible: 'public',
  });

const summarise = async (
  ports: Ports,
  scope: Scope,
  settings: ModelSettings,
  conversation: Conversation,
  language: Language,
): Promise<{ summary?: ConversationSummary; fault?: ModelFault }> => {
  const messages = await read(ports, scope, conversation.id);
  const veil = await veilOf(ports, scope, conversation, messages);
  const talk = talkOf(messages, veil);
  if (talk === '') return { fault: 'invalid' };
  const written = await askModel(ports, settings, {
    use: 'summaries',
    prompt: summaryPrompt({ fence: ports.newId(), language, talk }),
  });
  if (written.text === undefined) return { fault: written.fault };
  const { text, fault } = shownIf(veil, written.text, talk, MAX_SUMMARY);
  if (text === undefined) return { fault };
  const summary: ConversationSummary = {
    id: conversation.id,
    customerId: conversation.customerId,
    text,
    language,
    seq: messages.at(-1)?.seq ?? 0,
    at: ports.clock.now(),
  };
  await ports.stores.assist.summaries.put(scope, summary);
  return { summary };
};

/** Has a conversation summarised and keeps it; erased with the customer. @throws AppError `not-found`, `not-allowed`, `model-off` */
export const summariseConversation = async (
  ports: Ports,
  scope: Scope,
  input: { conversationId: string; language: Language },
): Promise<{ summary?: ConversationSummary; fault?: ModelFault }> => {
  const conversation = await readConversation(ports, scope, input.conversationId);
  authorize(scope, 'reply', { conversation });
  return summarise(ports, scope, await settingsFor(ports, 'summaries'), conversation, input.language);
};

/** The summary written when the bot hands over, in the shop's language. Without one, the agent asks. */
export const summariseHandOver = async (ports: Ports, conversationId: string): Promise<void> => {
  const scope = system('summarise-hand-over');
  const settings = await modelFor(ports, 'handOverSummaries');
  const conversation = settings && (await ports.stores.conversations.get(scope, conversationId));
  if (!settings || !conversation || conversation.spam || conversation.status === 'bot') return;
  const { language } = await ports.stores.settings.current(scope);
  await summarise(ports, scope, settings, conversation, language);
};

/** A reply drafted from the answers that fit, for the agent to look over. @throws AppError `not-found`, `not-allowed`, `model-off` */
export const draftReply = async (
  ports: Ports,
  scope: Scope,
  conversationId: string,
): Promise<Written & { source?: { kind: string; id: string; title: string } }> => {
  const conversation = await readConversation(ports, scope, conversationId);
  authorize(scope, 'reply', { conversation });
  const settings = await settingsFor(ports, 'suggestions');
  const messages = await read(ports, scope, conversationId);
  const { language } = conversation;
  const fits = (await ports.bot.fits(askedBefore(messages, MAX_LINE), language)).slice(0, 3);
  if (fits.length === 0) return { fault: 'invalid' };
  const veil = await veilOf(ports, scope, conversation, messages);
  const sources = fits.map(({ title, text }, at) => ({
    mark: `S${at + 1}`,
    title,
    text: text.slice(0, MAX_SOURCE),
  }));
  const talk = talkOf(messages.slice(-12), veil);
  const prompt = replyPrompt({ fence: ports.newId(), language, talk, sources });
  const written = await askModel(ports, settings, { use: 'suggestions', prompt });
  if (written.text === undefined) return written;
  const checked = checkAnswer(written.text, { sources, instructions: prompt.system, language });
  const fit = checked.ok ? fits[sources.indexOf(checked.source)] : undefined;
  if (!checked.ok || !fit) return { fault: 'invalid' };
  return { text: checked.text, source: { kind: fit.kind, id: fit.id, title: fit.title } };
};

/** Translates a message or a text of the agent; nothing is stored. @throws AppError `not-found`, `not-allowed`, `model-off`, `invalid-input` */
export const translateText = async (
  ports: Ports,
  scope: Scope,
  input: { conversationId: string; to: Language; seq?: number | undefined; text?: string | undefined },
): Promise<Written> => {
  const conversation = await readConversation(ports, scope, input.conversationId);
  authorize(scope, 'reply', { conversation });
  const settings = await settingsFor(ports, 'translation');
  const messages = await read(ports, scope, conversation.id);
  const text = (input.text ?? (await messageAt(ports, scope, conversation.id, input.seq)))?.slice(0, 5_000);
  if (!text?.trim()) throw new AppError('invalid-input', { issues: [{ path: 'text' }] });
  const veil = await veilOf(ports, scope, conversation, messages);
  const hidden = veil.hide(text);
  const written = await askModel(ports, settings, {
    use: 'translation',
    prompt: translatePrompt({ fence: ports.newId(), to: input.to, text: hidden }),
  });
  if (written.text === undefined) return written;
  return shownIf(veil, written.text, hidden, text.length * 6 + 200);
};

/** The words of one public message. */
const messageAt = async (
  ports: Ports,
  scope: Scope,
  conversationId: string,
  seq: number | undefined,
): Promise<string | undefined> => {
  if (seq === undefined) return undefined;
  const ask = { afterSeq: seq - 1, limit: 1, visible: 'public' } as const;
  const [message] = await ports.stores.messages.page(scope, conversationId, ask);
  return message?.seq === seq ? message.text : undefined;
};
