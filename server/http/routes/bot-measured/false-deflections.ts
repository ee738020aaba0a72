import { given } from '../../../presenters/given.ts';
import { listFalseDeflections } from '../../../queries/list-false-deflections.ts';
import { signedIn } from '../../orpc.ts';

export const falseDeflections = signedIn.botMeasured.falseDeflections.handler(
  ({ input, context: { ports, scope } }) => {
    const { cursor, ...ask } = input;
    return listFalseDeflections(ports, scope, { ...ask, ...given({ cursor }) });
  },
);
