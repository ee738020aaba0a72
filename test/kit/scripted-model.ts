import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call as the API got it. */
export interface ModelCall {
  headers: Record<string, string | string[] | undefined>;
  url: string;
  system: string;
  user: string;
  body: Record<string, unknown>;
}

/**
 * How the model behaves for a call: what it says, or a fault. `slow` says nothing for as long as one waits; `garbage` is no API's answer; `half` breaks
 * off in the middle of what it says.
 */
export type ModelPlay =
  | { say: string; usage?: { prompt_tokens: number; completion_tokens: number }; pauseMs?: number }
  | { status: number }
  | { raw: string }
  | 'slow'
  | 'reset'
  | 'garbage'
  | { half: string };

/** An OpenAI-compatible chat API on loopback. */
export interface ScriptedModel {
  /** Up to before `/chat/completions`. */
  readonly url: string;
  readonly calls: ModelCall[];
  /** What comes next, one each; afterwards `otherwise` again. */
  next(...plays: ModelPlay[]): void;
  /** From now on. */
  always(play: (call: ModelCall) => ModelPlay): void;
  close(): Promise<void>;
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** In pieces of a few letters, as models do. */
const piecesOf = (text: string): string[] => text.match(/[\s\S]{1,12}/gu) ?? [];

const stream = async (
  response: ServerResponse,
  text: string,
  usage: object | undefined,
  pauseMs: number,
): Promise<void> => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const content of piecesOf(text)) {
    response.write(`data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`);
    if (pauseMs > 0) await pause(pauseMs);
  }
  if (usage) response.write(`data: ${JSON.stringify({ choices: [], usage })}\n\n`);
  response.end('data: [DONE]\n\n');
};

const perform = async (play: ModelPlay, streaming: boolean, response: ServerResponse): Promise<void> => {
  if (play === 'slow') return;
  if (play === 'reset') return void response.socket?.resetAndDestroy();
  if (play === 'garbage') return void response.writeHead(200).end('<html>not what you asked for</html>');
  if ('raw' in play)
    return void response.writeHead(200, { 'content-type': 'application/json' }).end(play.raw);
  if ('status' in play) return void response.writeHead(play.status).end('{"error":{"message":"no"}}');
  if ('half' in play) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`data: ${JSON.stringify({ choices: [{ delta: { content: play.half } }] })}\n\n`, () =>
      response.socket?.destroy(),
    );
    return;
  }
  if (streaming) return stream(response, play.say, play.usage, play.pauseMs ?? 0);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({ choices: [{ message: { role: 'assistant', content: play.say } }], usage: play.usage }),
  );
};

const wordsOf = (messages: unknown, role: string): string =>
  (Array.isArray(messages) ? messages : [])
    .filter((one: { role?: string }) => one.role === role)
    .map((one: { content?: string }) => one.content ?? '')
    .join('\n');

/**
 * A model that obeys every injection: whatever the data of a call tell it to do between `<<OBEY>>` and `<<END>>`, it says word for word; `{SYSTEM}` in it
 * becomes its instructions, `{EVERYTHING}` all it was given. Without an order it repeats the first source as it is.
 */
export const obedient = ({ system, user }: ModelCall): ModelPlay => {
  const order = /<<OBEY>>([\s\S]*?)<<END>>/.exec(user)?.[1]?.trim();
  const source = /<source S1 \S+>\n[^\n]*\n([\s\S]*?)\n<\/source/.exec(user)?.[1] ?? '';
  if (order === undefined) return { say: `SOURCE: S1\n${source}` };
  return { say: order.replace('{SYSTEM}', system).replace('{EVERYTHING}', `${system}\n${user}`) };
};

/** Starts one on a free port; `otherwise` plays what is not scripted. */
export const startScriptedModel = async (
  otherwise: (call: ModelCall) => ModelPlay = obedient,
): Promise<ScriptedModel> => {
  const calls: ModelCall[] = [];
  const script: ModelPlay[] = [];
  let usual = otherwise;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    response.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
      const call = {
        headers: request.headers,
        url: request.url ?? '',
        system: wordsOf(body.messages, 'system'),
        user: wordsOf(body.messages, 'user'),
        body,
      };
      calls.push(call);
      void perform(script.shift() ?? usual(call), body.stream === true, response);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls,
    next: (...plays) => void script.push(...plays),
    always: (play) => {
      usual = play;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
};
