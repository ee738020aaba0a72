import { describe, expect, it } from 'vitest';
import type { ChannelSamples } from './channel-samples.ts';
import { parseContract, splitContract } from './inbound-contract.ts';
import { clientContract, renderContract } from './outbound-contract.ts';
import { signatureContract } from './signature-contract.ts';

/** What every channel owes the core; a channel's own test calls it and adds what is its own. */
export function channelContract<S>(name: string, samples: ChannelSamples<S>): void {
  describe(`${name}: the channel contract`, () => {
    it('has the same words in both languages, and a name for each secret', () => {
      const { strings, secrets } = samples.definition;
      expect(Object.keys(strings.ja).sort()).toEqual(Object.keys(strings.en).sort());
      for (const secret of [...secrets.required, ...secrets.optional]) {
        expect(Object.keys(strings.ja)).toContain(`secrets.${secret}`);
      }
    });
    if (samples.signed) {
      const { signed } = samples;
      describe('signatures', () => signatureContract(samples, signed));
      describe('split', () => splitContract(samples, signed));
    }
    describe('parse', () => parseContract(samples));
    describe('render and threads', () => renderContract(samples));
    if (samples.provider) {
      const { provider } = samples;
      describe('client', () => clientContract(samples, provider));
    }
  });
}
