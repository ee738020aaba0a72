import type { AnswerContent, AnswerDefinition } from '#contracts/answer.ts';
import type { Audience } from '#contracts/audience.ts';
import type { ErrorCode } from '#contracts/errors.ts';
import { BOT_VARIABLES, strangeVariables } from '#contracts/fill-words.ts';
import { isDefault } from '#contracts/pick-audience.ts';
import type { Language } from '#contracts/time.ts';

/** Why an answer or a greeting is refused, and where. */
export interface Refusal {
  code: Extract<ErrorCode, 'unknown-variable' | 'default-variant-required' | 'answer-incomplete'>;
  paths: string[];
}

const LANGUAGES = ['ja', 'en'] as const satisfies readonly Language[];

/** Variables in these texts that the bot could not fill: `<path>.<language>.<variable>`. */
export const unknownVariablesIn = (text: Record<Language, string>, path: string): string[] =>
  LANGUAGES.flatMap((language) =>
    strangeVariables(text[language], BOT_VARIABLES).map((name) => `${path}.${language}.${name}`),
  );

/** What keeps a draft from being saved; undefined = nothing. */
export const refuseDraft = ({ variants }: AnswerDefinition): Refusal | undefined => {
  const strange = variants.flatMap(({ content }, at) =>
    content.kind === 'text' ? unknownVariablesIn(content.text, `variants.${at}.text`) : [],
  );
  if (strange.length > 0) return { code: 'unknown-variable', paths: strange };
  const defaults = variants.filter(({ audience }) => isDefault(audience));
  if (defaults.length !== 1) return { code: 'default-variant-required', paths: ['variants'] };
  return undefined;
};

const speaks = (content: AnswerContent, language: Language): boolean =>
  content.kind !== 'text' || content.text[language].trim() !== '';

/** Whether the answer is whole in a language: a title, an example and words in each variant. */
export const isWholeIn = (draft: AnswerDefinition, language: Language): boolean =>
  draft.title[language].trim() !== '' &&
  draft.examples[language].length > 0 &&
  draft.variants.every(({ content }) => speaks(content, language));

/** What keeps a draft from going live. */
export const refusePublish = (draft: AnswerDefinition): Refusal | undefined =>
  refuseDraft(draft) ??
  (LANGUAGES.some((language) => isWholeIn(draft, language))
    ? undefined
    : { code: 'answer-incomplete', paths: ['draft'] });

/** What keeps greetings from being saved. */
export const refuseGreetings = (
  greetings: readonly { audience: Audience; text: Record<Language, string> }[],
): Refusal | undefined => {
  const strange = greetings.flatMap(({ text }, at) => unknownVariablesIn(text, `bot.greetings.${at}.text`));
  return strange.length > 0 ? { code: 'unknown-variable', paths: strange } : undefined;
};
