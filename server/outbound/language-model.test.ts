import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ScriptedModel, startScriptedModel } from '#test/kit/scripted-model.ts';
import { ModelError } from '../ports/model-port.ts';
import { createSecretBox } from '../store/secret-box.ts';
import { createGuardedHttp } from './guarded-http.ts';
import { createLanguageModel } from './language-model.ts';

const box = createSecretBox('a-secret-key-of-the-test');
const port = (allowPrivateNetworks: string[] = ['127.0.0.0/8']) =>
  createLanguageModel({ http: createGuardedHttp({ allowPrivateNetworks }), box });
let api: ScriptedModel;
beforeEach(async () => {
  api = await startScriptedModel();
});
afterEach(() => api.close());

const MESSAGES = [
  { role: 'system', content: 'rules' },
  { role: 'user', content: 'data' },
] as const;
const call = (
  more: { onText?: (text: string) => void; timeoutMs?: number; sealedKey?: string; url?: string } = {},
) =>
  port().complete({
    url: api.url,
    model: 'small',
    messages: MESSAGES,
    maxTokens: 50,
    timeoutMs: 2_000,
    ...more,
  });
const faultOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof ModelError ? error.fault : String(error)),
  );

describe('a call of the language model', () => {
  it('sends roles apart, the key as a bearer, and no tools', async () => {
    api.next({ say: 'hello', usage: { prompt_tokens: 7, completion_tokens: 2 } });
    const answer = await call({ sealedKey: port().seal('sk-secret') });
    expect(answer).toEqual({ text: 'hello', tokensIn: 7, tokensOut: 2 });
    const [seen] = api.calls;
    expect(seen?.url).toBe('/v1/chat/completions');
    expect(seen?.headers.authorization).toBe('Bearer sk-secret');
    expect(seen?.body).toEqual({
      model: 'small',
      messages: MESSAGES,
      max_tokens: 50,
      temperature: 0.2,
      stream: false,
    });
  });

  it('streams: each part as it comes, letters never torn, usage counted or estimated', async () => {
    api.next({ say: '返品は30日以内です。🙂 Returns are fine.' });
    const seen: string[] = [];
    const answer = await call({ onText: (text) => seen.push(text) });
    expect(answer.text).toBe('返品は30日以内です。🙂 Returns are fine.');
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.at(-1)).toBe(answer.text);
    expect(seen.every((one) => answer.text.startsWith(one))).toBe(true);
    expect(answer.tokensOut).toBeGreaterThan(5);
  });

  it.each([
    [{ status: 429 } as const, 'throttled'],
    [{ status: 500 } as const, 'failed'],
    [{ status: 401 } as const, 'refused'],
    [{ status: 302 } as const, 'failed'],
    ['reset' as const, 'failed'],
    ['garbage' as const, 'garbage'],
    [{ raw: '{"choices":[{"message":{"tool_calls":[{"function":{"name":"refund"}}]}}]}' }, 'garbage'],
    [{ raw: '[1,2' }, 'garbage'],
    [{ half: 'SOURCE' }, 'failed'],
  ])('ends in a fault of its own: %j is %s', async (play, fault) => {
    api.next(play, play);
    expect(await faultOf(call())).toBe(fault);
    expect(await faultOf(call({ onText: () => undefined }))).toBe(fault);
  });

  it('ends when its time is over', async () => {
    api.next('slow');
    const startedAt = performance.now();
    expect(await faultOf(call({ timeoutMs: 150 }))).toBe('timeout');
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it('does not go to private addresses, to other schemes, or without a key that opens', async () => {
    const shut = port([]);
    const ask = { url: api.url, model: 'm', messages: MESSAGES, maxTokens: 5, timeoutMs: 500 };
    expect(await faultOf(shut.complete(ask))).toBe('address-not-allowed');
    expect(await faultOf(shut.complete({ ...ask, url: 'http://169.254.169.254/v1' }))).toBe(
      'address-not-allowed',
    );
    expect(await faultOf(shut.complete({ ...ask, url: 'file:///etc/passwd' }))).toBe('address-not-allowed');
    expect(await faultOf(call({ sealedKey: 'v1.unknown.a.b' }))).toBe('refused');
    expect(api.calls).toHaveLength(0);
  });
});
