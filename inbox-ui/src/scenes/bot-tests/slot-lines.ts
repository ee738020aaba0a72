/** Slots as lines, `name: value`. */
export const slotLines = (slots: Record<string, string> | undefined): string =>
  Object.entries(slots ?? {})
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');

/** Lines as slots; a line without a colon is none. Undefined when there is none. */
export const slotsOf = (lines: string): Record<string, string> | undefined => {
  const slots: Record<string, string> = {};
  for (const line of lines.split('\n')) {
    const at = line.search(/[:：]/);
    const [name, value] = [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    if (at > 0 && name !== '' && value !== '') slots[name] = value;
  }
  return Object.keys(slots).length === 0 ? undefined : slots;
};
