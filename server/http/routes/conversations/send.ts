import { extraOfChoices } from '../../../commands/outbound-choices.ts';
import { sendMessage } from '../../../commands/send-message.ts';
import { given } from '../../../presenters/given.ts';
import { presentMessage } from '../../../presenters/message.ts';
import { signedIn } from '../../orpc.ts';

export const send = signedIn.conversations.send.handler(async ({ input, context: { ports, scope } }) => {
  const { id, template, mail, replyPrivately, links, ...fields } = input;
  const message = await sendMessage(ports, scope, {
    ...given(fields),
    ...extraOfChoices({ template, mail, replyPrivately, links }),
    conversationId: id,
    by: 'agent',
  });
  return { message: presentMessage(message) };
});
