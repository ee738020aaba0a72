import { describe, expect, it } from 'vitest';
import { createAddressGuard } from './address-guard.ts';
import { createGuardedResolve } from './guarded-resolve.ts';

const guard = createAddressGuard(['127.0.0.0/8']);
const names: Record<string, { address: string }[]> = {
  'mail.example': [{ address: '93.184.216.34' }],
  'inside.example': [{ address: '10.0.0.5' }],
  'mixed.example': [{ address: '93.184.216.34' }, { address: '169.254.169.254' }],
  'empty.example': [],
};
const resolve = createGuardedResolve(guard, async (name) => {
  const found = names[name];
  if (!found) throw new Error('ENOTFOUND');
  return found;
});

describe('guarded resolve', () => {
  it('answers the address of a public name and of an allowed literal', async () => {
    expect(await resolve('mail.example')).toBe('93.184.216.34');
    expect(await resolve('127.0.0.1')).toBe('127.0.0.1');
  });

  it.each(['inside.example', 'mixed.example', '10.0.0.5', '[::1]'])('refuses %s', async (host) => {
    await expect(resolve(host)).rejects.toMatchObject({ code: 'address-not-allowed', sent: false });
  });

  it.each(['empty.example', 'unknown.example'])('says that %s cannot be reached', async (host) => {
    await expect(resolve(host)).rejects.toMatchObject({ code: 'unreachable' });
  });
});
