import type { ErrorCode } from '#contracts/errors.ts';
import type { Ports } from '#server/ports.ts';
import { closedReason } from '../domain/access/can-send.ts';
import type { AccountInfo } from '../ports/channels-port.ts';
import type { Scope } from '../ports/scope.ts';

/**
 * Why nothing can be sent to an address of a customer now; undefined = it can. Asked when a message is written and again when it is sent.
 * `isDuty`: the channel's own confirmation of an opt-out, which an opt-out does not hold back.
 */
export const threadClosed = async (
  ports: Ports,
  scope: Scope,
  ask: {
    account: AccountInfo;
    customerId: string | undefined;
    address: string;
    lastInboundAt: Date | undefined;
    isDuty: boolean;
    byHuman: boolean;
    usesTemplate: boolean;
    isPublic?: boolean;
  },
): Promise<ErrorCode | undefined> => {
  const { optOut, replyWindowHours, humanWindowHours, templates } = ports.channels.capabilities(ask.account);
  const identities =
    optOut && !ask.isDuty && ask.customerId
      ? await ports.stores.customers.identities(scope, [ask.customerId])
      : [];
  return closedReason({
    account: ask.account,
    replyWindowHours,
    humanWindowHours,
    byHuman: ask.byHuman,
    usesTemplate: ask.usesTemplate && templates === true,
    isPublic: ask.isPublic,
    lastInboundAt: ask.lastInboundAt,
    optedOut: identities.some((i) => i.value === ask.address && i.optedOut),
    now: ports.clock.now(),
  });
};
