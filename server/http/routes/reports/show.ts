import { showReport } from '../../../queries/report-show.ts';
import { signedIn } from '../../orpc.ts';

export const show = signedIn.reports.show.handler(({ input, context: { ports, scope } }) =>
  showReport(ports, scope, input),
);
