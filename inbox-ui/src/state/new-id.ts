/** A fresh random id, 21 letters of the URL alphabet (126 bits); also outside secure contexts. */
export const newId = (): string => {
  const letters = 'useandom-26T198340PX75pxJACKVERYMINDBUSHWOLF_GQZbfghjklqvwyzrict';
  return Array.from(crypto.getRandomValues(new Uint8Array(21)), (byte) => letters[byte & 63]).join('');
};
