import { expect, it } from 'vitest';
import type { Account, RawRequest, Verified } from '#channels/channel.ts';
import { type ChannelSamples, clone, type SignedSamples } from './channel-samples.ts';

const refused = { ok: false, code: 'bad-signature' };

const flipped = (value: Buffer, at: number): Buffer => {
  const copy = Buffer.from(value);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
};

const proofOf = <S>(
  { definition }: ChannelSamples<S>,
  signed: SignedSamples<S>,
): ((request: RawRequest, account: Account<S>) => Verified | Promise<Verified>) =>
  signed.verified?.bind(signed) ?? definition.verify;

function acceptingContract<S>(samples: ChannelSamples<S>, signed: SignedSamples<S>): void {
  const { account } = samples;
  const verify = proofOf(samples, signed);

  it('accepts what is signed with the account’s secret', async () => {
    const requests = signed.requests(account);
    expect(requests.length).toBeGreaterThan(0);
    for (const request of requests) expect(await verify(request, account)).toEqual({ ok: true });
  });

  it('refuses a missing, empty, doubled or longer signature', async () => {
    for (const request of signed.requests(account)) {
      const good = request.headers[signed.header] ?? '';
      expect(good).not.toBe('');
      for (const value of [undefined, '', `${good}, ${good}`, `${good}=`, good.slice(0, -1), ` ${good}x`]) {
        const changed = clone(request);
        if (value === undefined) delete changed.headers[signed.header];
        else changed.headers[signed.header] = value;
        expect({ value, verified: await verify(changed, account) }).toEqual({
          value,
          verified: refused,
        });
      }
    }
  });
}

function refusingContract<S>(samples: ChannelSamples<S>, signed: SignedSamples<S>): void {
  const { definition, account, stranger } = samples;
  const verify = proofOf(samples, signed);

  it('refuses each flipped byte of body and signature', async () => {
    for (const request of signed.requests(account)) {
      for (let at = 0; at < request.body.length && !signed.tokenOnly; at += 1) {
        const changed = { ...request, body: flipped(request.body, at) };
        expect({ at, verified: await verify(changed, account) }).toEqual({ at, verified: refused });
      }
      const good = Buffer.from(request.headers[signed.header] ?? '');
      for (let at = 0; at < good.length; at += 1) {
        const changed = clone(request);
        changed.headers[signed.header] = flipped(good, at).toString('latin1');
        expect({ at, verified: await verify(changed, account) }).toEqual({ at, verified: refused });
      }
    }
  });

  it('refuses what another account’s secret signed, and another body under this signature', async () => {
    for (const request of signed.requests(stranger)) {
      expect(await verify(request, account)).toEqual(refused);
      expect(await verify(clone(request), { ...account, id: stranger.id })).toEqual(refused);
    }
    for (const request of signed.tokenOnly ? [] : signed.requests(account)) {
      const appended = { ...request, body: Buffer.concat([request.body, Buffer.from('&a=b')]) };
      expect(await verify(appended, account)).toEqual(refused);
      expect(await verify({ ...request, body: Buffer.alloc(0) }, account)).toEqual(refused);
    }
  });

  it('refuses the same meaning in other bytes', async () => {
    const reprinted = signed.reprinted(account);
    expect(reprinted.length > 0).toBe(!signed.tokenOnly);
    for (const request of reprinted) expect(await verify(request, account)).toEqual(refused);
  });

  it('accepts nothing while a required secret is missing', async () => {
    expect(definition.secrets.required.length).toBeGreaterThan(0);
    for (const name of definition.secrets.required) {
      for (const secrets of [{}, { ...account.secrets, [name]: '' }]) {
        for (const request of signed.requests(account)) {
          const verified = await verify(request, { ...account, secrets });
          expect(verified).toEqual({ ok: false, code: 'secret-missing' });
        }
      }
    }
  });
}

/** Only what this account's secret signed, byte for byte, is accepted. */
export const signatureContract = <S>(samples: ChannelSamples<S>, signed: SignedSamples<S>): void => {
  acceptingContract(samples, signed);
  refusingContract(samples, signed);
};
