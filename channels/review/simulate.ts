import { type PeerOptions, type SimulatedPeer, startSignedPeer } from '#channels/standard-webhooks-peer.ts';

/** A site with reviews: it posts signed events or a CSV, and publishes what comes to its callback URL. */
export type SimulatedSite = SimulatedPeer;

/** Starts a site on a free port. */
export const startReviewSite = (options: Omit<PeerOptions, 'idPrefix'>): Promise<SimulatedSite> =>
  startSignedPeer({ ...options, idPrefix: 'answer' });
