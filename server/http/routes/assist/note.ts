import { noteAssist } from '../../../commands/note-assist.ts';
import { signedIn } from '../../orpc.ts';

export const note = signedIn.assist.note.handler(({ input: { id, ...rest }, context: { ports, scope } }) =>
  noteAssist(ports, scope, { conversationId: id, ...rest }),
);
