import { given } from '../../../presenters/given.ts';
import { listLessons } from '../../../queries/list-questions.ts';
import { signedIn } from '../../orpc.ts';

export const lessons = signedIn.botLearning.lessons.handler(({ input, context: { ports, scope } }) =>
  listLessons(ports, scope, given(input)),
);
