import type { BotAnswer, BotAskResult, BotSettings } from '#contracts/bot.ts';
import { fillWords } from '#contracts/fill-words.ts';
import { pickFor } from '#contracts/pick-audience.ts';
import type { Language } from '#contracts/time.ts';
import { answerText, bestSection, citationOf } from './answers.ts';
import { hoursText } from './dialogs/opening-hours.ts';
import type { Knowledge } from './knowledge.ts';
import { decide } from './policy/decide.ts';
import type { Detectors } from './policy/detect.ts';
import { regulatedWordIn } from './policy/regulated.ts';
import { isDanger } from './policy/safety.ts';
import { bare, normalise } from './recognizer/normalise.ts';
import { searchWords } from './recognizer/retrieval.ts';
import { say } from './replies/say.ts';

const MAX_CANDIDATES = 5;

const candidatesOf = async (knowledge: Knowledge, text: string): Promise<BotAskResult['candidates']> =>
  (await knowledge.recognize(text)).slice(0, MAX_CANDIDATES).map(({ intent, probability }) => {
    const meaning = knowledge.meaningOf(intent);
    return {
      intent: meaning?.kind === 'article' ? meaning.article.slug : intent,
      title: meaning?.title ?? intent,
      probability,
    };
  });

/** The first words of a dialog to somebody unknown. */
const dialogText = (
  language: Language,
  settings: BotSettings,
  id: string,
  title: string,
  asked: string,
): string => {
  if (id === 'order-status') return say(language, 'order.unverified');
  const clock = id === 'opening-hours' ? settings.hours?.(language) : undefined;
  return clock ? hoursText(language, clock, asked) : title;
};

/** What somebody unknown gets of an answer of the operator. */
const ownDryRun = (
  knowledge: Knowledge,
  settings: BotSettings,
  own: BotAnswer,
  text: string,
): Omit<BotAskResult, 'candidates'> => {
  const { language } = knowledge;
  const content = pickFor(own.variants, { tier: 'C', stage: 'prospect' })?.content;
  if (content?.kind === 'text') {
    const known = { 'shop.name': settings.shopName[language], 'bot.name': settings.name[language] };
    return { decision: 'answer', answer: fillWords(content.text, known, language, ''), citations: [] };
  }
  const meaning =
    content?.kind === 'article' ? knowledge.meaningOf(`article:${content.articleId}`) : undefined;
  if (meaning?.kind !== 'article') return { decision: 'escalate', citations: [], reason: 'policy' };
  const { section } = bestSection(knowledge, meaning.article.id, text);
  return {
    decision: 'answer',
    answer: answerText(language, meaning.article, section, false),
    citations: [citationOf(meaning.article, section)],
  };
};

/** What the policy would do with a text asked by somebody unknown, outside any conversation. */
export const dryRun = async (
  knowledge: Knowledge,
  settings: BotSettings,
  detectors: Detectors,
  text: string,
): Promise<BotAskResult> => {
  const { language } = knowledge;
  const candidates = await candidatesOf(knowledge, text);
  const escalate = (reason: NonNullable<BotAskResult['reason']>): BotAskResult => ({
    decision: 'escalate',
    citations: [],
    candidates,
    reason,
  });
  if (isDanger(text) || regulatedWordIn(text, settings.regulated) !== undefined) return escalate('regulated');
  const signals = await detectors.hear(text);
  if (signals.wantsPerson) return escalate('customer-asked');
  if (signals.angry) return escalate('anger');
  if (bare(normalise(text)) === '')
    return { decision: 'clarify', answer: say(language, 'clarify.unreadable'), citations: [], candidates };
  const decision = await decide(
    knowledge,
    settings.bands[language],
    text,
    new Set(searchWords(text.slice(0, 300), language)).size,
  );
  if (decision.kind === 'escalate') return escalate('out-of-scope');
  if (decision.kind === 'clarify')
    return { decision: 'clarify', answer: say(language, 'clarify.ask'), citations: [], candidates };
  const { meaning } = decision.option;
  if (meaning.kind === 'article') {
    const { section } = bestSection(knowledge, meaning.article.id, text);
    return {
      decision: 'answer',
      answer: answerText(language, meaning.article, section, false),
      citations: [citationOf(meaning.article, section)],
      candidates,
    };
  }
  if (meaning.kind === 'answer')
    return { ...ownDryRun(knowledge, settings, meaning.answer, text), candidates };
  if (meaning.kind === 'dialog')
    return { decision: 'answer', answer: meaning.title, citations: [], candidates };
  switch (meaning.intent.kind) {
    case 'wish':
      return escalate('customer-asked');
    case 'topic':
    case 'complaint':
      return escalate('out-of-scope');
    case 'dialog':
      return {
        decision: 'answer',
        answer: dialogText(language, settings, meaning.intent.id, meaning.title, text),
        citations: [],
        candidates,
      };
    default:
      return { decision: 'answer', answer: say(language, 'greeting.offer'), citations: [], candidates };
  }
};
