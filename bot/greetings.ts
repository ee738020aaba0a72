import { pickFor } from '#contracts/pick-audience.ts';
import { audienceOf, fillFor } from './own-answers.ts';
import type { Scene } from './scene.ts';

/** Lays the operator's first words for this customer into the scene, where there are some in their language. */
export const chooseGreeting = async (scene: Scene): Promise<void> => {
  const { settings, language } = scene;
  const spoken = (settings.greetings ?? []).filter(({ text }) => text[language].trim() !== '');
  const own = pickFor(spoken, audienceOf(scene));
  if (own) scene.greeting = { text: await fillFor(scene, own.text[language]), offers: own.offers };
};
