import type { ComponentType } from 'react';

/** One page of the bot's area: `path` below /bot, `name` its folder under scenes and the namespace of its words. */
export interface BotPage {
  path: string;
  name: string;
  /** Ability of the session without which the page is not shown. */
  ability: string;
  load: () => Promise<ComponentType>;
}

/** The pages in the order of the side list. The label is `bot:nav.<name>`; a page that does not exist is not here. */
export const BOT_PAGES: readonly BotPage[] = [
  {
    path: '',
    name: 'bot-try',
    ability: 'ask-bot',
    load: () => import('../bot-try/TryPage.tsx').then((m) => m.TryPage),
  },
  {
    path: 'dialogs',
    name: 'bot-dialogs',
    ability: 'read-dialogs',
    load: () => import('../bot-dialogs/DialogsPage.tsx').then((m) => m.DialogsPage),
  },
  {
    path: 'answers',
    name: 'bot-answers',
    ability: 'read-answers',
    load: () => import('../bot-answers/AnswersPage.tsx').then((m) => m.AnswersPage),
  },
  {
    path: 'questions',
    name: 'bot-questions',
    ability: 'manage-answers',
    load: () => import('../bot-questions/QuestionsPage.tsx').then((m) => m.QuestionsPage),
  },
  {
    path: 'policy',
    name: 'bot-policy',
    ability: 'manage-settings',
    load: () => import('../bot-policy/PolicyPage.tsx').then((m) => m.PolicyPage),
  },
  {
    path: 'tests',
    name: 'bot-tests',
    ability: 'test-bot',
    load: () => import('../bot-tests/TestsPage.tsx').then((m) => m.TestsPage),
  },
  {
    path: 'results',
    name: 'bot-measured',
    ability: 'read-reports',
    load: () => import('../bot-measured/MeasuredPage.tsx').then((m) => m.MeasuredPage),
  },
  {
    path: 'model',
    name: 'bot-model',
    ability: 'manage-model',
    load: () => import('../bot-model/ModelPage.tsx').then((m) => m.ModelPage),
  },
];
