import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** How many problems a place has; nothing where there are none. */
export const ProblemMark = ({ count }: { count: number }) => {
  const { t } = useTranslation('bot-dialogs');
  if (count === 0) return null;
  return (
    <IconAlertTriangle className="due" size={16} stroke={1.6} role="img" aria-label={t('wrong', { count })} />
  );
};
