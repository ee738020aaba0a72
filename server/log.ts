import pino, { type Logger } from 'pino';
import type { Config } from './config.ts';

/** Names under which a secret or personal datum could reach a log line by mistake; they are cut wherever they stand. */
const CUT = [
  'password',
  'token',
  'secret',
  'secrets',
  'authorization',
  'cookie',
  'text',
  'body',
  'email',
  'phone',
  'name',
];

/** JSON lines on stdout. Errors carry code, message and stack, never the data they were thrown over. */
export const createLog = (level: Config['logLevel']): Logger =>
  pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: [...CUT, ...CUT.map((k) => `*.${k}`)], censor: '[cut]' },
    serializers: {
      err: (error: unknown) => {
        if (!(error instanceof Error)) return { message: String(error) };
        const { code } = error as { code?: unknown };
        return {
          type: error.name,
          message: error.message,
          stack: error.stack,
          ...(code === undefined ? {} : { code }),
        };
      },
    },
  });
