/** How long typed letters wait for the field that will take them. Milliseconds. */
const HOLD_MS = 5_000;

let until = 0;
let typed = '';

/** From now on letters are kept and start nothing: the field they are meant for is on its way (R on a conversation that still loads). */
export const holdKeys = (): void => {
  until = Date.now() + HOLD_MS;
  typed = '';
};

/** Takes a key press outside fields while keys are held; answers whether it did. Escape gives up waiting. */
export const takeHeldKey = (
  press: Pick<KeyboardEvent, 'key' | 'metaKey' | 'ctrlKey' | 'altKey'>,
): boolean => {
  if (Date.now() >= until || press.metaKey || press.ctrlKey || press.altKey) return false;
  if (press.key === 'Escape') until = 0;
  else if (press.key === 'Backspace') typed = typed.slice(0, -1);
  else if (press.key.length === 1) typed += press.key;
  else return false;
  return true;
};

/** The field is there: what was typed meanwhile; keys are keys again. */
export const releaseKeys = (): string => {
  const text = Date.now() < until ? typed : '';
  until = 0;
  typed = '';
  return text;
};
