import { Button } from '@mantine/core';
import { IconHeadset } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChannelGlyph } from '../components/ChannelGlyph.tsx';
import { useCommands } from '../keyboard/commands.ts';
import { dropOffer, offers } from '../state/offers.ts';
import { usePreferences } from '../state/session.ts';
import { useStore } from '../state/store.ts';
import { useActions } from '../state/use-actions.ts';
import css from './frame.module.css';
import { chime } from './sound.ts';

const useSecondsLeft = (expiresAt: string | undefined): number | undefined => {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (expiresAt === undefined) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [expiresAt]);
  return expiresAt === undefined ? undefined : Math.max(0, (Date.parse(expiresAt) - now) / 1_000);
};

/** A conversation offered to this agent: who, why, how long to decide. */
export const OfferCard = () => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const actions = useActions();
  const { preferences } = usePreferences();
  const offer = useStore(offers, (held) => held[0]);
  const left = useSecondsLeft(offer?.escalation.offerExpiresAt);
  const [span, setSpan] = useState(1);
  const id = offer?.row.id;
  useEffect(() => {
    if (id === undefined) return;
    if (preferences.sound) chime('offer');
  }, [id, preferences.sound]);
  useEffect(() => {
    if (offer?.escalation.offerExpiresAt !== undefined)
      setSpan(Math.max(1, (Date.parse(offer.escalation.offerExpiresAt) - Date.now()) / 1_000));
  }, [offer]);
  useEffect(() => {
    if (id !== undefined && left === 0) dropOffer(id);
  }, [id, left]);
  const accept = async (): Promise<void> => {
    if (id === undefined) return;
    dropOffer(id);
    if (await actions.accept(id))
      await navigate({ to: '/conversations/$conversationId', params: { conversationId: id } });
  };
  useCommands({ accept: () => (id === undefined ? false : void accept()) });
  if (offer === undefined || id === undefined) return null;
  return (
    <section className={css.offer} aria-label={t('offer.title')} role="alert">
      <div className={css.offerHead}>
        <IconHeadset size={16} stroke={1.6} aria-hidden="true" />
        <span className="grow">{t('offer.title')}</span>
        {left === undefined ? null : (
          <span className="num">{t('offer.left', { seconds: Math.ceil(left) })}</span>
        )}
      </div>
      <div className={css.offerName}>
        <ChannelGlyph channel={offer.row.channel} />
        <span className="cut">{offer.row.customerName}</span>
        <span className="xs t3">{t(`reason.${offer.escalation.reason}`)}</span>
      </div>
      <p className={css.offerText}>{offer.escalation.card.summary || offer.row.lastLine}</p>
      <div className={css.offerKeys}>
        <Button variant="filled" onClick={() => void accept()} rightSection={<span className="key">Y</span>}>
          {t('offer.accept')}
        </Button>
        <Button
          onClick={() => {
            dropOffer(id);
            void actions.decline(id);
          }}
        >
          {t('offer.decline')}
        </Button>
      </div>
      {left === undefined ? null : (
        <div className={css.countdown} aria-hidden="true">
          <i style={{ transform: `scaleX(${Math.min(1, left / span)})` }} />
        </div>
      )}
    </section>
  );
};
