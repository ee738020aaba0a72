import { useQuery } from '@tanstack/react-query';
import { q } from '../../api/client.ts';

/** What can be connected, and where providers reach this server: as it says itself, else as it is seen from here. */
export const useAdapters = () => {
  const read = useQuery(q.channelAccounts.adapters.queryOptions({ staleTime: 300_000 }));
  return {
    read,
    adapters: read.data?.items ?? [],
    publicUrl: read.data?.publicUrl ?? window.location.origin,
  };
};
