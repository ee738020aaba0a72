import { IconStar, IconStarFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** A rating: filled and empty stars, and the words for who does not see them. */
export const Stars = ({ stars, size = 14 }: { stars: number; size?: number }) => {
  const { t } = useTranslation();
  return (
    <span
      role="img"
      aria-label={t('message.stars', { stars })}
      style={{ display: 'inline-flex', gap: 1, color: 'var(--due-mark)' }}
    >
      {[1, 2, 3, 4, 5].map((one) =>
        one <= stars ? (
          <IconStarFilled key={one} size={size} />
        ) : (
          <IconStar key={one} size={size} stroke={1.6} />
        ),
      )}
    </span>
  );
};
