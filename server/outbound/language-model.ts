import { HttpFault } from '#channels/channel.ts';
import type { ModelFault } from '#contracts/model.ts';
import { estimateTokens } from '../domain/model/spend.ts';
import { type ModelAnswer, ModelError, type ModelPort } from '../ports/model-port.ts';
import type { GuardedHttp } from './guarded-http.ts';

/** An answer of the API at most. */
const MAX_BYTES = 512 * 1024;
const PLACE = { accountId: 'model', field: 'key' };
/** Low: the same question gets the same words. */
const TEMPERATURE = 0.2;

interface Box {
  seal(plain: string, place: { accountId: string; field: string }): string;
  open(sealed: string, place: { accountId: string; field: string }): string;
}

const FAULTS: Record<HttpFault['code'], ModelFault> = {
  'address-not-allowed': 'address-not-allowed',
  unreachable: 'unreachable',
  timeout: 'timeout',
  reset: 'failed',
  'too-large': 'garbage',
};

const faultOfStatus = (status: number): ModelFault => {
  if (status === 429) return 'throttled';
  return status >= 500 || status < 400 ? 'failed' : 'refused';
};

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const parsed = (text: string): Record<string, unknown> | undefined => {
  try {
    return record(JSON.parse(text));
  } catch {
    return undefined;
  }
};
const firstChoice = (body: Record<string, unknown>): Record<string, unknown> =>
  record(Array.isArray(body.choices) ? body.choices[0] : undefined);
const textIn = (part: unknown): string => {
  const { content } = record(part);
  return typeof content === 'string' ? content : '';
};
const countOf = (usage: unknown, name: string): number | undefined => {
  const count = record(usage)[name];
  return typeof count === 'number' && Number.isInteger(count) && count >= 0 ? count : undefined;
};

/** Reads server-sent events as they come; `data:` lines of one JSON each, `[DONE]` at the end. */
const createStream = (onText: (text: string) => void) => {
  const decoder = new TextDecoder();
  let rest = '';
  let text = '';
  let usage: unknown;
  const line = (one: string): void => {
    if (!one.startsWith('data:')) return;
    const body = parsed(one.slice('data:'.length));
    if (!body) return;
    usage = body.usage ?? usage;
    const more = textIn(firstChoice(body).delta);
    if (more === '') return;
    text += more;
    onText(text);
  };
  return {
    take: (chunk: Buffer): void => {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n/);
      rest = lines.pop() ?? '';
      for (const one of lines) line(one);
    },
    end: () => {
      line(rest);
      return { text, usage };
    },
  };
};

/**
 * The adapter for any OpenAI-compatible chat API: `POST <url>/chat/completions`. No tools are offered, and a call of one counts as garbage. The address
 * passes the guard of every outgoing call; redirects are not followed, for the key would travel along. Nothing is tried twice.
 */
export const createLanguageModel = ({ http, box }: { http: GuardedHttp; box: Box }): ModelPort => ({
  seal: (key) => box.seal(key, PLACE),
  complete: async ({
    url,
    model,
    sealedKey,
    messages,
    maxTokens,
    timeoutMs,
    onText,
  }): Promise<ModelAnswer> => {
    const stream = onText && createStream(onText);
    const key = sealedKey === undefined ? undefined : openKey(box, sealedKey);
    const response = await http
      .request({
        method: 'POST',
        url: `${url.replace(/\/+$/, '')}/chat/completions`,
        headers: {
          'content-type': 'application/json',
          accept: stream ? 'text/event-stream' : 'application/json',
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        },
        body: JSON.stringify({
          model,
          messages,
          max_tokens: maxTokens,
          temperature: TEMPERATURE,
          stream: stream !== undefined,
        }),
        timeoutMs,
        maxBytes: MAX_BYTES,
        ...(stream
          ? {
              onChunk: (chunk, status) => {
                if (status === 200) stream.take(chunk);
              },
            }
          : {}),
      })
      .catch((error: unknown) => {
        throw new ModelError(error instanceof HttpFault ? FAULTS[error.code] : 'failed');
      });
    if (response.status !== 200) throw new ModelError(faultOfStatus(response.status));
    const whole = parsed(response.body.toString('utf8'));
    // Some servers answer whole although a stream was asked for.
    const { text, usage } =
      stream && !whole
        ? stream.end()
        : { text: textIn(firstChoice(whole ?? {}).message), usage: whole?.usage };
    if (text.trim() === '') throw new ModelError('garbage');
    return {
      text,
      tokensIn:
        countOf(usage, 'prompt_tokens') ??
        messages.reduce((sum, { content }) => sum + estimateTokens(content), 0),
      tokensOut: countOf(usage, 'completion_tokens') ?? estimateTokens(text),
    };
  },
});

/** A key sealed under another SECRET_KEY is as good as none. */
const openKey = (box: Box, sealed: string): string => {
  try {
    return box.open(sealed, PLACE);
  } catch {
    throw new ModelError('refused');
  }
};
