import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { q } from '../../api/client.ts';
import { clock, day } from '../../i18n/format.ts';
import { currentLanguage } from '../../i18n/i18n.ts';

/** Who it was, by name; what the product brought itself has none. */
export const useWho = (): ((id: string | undefined) => string) => {
  const { t } = useTranslation('bot-dialogs');
  const agents = useQuery(q.agents.list.queryOptions({ staleTime: 30_000 })).data?.items ?? [];
  return (id) => agents.find((one) => one.id === id)?.name ?? t('product');
};

/** `11月24日(火) 15:04`. */
export const when = (at: string): string => {
  const [date, language] = [new Date(at), currentLanguage()];
  return `${day(date, new Date(), language)} ${clock(date, language)}`;
};
