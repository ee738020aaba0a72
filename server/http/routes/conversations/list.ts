import { given } from '../../../presenters/given.ts';
import { listInbox } from '../../../queries/list-inbox.ts';
import { conversationsBehind } from '../../../queries/report-conversations.ts';
import { signedIn } from '../../orpc.ts';

export const list = signedIn.conversations.list.handler(async ({ input, context: { ports, scope } }) => {
  const { cursor, limit, report, from, to, bucket, ...ask } = input;
  const ids =
    report === undefined ? undefined : await conversationsBehind(ports, scope, { report, from, to, bucket });
  return listInbox(ports, scope, { ...ask, ids }, given({ cursor, limit }));
});
