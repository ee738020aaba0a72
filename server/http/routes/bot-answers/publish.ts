import { gateAnswer } from '../../../commands/gate-publishing.ts';
import { publishAnswer } from '../../../commands/save-answer.ts';
import { presentAnswer } from '../../../presenters/answer.ts';
import { signedIn } from '../../orpc.ts';

export const publish = signedIn.botAnswers.publish.handler(async ({ input, context: { ports, scope } }) => {
  const { override, ...answer } = input;
  await gateAnswer(ports, scope, answer.id, override);
  return presentAnswer(await publishAnswer(ports, scope, answer));
});
