import type { AnswerContent, AnswerDefinition, AnswerVariant } from '#contracts/answer.ts';
import { isDefault } from '#contracts/pick-audience.ts';
import { newId } from '../../state/new-id.ts';

/** What a variant of a kind holds at first. */
export const emptyContent = (kind: AnswerContent['kind']): AnswerContent => {
  switch (kind) {
    case 'article':
      return { kind, articleId: '' };
    case 'dialog':
      return { kind, dialogId: '' };
    case 'hand-over':
      return { kind, skills: [] };
    case 'text':
      return { kind, text: { ja: '', en: '' } };
  }
};

/** A new variant; the first one is for everyone. */
export const newVariant = (audience: AnswerVariant['audience'] = {}): AnswerVariant => ({
  id: newId(),
  audience,
  content: emptyContent('text'),
});

export const newDraft = (): AnswerDefinition => ({
  title: { ja: '', en: '' },
  examples: { ja: [], en: [] },
  skills: [],
  variants: [newVariant()],
});

/** The default stands first whatever the order of making. */
export const inOrder = (variants: readonly AnswerVariant[]): AnswerVariant[] =>
  variants.toSorted((a, b) => Number(isDefault(b.audience)) - Number(isDefault(a.audience)));

/** A text area's lines as examples: trimmed, none twice. */
export const linesOf = (text: string): string[] => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  ),
];
