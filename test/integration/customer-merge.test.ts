import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { system } from '#server/ports/scope.ts';
import { type Answer, type Client, startHttp, type TestHttp } from '#test/kit/http.ts';
import { connectSms, SMS_ACCOUNT, smsItem } from '#test/kit/sms-items.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

let stores: TestStores;
let http: TestHttp;
let aoi: Client;
const scope = system('test');

beforeAll(async () => {
  stores = await startStores();
  http = await startHttp({ mongoUri: stores.mongoUri, config: { rates: { login: 1_000 } } });
  await connectSms(http);
  await http.addAgent({ id: 'aoi', role: 'agent' });
  aoi = await http.signIn('aoi@shop.example');
});
afterAll(async () => {
  await http.stopHttp();
  await stores.stop();
});

const codeOf = ({ body }: Answer): string | undefined => (body as { error?: { code: string } }).error?.code;
const hear = async (from: string, name: string, text: string): Promise<void> => {
  http.clock.advance(1_000);
  const items = [smsItem(from, name, text, http.clock.now())];
  await http.intake.accept({ accountId: SMS_ACCOUNT, items, receivedAt: http.clock.now() });
  await http.settled();
};
const customerOf = async (phone: string): Promise<string> => {
  const found = await aoi.request('GET', `/api/v1/customers?q=${encodeURIComponent(phone)}`);
  return (found.body as { items: { id: string }[] }).items[0]?.id ?? '';
};
const timeline = async (id: string): Promise<string[]> => {
  const page = await aoi.request('GET', `/api/v1/customers/${id}/interactions?limit=100`);
  return (page.body as { items: { id: string }[] }).items.map((i) => i.id).toSorted();
};
const merge = (id: string, into: string) => aoi.request('POST', `/api/v1/customers/${id}/merge`, { into });

describe('two customers who are one person', () => {
  test('are one record after a merge and exactly as before after its undoing', async () => {
    await hear('+819011110001', 'a1', 'hello from the first');
    await hear('+819011110002', 'b1', 'hello from the second');
    const [a, b] = [await customerOf('+819011110001'), await customerOf('+819011110002')];
    const before = [await timeline(a), await timeline(b)];
    const merged = await merge(a, b);
    expect(merged.body).toMatchObject({ id: b, merged: [{ id: a }] });
    expect((merged.body as { identities: { value: string }[] }).identities.map((i) => i.value)).toEqual(
      expect.arrayContaining(['+819011110001', '+819011110002']),
    );
    expect(await timeline(b)).toEqual(expect.arrayContaining([...before.flat()]));
    // Either id leads to the one record.
    expect((await aoi.request('GET', `/api/v1/customers/${a}`)).body).toMatchObject({ id: b });
    const apart = await aoi.request('POST', `/api/v1/customers/${a}/unmerge`, {});
    expect(apart.body).toMatchObject({ id: a, identities: [{ value: '+819011110001' }] });
    expect(await timeline(b)).toEqual(before[1]);
    expect(await timeline(a)).toEqual(expect.arrayContaining(before[0] ?? []));
  });

  test('who write after the merge are heard as the one, and nothing of it is lost by its undoing', async () => {
    await hear('+819011110003', 'c1', 'one');
    await hear('+819011110004', 'd1', 'two');
    const [c, d] = [await customerOf('+819011110003'), await customerOf('+819011110004')];
    await merge(c, d);
    await hear('+819011110003', 'c2', 'three');
    const texts = async (): Promise<string[]> => {
      const { items } = await http.ports.stores.conversations.list(
        scope,
        { sort: 'oldest', customerIds: [c, d] },
        { limit: 10 },
      );
      const all = await Promise.all(
        items.map((one) =>
          http.ports.stores.messages.page(scope, one.id, { afterSeq: 0, limit: 50, visible: 'public' }),
        ),
      );
      return all
        .flat()
        .filter((m) => m.direction === 'inbound')
        .map((m) => m.text)
        .toSorted();
    };
    expect(await texts()).toEqual(['one', 'three', 'two']);
    await aoi.request('POST', `/api/v1/customers/${c}/unmerge`, {});
    await hear('+819011110003', 'c3', 'four');
    expect(await texts()).toEqual(['four', 'one', 'three', 'two']);
  });

  test('cannot be merged with themselves, twice, or in a circle', async () => {
    await hear('+819011110005', 'e1', 'e');
    await hear('+819011110006', 'f1', 'f');
    const [e, f] = [await customerOf('+819011110005'), await customerOf('+819011110006')];
    expect(codeOf(await merge(e, e))).toBe('invalid-input');
    expect(codeOf(await merge(e, 'nobody'))).toBe('not-found');
    const both = await Promise.all([merge(e, f), merge(f, e)]);
    expect(both.map((one) => one.status).toSorted()).toEqual([200, 400]);
    const roots = await Promise.all([e, f].map((id) => http.ports.stores.customers.get(scope, id)));
    expect(roots.filter((one) => one?.mergedInto).length).toBe(1);
  });

  test('are suggested by an address told twice, never merged by themselves', async () => {
    await hear('+819011110007', 'g1', 'g');
    const g = await customerOf('+819011110007');
    const made = await aoi.request('POST', '/api/v1/customers', {
      name: '高橋',
      email: 'hinata@mail.example',
    });
    const known = (made.body as { id: string }).id;
    await http.ports.stores.transaction(scope, async (tx) => {
      await http.ports.stores.customers.upsertIdentity(
        scope,
        {
          id: `email:${SMS_ACCOUNT}|hinata@mail.example`,
          kind: 'email',
          value: 'hinata@mail.example',
          accountId: SMS_ACCOUNT,
          customerId: g,
          verified: false,
          optedOut: false,
          createdAt: http.clock.now(),
        },
        tx,
      );
    });
    const found = await aoi.request('GET', `/api/v1/customers/${g}/suggestions`);
    expect(found.body).toMatchObject({ items: [{ reason: 'same-address', customer: { id: known } }] });
    expect((await http.ports.stores.customers.get(scope, g))?.mergedInto).toBeUndefined();
  });
});
