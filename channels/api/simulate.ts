import { type PeerOptions, type SimulatedPeer, startSignedPeer } from '#channels/standard-webhooks-peer.ts';

/** An owner's app: it posts signed events, serves files, and takes what is said at its callback URL. */
export type SimulatedApp = SimulatedPeer;

/** Starts an app on a free port. */
export const startApp = (options: Omit<PeerOptions, 'idPrefix'>): Promise<SimulatedApp> =>
  startSignedPeer({ ...options, idPrefix: 'app' });
