import { useQuery } from '@tanstack/react-query';
import { MINUTE } from '#contracts/time.ts';
import { q } from '../api/client.ts';
import { useNow } from '../components/use-now.ts';
import { alarmOf } from '../scenes/settings/channel-health.ts';
import { useSession } from '../state/session.ts';

/** Whether a channel account needs somebody; asked only for those who may see to it. */
export const useAccountAlarm = (): boolean => {
  const may = useSession().abilities['manage-channel-accounts'] === true;
  const now = useNow();
  const accounts = useQuery({
    ...q.channelAccounts.list.queryOptions({ staleTime: MINUTE }),
    enabled: may,
    refetchInterval: 5 * MINUTE,
    retry: false,
  }).data;
  return may && (accounts?.items ?? []).some((account) => alarmOf(account, now) !== undefined);
};
