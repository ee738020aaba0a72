import { AppError } from '#contracts/errors.ts';
import type { LoginsPort } from '../ports/logins-port.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

/**
 * Sets a password by a one-time link and ends every session the agent had. A weak password does not use the link up.
 * @throws AppError `link-expired`, `weak-password`
 */
export const redeemLink = async (
  ports: Ports,
  input: { token: string; password: string },
  logins: LoginsPort,
): Promise<{ email: string }> => {
  const scope = system('one-time link');
  const link = await logins.peekLink(input.token);
  const agent = link && (await ports.stores.agents.get(scope, link.agentId));
  if (!agent || agent.disabled) throw new AppError('link-expired');
  logins.checkPassword(input.password, agent.email);
  if (!(await logins.redeemLink(input.token))) throw new AppError('link-expired');
  await logins.setPassword(agent, input.password);
  return { email: agent.email };
};
