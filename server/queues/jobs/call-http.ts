import type { JobHandler } from '../worker.ts';

/** Makes a call that a dialog asked for. */
export const callHttpJob = (callHttp: (callId: string) => Promise<void>): JobHandler<'call-http'> => ({
  name: 'call-http',
  async run({ callId }) {
    await callHttp(callId);
    return undefined;
  },
});
