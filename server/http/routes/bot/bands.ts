import { listBands } from '../../../queries/list-bands.ts';
import { signedIn } from '../../orpc.ts';

export const bands = signedIn.bot.bands.handler(({ context: { ports, scope } }) => listBands(ports, scope));
