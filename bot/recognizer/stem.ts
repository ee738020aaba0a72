/** Light English stem: plural, -ing, -ed, -ly. Over-stemming is harmless, both sides of each comparison are stemmed alike. */
export const stem = (word: string): string => {
  if (word.length < 4) return word;
  const plain = word
    .replace(/'s$/, '')
    .replace(/ies$/, 'y')
    .replace(/(?<=[^s])s$/, '')
    .replace(/(?<=.{3})(ing|ed|ly)$/, '');
  return plain.replace(/([bdgmnpt])\1$/, '$1').replace(/(?<=.{3})e$/, '');
};
