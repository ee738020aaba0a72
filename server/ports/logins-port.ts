/** What a one-time link is for. */
export type LinkPurpose = 'invite' | 'reset';

/** Sign-ins of agents. Lives with the HTTP server's auth; commands reach it through this. */
export interface LoginsPort {
  /** Makes a single-use link good for 72 h (a full URL) and voids the agent's earlier ones. Only the hash is stored. */
  issueLink(agentId: string, purpose: LinkPurpose): Promise<string>;
  /** Uses a link up; undefined when it was used, has expired or never existed. Two redemptions at once: one wins. */
  redeemLink(token: string): Promise<{ agentId: string; purpose: LinkPurpose } | undefined>;
  /** Whether a link could be redeemed now, without using it. */
  peekLink(token: string): Promise<{ agentId: string; purpose: LinkPurpose } | undefined>;
  /** @throws AppError('weak-password') for a short or common one */
  checkPassword(password: string, email: string): void;
  /** Sets the first or a new password, and ends every session of the agent. */
  setPassword(agent: { id: string; email: string; name: string }, password: string): Promise<void>;
  /** Keeps name and address of the sign-in in step with the agent. */
  rename(agent: { id: string; email: string; name: string }): Promise<void>;
  endSessions(agentId: string): Promise<void>;
  /** From now on the password alone signs the agent in. Does nothing when that is so already. */
  dropSecondStep(agentId: string): Promise<void>;
}

/** Where one-time links and API tokens are kept, by hash. */
export interface LoginStore {
  /** Keeps the link and drops the agent's earlier ones. */
  addLink(link: { hash: string; agentId: string; purpose: LinkPurpose; expiresAt: Date }): Promise<void>;
  /** Removes and answers the link in one step. */
  takeLink(hash: string, now: Date): Promise<{ agentId: string; purpose: LinkPurpose } | undefined>;
  peekLink(hash: string, now: Date): Promise<{ agentId: string; purpose: LinkPurpose } | undefined>;
  addToken(token: { hash: string; agentId: string; name: string; createdAt: Date }): Promise<void>;
  agentOfToken(hash: string): Promise<string | undefined>;
}
