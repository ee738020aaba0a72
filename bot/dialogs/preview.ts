import type { BotOrder } from '#contracts/bot.ts';
import type { DialogDefinition, DialogPreview } from '#contracts/dialog.ts';
import type { Language } from '#contracts/time.ts';
import { advance, newRun } from './engine/advance.ts';
import { line } from './engine/lines.ts';
import { type Effect, Run, type RunContext, type RunInput } from './engine/run.ts';

/** What is tried: a draft, the state the last step left, and the customer's words. */
export interface PreviewAsk {
  draft: DialogDefinition;
  language: Language;
  preview?: DialogPreview | undefined;
  text: string;
  customer?:
    | { verified: boolean; name?: string | undefined; email?: string | undefined; phone?: string | undefined }
    | undefined;
  callFails?: boolean | undefined;
  now: string;
  timeZone: string;
}

const MAX_SAID = 200;
/** Calls of one preview step: a draft may call in circles. */
const MAX_CALLS = 10;
const SAMPLE = {
  ja: { name: '山田 花子', items: ['和紙ペンダント 月', '真鍮デスクランプ'] },
  en: { name: 'Hana Yamada', items: ['Paper pendant Moon', 'Brass desk lamp'] },
};

/** Two orders as somebody might have them: one on its way to be packed, one delivered. */
const sampleOrders = (language: Language, now: string): BotOrder[] =>
  (['paid', 'delivered'] as const).map((status, at) => ({
    number: `A-1000${2 - at}`,
    status,
    placedAt: new Date(Date.parse(now) - (2 + at * 30) * 86_400_000).toISOString(),
    items: [SAMPLE[language].items[at] ?? ''],
    total: 12_000,
    currency: 'JPY',
  }));

const contextOf = ({ language, customer, now, timeZone }: PreviewAsk): RunContext => {
  const who = customer ?? {
    verified: true,
    name: SAMPLE[language].name,
    email: 'hana@example.com',
    phone: '+81312345678',
  };
  return {
    language,
    now,
    timeZone,
    orders: who.verified ? sampleOrders(language, now) : [],
    customer: {
      verified: who.verified,
      ...(who.name ? { name: who.name } : {}),
      ...(who.email ? { email: who.email } : {}),
      ...(who.phone ? { phone: who.phone } : {}),
    },
    // Whatever an action is, a preview calls none.
    irreversible: () => false,
  };
};

type Said = DialogPreview['said'];

const saidOf = (effects: readonly Effect[], { language }: RunContext, title: string): Said =>
  effects.flatMap((effect): Said => {
    if (effect.kind === 'say')
      return [
        {
          by: 'bot',
          text: effect.text,
          ...(effect.choices ? { choices: effect.choices.map(({ label }) => label) } : {}),
        },
      ];
    if (effect.kind === 'hand-over') {
      const key =
        effect.cause === 'step' || effect.cause === 'refused' ? 'hand-over' : `hand-over.${effect.cause}`;
      const text = effect.text ?? line(language, key as 'hand-over');
      return [{ by: 'bot', text }];
    }
    if (effect.kind === 'cancelled') return [{ by: 'bot', text: line(language, 'cancelled') }];
    return effect.kind === 'unverified' ? [{ by: 'bot', text: line(language, 'unverified', { title }) }] : [];
  });

const endOf = (effects: readonly Effect[]): DialogPreview['ended'] => {
  const last = effects.at(-1)?.kind;
  if (last === 'cancelled') return 'cancelled';
  return last === 'hand-over' || last === 'unverified' ? 'handed-over' : 'done';
};

/** One step of trying a draft: nothing is kept, nobody is called, and a call is answered as a dry run is. Total: any state that cannot be read begins anew. */
export const previewDialog = (ask: PreviewAsk): DialogPreview => {
  const { draft, language, preview, text } = ask;
  const context = contextOf(ask);
  const kept = Run.safeParse(preview?.run);
  const said: Said = preview && kept.success ? [...preview.said] : [];
  if (text.trim() !== '') said.push({ by: 'customer', text });
  let run: Run = kept.success ? kept.data : newRun('preview', 0, ask.now);
  let input: RunInput = kept.success ? { kind: 'text', text } : { kind: 'begin', text };
  const title = draft.title[language] || draft.title.ja || draft.title.en;
  for (let calls = 0; calls < MAX_CALLS; calls += 1) {
    const step = advance(draft, run, input, context);
    said.push(...saidOf(step.effects, context, title));
    if (!step.run)
      return { said: said.slice(-MAX_SAID), slots: step.slots, over: true, ended: endOf(step.effects) };
    run = step.run;
    if (run.waits !== 'call') break;
    input = { kind: 'answered', ok: !ask.callFails, dryRun: true, answer: {} };
  }
  return { said: said.slice(-MAX_SAID), slots: run.slots, step: run.step, over: false, run };
};
