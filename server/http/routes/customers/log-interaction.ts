import { logInteraction } from '../../../commands/log-interaction.ts';
import { presentInteraction } from '../../../presenters/interaction.ts';
import { loggedFiles } from '../../../queries/logged-files.ts';
import { signedIn } from '../../orpc.ts';

export const logInteractionRoute = signedIn.customers.logInteraction.handler(
  async ({ input, context: { ports, scope, caller } }) => {
    const { id, at, ...fields } = input;
    const row = await logInteraction(ports, scope, { ...fields, customerId: id, at: new Date(at) });
    const attachments = await loggedFiles(ports, scope, input.fileIds ?? []);
    return presentInteraction({ interaction: row, actorName: caller.name, text: input.text, attachments });
  },
);
