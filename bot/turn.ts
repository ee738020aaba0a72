import type { BotAction, BotAnswer } from '#contracts/bot.ts';
import { promisedStep } from './after-person.ts';
import { answerFrom, answerOf, moreOf } from './answers.ts';
import { handOver } from './dialogs/hand-over.ts';
import { tellHours } from './dialogs/opening-hours.ts';
import { orderStatus } from './dialogs/order-status.ts';
import { beginDefined, definedUnderWay, takeUpCall } from './dialogs/run-defined.ts';
import { isGibberish, openerOf } from './openers.ts';
import { contentFor, tellOwn } from './own-answers.ts';
import { peopleFirst, regulatedWords, turnCap } from './people-first.ts';
import { choiceOf } from './policy/choice.ts';
import { type Decision, decide, type Option, SURE } from './policy/decide.ts';
import { orderNumbersIn } from './policy/facts.ts';
import { isDanger } from './policy/safety.ts';
import { bare, normalise } from './recognizer/normalise.ts';
import { searchWords } from './recognizer/retrieval.ts';
import { compose } from './replies/compose.ts';
import { type ReplyKey, say } from './replies/say.ts';
import type { Scene } from './scene.ts';
import { severalOf } from './several.ts';
import { askMatter, PERSON_OFFERED, smallTalk } from './small-talk.ts';
import { noteMatter, noteTried } from './state.ts';

/** A step of the policy: the turn's actions, or undefined to let the next step look. */
type Step = (scene: Scene) => Promise<BotAction[] | undefined>;

const intentOf = ({ label, meaning }: Option): { id: string; title: string } => ({
  id: meaning.kind === 'article' ? (meaning.article.intent ?? meaning.article.slug) : label,
  title: meaning.title,
});
const skillsOf = ({ meaning }: Option): readonly string[] =>
  meaning.kind === 'article'
    ? (meaning.article.skills ?? [])
    : meaning.kind === 'answer'
      ? meaning.answer.skills
      : meaning.kind === 'dialog'
        ? []
        : meaning.intent.skills;

const danger: Step = async (scene) =>
  isDanger(scene.text) ? handOver(scene, { reason: 'regulated', skills: ['safety'] }) : undefined;

/** The operator's own words for a dialog mean that dialog, whatever they resemble: "book a call" is no wish for a person now. */
const asDialog = ({ knowledge, text, payload, state }: Scene): boolean =>
  payload === undefined && state.dialog === undefined && knowledge.dialogSaid(text) !== undefined;

const wish: Step = async (scene) => {
  if (scene.payload !== 'person' && (!scene.signals.wantsPerson || asDialog(scene))) return undefined;
  return handOver(scene, { reason: 'customer-asked' });
};

const anger: Step = async (scene) =>
  scene.signals.angry && !asDialog(scene) ? handOver(scene, { reason: 'anger' }) : undefined;

/** Nothing but files: a person must look. */
const attachmentsOnly: Step = async (scene) =>
  scene.attachments > 0 && scene.text === '' && scene.payload === undefined
    ? handOver(scene, { reason: 'out-of-scope', words: 'escalate.attachment' })
    : undefined;

/** The question that led to a choice, by which the part of the chosen article is found. */
const lastQuestion = ({ state }: Scene): string => state.matter?.last ?? '';

const buttons: Step = async (scene) => {
  const { payload, language, knowledge } = scene;
  if (payload === 'solved') return smallTalk(scene, 'solved');
  if (payload?.startsWith('order:')) return orderStatus(scene, payload.slice('order:'.length));
  const offered = payload?.startsWith('intent:')
    ? knowledge.meaningOf(payload.slice('intent:'.length))
    : undefined;
  if (!payload || !offered) return undefined;
  const option: Option = { label: payload.slice('intent:'.length), meaning: offered, probability: 1 };
  noteTried(scene.state, say(language, 'card.tried.chosen', { title: option.meaning.title }));
  const question = scene.state.clarifying ? lastQuestion(scene) : '';
  delete scene.state.clarifying;
  return act(scene, option, question);
};

/** The answer to a clarifying question: a choice, a clearer question, or a failure that goes to a person. */
const clarified: Step = async (scene) => {
  const { state, knowledge, language, payload } = scene;
  const asked = state.clarifying;
  if (!asked) return undefined;
  delete state.clarifying;
  // Only asked what it is about: whatever comes now is looked at afresh.
  if (asked.length === 0) return undefined;
  const labels = asked.map((label) => knowledge.meaningOf(label)?.title ?? '');
  const choice = payload === 'none' ? 'none' : choiceOf(scene.text, labels);
  const label = typeof choice === 'number' ? asked[choice] : undefined;
  const meaning = label === undefined ? undefined : knowledge.meaningOf(label);
  if (label !== undefined && meaning) {
    noteTried(state, say(language, 'card.tried.chosen', { title: meaning.title }));
    return act(scene, { label, meaning, probability: 1 }, lastQuestion(scene));
  }
  if (choice !== 'none' && orderNumbersIn(scene.text).length === 0) {
    const decision = await decideOn(scene);
    if (decision.kind === 'answer' && decision.option.label !== 'not-solved')
      return act(scene, decision.option, scene.text);
  } else if (choice !== 'none') return undefined;
  state.failedClarifications += 1;
  return handOver(scene, { reason: 'clarify-failed' });
};

/** A dialog under way goes on, unless the text is clearly another matter. */
const dialogUnderWay: Step = async (scene) => {
  const { state } = scene;
  const defined = await definedUnderWay(scene, { decide: decideOn, act });
  if (defined) return defined;
  if (state.dialog?.name !== 'order-status') {
    delete state.dialog;
    return undefined;
  }
  if (orderNumbersIn(scene.text).length === 0 && !/^[\s\d０-９]+$/.test(scene.text)) {
    const decision = await decideOn(scene);
    if (
      decision.kind === 'answer' &&
      decision.option.label !== 'order-status' &&
      decision.option.probability >= SURE
    ) {
      delete state.dialog;
      return act(scene, decision.option, scene.text);
    }
  }
  return orderStatus(scene, scene.text);
};

const THUMBS_UP =
  /[\u{1F44D}\u{1F44C}\u{1F64F}\u{1F60A}\u{1F603}\u{1F604}\u{1F60D}\u{1F44F}\u{2764}\u{1F495}]/u;

const THUMBS_DOWN = /[\u{1F44E}\u{1F61E}\u{1F622}]/u;

/** No words to go by: emoji, punctuation, an empty message. Asked about once. */
const unreadable: Step = async (scene) => {
  if (bare(normalise(scene.text)) !== '') return undefined;
  if (THUMBS_UP.test(scene.text)) {
    const thanked = await smallTalk(scene, 'thanks');
    return scene.state.lastAnswerKey === undefined ? thanked : [...thanked, { type: 'vote', helpful: true }];
  }
  if (THUMBS_DOWN.test(scene.text) && scene.state.lastAnswerKey !== undefined)
    return smallTalk(scene, 'not-solved');
  return askMatter(scene, 'clarify.unreadable');
};

/** Last answers that end in the offer of a person. */
const OFFERING: ReadonlySet<string> = new Set([PERSON_OFFERED, 'order:unverified', 'order:none']);

/** Words that hold no matter: the bot asks for it, once; after an answer they are about that answer. */
const opener: Step = async (scene) => {
  const { state, language, payload } = scene;
  const kind = payload === undefined ? openerOf(scene.text) : undefined;
  if (!kind) return undefined;
  const answered = state.lastAnswerKey;
  if (kind === 'yes' && answered !== undefined)
    return OFFERING.has(answered)
      ? handOver(scene, { reason: 'customer-asked' })
      : smallTalk(scene, 'thanks');
  if (answered === undefined || kind === 'matter') return askMatter(scene);
  const rest = kind === 'more' ? moreOf(scene, answered) : undefined;
  if (rest) return [rest];
  noteTried(state, say(language, 'card.tried.unclear'));
  return smallTalk(scene, 'not-solved');
};

/** An order number says what it is about. */
const namedOrder: Step = async (scene) => {
  if (orderNumbersIn(scene.text).length === 0) return undefined;
  // What is to be done with it is said by the rest: "cancel A-20417".
  const rest = scene.text.normalize('NFKC').replace(/\b[a-z]{1,4}-?\d{4,10}\b/gi, ' ');
  const wanted = await decideOn(scene, rest);
  if (wanted.kind === 'answer' && wanted.option.meaning.kind === 'dialog')
    return act(scene, wanted.option, scene.text);
  const decision = await decideOn(scene);
  const other = decision.kind === 'answer' && decision.option.label !== 'order-status';
  noteMatter(scene.state, scene.text);
  return other && decision.option.probability >= SURE
    ? act(scene, decision.option, scene.text)
    : orderStatus(scene, scene.text);
};

const decideOn = (scene: Scene, text = scene.text): Promise<Decision> =>
  decide(
    scene.knowledge,
    scene.settings.bands[scene.language],
    text,
    new Set(searchWords(text.slice(0, 300), scene.language)).size,
  );

const clarify = (scene: Scene, found: readonly Option[]): BotAction[] => {
  const { state, language } = scene;
  // An article and a dialog of one title: the more likely stands for both.
  const options = found.filter(
    ({ meaning }, at) => found.findIndex((one) => one.meaning.title === meaning.title) === at,
  );
  state.clarifying = options.map(({ label }) => label);
  const titles = options.map(({ meaning }) => meaning.title);
  noteMatter(state, scene.text);
  noteTried(
    state,
    say(language, 'card.tried.clarify', { options: titles.join(language === 'ja' ? '、' : ', ') }),
  );
  const [only] = titles;
  const text =
    titles.length === 1
      ? say(language, 'clarify.ask-one', { title: only ?? '' })
      : say(language, 'clarify.ask');
  const choices = [
    ...options.map(({ label, meaning }) => ({
      label: meaning.title,
      payload: `intent:${label}`.slice(0, 200),
    })),
    { label: say(language, 'clarify.none'), payload: 'none' },
  ];
  return [
    compose(scene, { text, choices, bot: { decision: 'clarify', confidence: options[0]?.probability ?? 0 } }),
  ];
};

/** What the operator's own answer is to this customer. */
const ownAnswer = async (
  scene: Scene,
  option: Option,
  own: BotAnswer,
  question: string,
): Promise<BotAction[]> => {
  const content = contentFor(scene, own);
  const said = { intent: intentOf(option), skills: own.skills, confidence: option.probability };
  if (content?.kind === 'text') {
    const told = await tellOwn(scene, own, content.text, option.probability);
    return told ? [told] : handOver(scene, { ...said, reason: 'same-answer-twice' });
  }
  if (content?.kind === 'article' || content?.kind === 'dialog') {
    const label = content.kind === 'article' ? `article:${content.articleId}` : `dialog:${content.dialogId}`;
    const meaning = scene.knowledge.meaningOf(label);
    if (meaning && meaning.kind !== 'answer') return act(scene, { ...option, label, meaning }, question);
  }
  if (content?.kind !== 'hand-over') return handOver(scene, { ...said, reason: 'out-of-scope' });
  const skills = [...new Set([...own.skills, ...content.skills])];
  const priority = content.priority === undefined ? {} : { priority: content.priority };
  return handOver(scene, {
    ...said,
    ...priority,
    skills,
    reason: 'policy',
    cardReason: 'card.reason.own-answer',
  });
};

/** Does what an intent stands for. */
const act = async (scene: Scene, option: Option, question: string): Promise<BotAction[]> => {
  const { meaning, probability } = option;
  const said = { intent: intentOf(option), skills: skillsOf(option), confidence: probability };
  scene.state.failedClarifications = 0;
  if (meaning.kind !== 'built-in' || !['smalltalk', 'wish'].includes(meaning.intent.kind))
    noteMatter(scene.state, scene.text);
  if (meaning.kind === 'built-in' && meaning.intent.kind === 'smalltalk')
    return smallTalk(scene, meaning.intent.id);
  if (meaning.kind === 'built-in' && meaning.intent.kind === 'wish')
    return handOver(scene, { reason: 'customer-asked' });
  if (meaning.kind === 'built-in' && meaning.intent.kind === 'complaint')
    return handOver(scene, { ...said, reason: 'out-of-scope', priority: 'high' });
  scene.state.lastIntent = option.label;
  if (meaning.kind === 'dialog') return beginDefined(scene, meaning.dialog);
  if (meaning.kind === 'answer') return ownAnswer(scene, option, meaning.answer, question);
  if (meaning.kind === 'built-in' && meaning.intent.id === 'order-status')
    return orderStatus(scene, scene.text);
  if (meaning.kind === 'built-in' && meaning.intent.kind === 'topic')
    return handOver(scene, { ...said, reason: 'out-of-scope' });
  const answer =
    meaning.kind === 'article'
      ? answerFrom(scene, [answerOf(scene.knowledge, meaning.article, question)], probability)
      : tellHours(scene, probability);
  return answer ? [answer] : handOver(scene, { ...said, reason: 'same-answer-twice' });
};

/** Two questions in one message are both answered. */
const several: Step = async (scene) => {
  const { knowledge, state, text } = scene;
  const [one, two] = await severalOf(text, knowledge, (part) => decideOn(scene, part));
  if (one?.option.meaning.kind !== 'article' || two?.option.meaning.kind !== 'article') return undefined;
  noteMatter(state, text);
  state.failedClarifications = 0;
  state.lastIntent = one.option.label;
  const answer = answerFrom(
    scene,
    [
      answerOf(knowledge, one.option.meaning.article, one.question),
      answerOf(knowledge, two.option.meaning.article, two.question),
    ],
    Math.min(one.option.probability, two.option.probability),
  );
  return answer ? [answer] : handOver(scene, { reason: 'same-answer-twice' });
};

const question: Step = async (scene) => {
  const decision = await decideOn(scene);
  if (decision.kind === 'answer') return act(scene, decision.option, scene.text);
  if (decision.kind === 'clarify') return clarify(scene, decision.options);
  const { best } = decision;
  if (!best && isGibberish(scene.text)) return askMatter(scene);
  noteMatter(scene.state, scene.text);
  return handOver(scene, {
    reason: 'out-of-scope',
    ...(best ? { intent: intentOf(best), skills: skillsOf(best) } : {}),
  });
};

/** In this order: what a person must see, what was tapped, what is under way, what is asked. */
const STEPS: readonly Step[] = [
  takeUpCall,
  danger,
  regulatedWords,
  promisedStep,
  wish,
  anger,
  peopleFirst,
  turnCap,
  attachmentsOnly,
  buttons,
  clarified,
  dialogUnderWay,
  unreadable,
  opener,
  namedOrder,
  several,
  question,
];

/** Works a turn out. The scene's state is changed in place. */
export const playTurn = async (scene: Scene): Promise<BotAction[]> => {
  for (const step of STEPS) {
    const actions = await step(scene);
    if (actions) return actions;
  }
  return handOver(scene, { reason: 'out-of-scope', words: 'escalate.out-of-scope' satisfies ReplyKey });
};
