/**
 * Pieces of at most `max` UTF-16 units, cut at a line or a space of the second half where there is one, never inside a character; nothing of the text is
 * lost. An empty text has none.
 */
export const pieces = (text: string, max: number): string[] => {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > max) {
    const head = rest.slice(0, max);
    const soft = Math.max(head.lastIndexOf('\n'), head.lastIndexOf(' '));
    let cut = soft > max / 2 ? soft + 1 : max;
    if (/[\uD800-\uDBFF]/.test(rest.charAt(cut - 1))) cut -= 1;
    parts.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  if (rest) parts.push(rest);
  return parts;
};
