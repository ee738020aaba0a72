import { saveDraft } from '../../../../commands/save-draft.ts';
import { signedIn } from '../../../orpc.ts';

export const save = signedIn.conversations.draft.save.handler(
  async ({ input, context: { ports, scope } }) => {
    const { id, text, visibility } = input;
    await saveDraft(ports, scope, { conversationId: id, text, visibility });
    return { saved: true };
  },
);
