import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChannelGlyph } from '../../components/ChannelGlyph.tsx';
import { CHANNELS } from '../../components/channel-names.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { Empty, Failed, Page, Waiting } from '../page/Page.tsx';
import { NewForm } from './ChannelForms.tsx';
import { ChannelSteps } from './ChannelSteps.tsx';
import { type Adapter, wordsOf } from './SchemaFields.tsx';
import css from './settings.module.css';
import { useAdapters } from './use-adapters.ts';

const Card = ({ adapter, chosen, onChoose }: { adapter: Adapter; chosen: boolean; onChoose: () => void }) => {
  const id = useId();
  const words = wordsOf(adapter, currentLanguage());
  return (
    <button
      type="button"
      className={css.card}
      aria-pressed={chosen}
      aria-labelledby={`${id}-name`}
      aria-describedby={`${id}-about`}
      onClick={onChoose}
    >
      <ChannelGlyph channel={adapter.channel} size={20} />
      <span className={css.cardText}>
        <b id={`${id}-name`}>{words.name ?? adapter.id}</b>
        <span id={`${id}-about`} className="sm t2">
          {words.about}
        </span>
      </span>
    </button>
  );
};

const inMenuOrder = (adapters: readonly Adapter[]): Adapter[] =>
  adapters.toSorted((a, b) => CHANNELS.indexOf(a.channel) - CHANNELS.indexOf(b.channel));

/** Connects one more account: choose the channel, read what is needed, fill it in. */
export const NewChannel = () => {
  const { t } = useTranslation('settings');
  const may = useSession().abilities['manage-channel-accounts'] === true;
  const { read, adapters, publicUrl } = useAdapters();
  const [chosen, setChosen] = useState<string>();
  const adapter = adapters.find((one) => one.id === chosen);
  if (!may)
    return (
      <Page title={t('nav.add')}>
        <Empty text={t('channel.limitedAdd')} />
      </Page>
    );
  return (
    <Page title={t('nav.add')}>
      {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Waiting /> : null}
      {read.isSuccess && adapters.length === 0 ? <Empty text={t('channel.none')} /> : null}
      <div className={css.body}>
        {adapters.length === 0 ? null : (
          <section className={css.section}>
            <h2>{t('channel.choose')}</h2>
            <div className={css.cards}>
              {inMenuOrder(adapters).map((one) => (
                <Card
                  key={one.id}
                  adapter={one}
                  chosen={chosen === one.id}
                  onChoose={() => setChosen(one.id)}
                />
              ))}
            </div>
          </section>
        )}
        {adapter === undefined ? null : (
          <>
            <ChannelSteps adapter={adapter} accountId={undefined} publicUrl={publicUrl} />
            <NewForm key={adapter.id} adapter={adapter} />
          </>
        )}
      </div>
    </Page>
  );
};
