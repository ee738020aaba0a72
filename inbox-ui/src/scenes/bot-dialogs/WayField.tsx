import { Select } from '@mantine/core';
import type { Editor } from './use-editor.ts';
import { stepName } from './words.ts';

/** Which step a way leads to. Empty = `none`. */
export const WayField = ({
  editor,
  label,
  none,
  value,
  self,
  onChange,
}: {
  editor: Editor;
  label: string;
  /** What happens without a step; absent = one must be chosen. */
  none?: string;
  value: string | undefined;
  /** The step the way leaves: it does not lead to itself. */
  self: string;
  onChange: (id: string | undefined) => void;
}) => {
  const { steps } = editor.draft;
  const known = steps.some(({ id }) => id === value);
  const data = [
    ...(none === undefined ? [] : [{ value: '', label: none }]),
    ...steps
      .filter(({ id }) => id !== self || id === value)
      .map(({ id }) => ({ value: id, label: stepName(editor.tell, id) })),
    ...(value === undefined || known ? [] : [{ value, label: stepName(editor.tell, value) }]),
  ];
  return (
    <Select
      label={label}
      data={data}
      value={value ?? ''}
      allowDeselect={false}
      disabled={!editor.may}
      searchable={steps.length > 12}
      onChange={(id) => onChange(id === null || id === '' ? undefined : id)}
    />
  );
};
