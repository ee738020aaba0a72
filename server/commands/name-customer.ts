import { DeliveryError } from '#channels/delivery-error.ts';
import type { Ports } from '#server/ports.ts';
import { system } from '../ports/scope.ts';
import { updateCustomer } from './update-customer.ts';

const scope = system('name-customer');

/**
 * Asks the channel who somebody is who is still called by their id on it, and names them: once named, by the provider or by an agent, never again.
 * Nothing when the channel cannot tell, or refuses for good. Throws DeliveryError when it may tell later.
 */
export const nameCustomer = async (ports: Ports, threadId: string): Promise<void> => {
  const thread = await ports.stores.customers.thread(scope, threadId);
  if (!thread) return;
  const { customerId, accountId, address, key } = thread;
  const called = async (): Promise<string | undefined> => {
    const customer = await ports.stores.customers.get(scope, customerId);
    return customer && !customer.erasedAt && !customer.mergedInto ? customer.name : undefined;
  };
  if ((await called()) !== address) return;
  const profile = await ports.channels
    .profile(accountId, { address, threadKey: key })
    .catch((error: unknown) => {
      if (error instanceof DeliveryError && !error.retryable) return undefined;
      throw error;
    });
  const name = profile?.name?.trim().slice(0, 200);
  // An agent may have been faster while the provider was asked.
  if (!profile || !name || (await called()) !== address) return;
  await updateCustomer(ports, scope, {
    customerId,
    name,
    ...(profile.language ? { language: profile.language } : {}),
  });
};
