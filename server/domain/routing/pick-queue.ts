import type { Language } from '#contracts/time.ts';
import type { Queue } from './escalation.ts';

/** What of an escalation chooses its queue. */
export interface QueueAsk {
  requiredSkills: readonly string[];
  language: Language;
}

/** A queue without languages serves all; one without skills takes any; one with skills takes what needs some of them and no other. */
const fits = (queue: Queue, ask: QueueAsk): boolean => {
  if (queue.languages.length > 0 && !queue.languages.includes(ask.language)) return false;
  if (queue.skills.length === 0) return true;
  return ask.requiredSkills.length > 0 && ask.requiredSkills.every((skill) => queue.skills.includes(skill));
};

const inOrder = (a: Queue, b: Queue): number => a.order - b.order || (a.id < b.id ? -1 : 1);

/** The first fitting queue by `order`; the default queue takes the rest, whatever its language; without one the first queue does. `undefined` = there is no queue. */
export const pickQueue = (queues: readonly Queue[], ask: QueueAsk): Queue | undefined => {
  const ordered = [...queues].sort(inOrder);
  return (
    ordered.find((queue) => !queue.isDefault && fits(queue, ask)) ??
    ordered.find((queue) => queue.isDefault) ??
    ordered[0]
  );
};
