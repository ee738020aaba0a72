import { ActionIcon, Button, Menu } from '@mantine/core';
import {
  IconArrowLeft,
  IconBan,
  IconDots,
  IconEraser,
  IconMessagePlus,
  IconNotes,
  IconPencil,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomerView } from '#contracts/customer.ts';
import { api, q } from '../../api/client.ts';
import { ChannelGlyph } from '../../components/ChannelGlyph.tsx';
import { shortDay } from '../../i18n/format.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { say } from '../../state/undo.ts';
import { Identities, Orders } from '../customer/CustomerPane.tsx';
import { Surveys } from '../customer/Surveys.tsx';
import { Timeline } from '../customer/Timeline.tsx';
import { newMessage } from '../inbox/new-message.ts';
import { Failed, Page, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { useGo } from '../page/use-page-search.ts';
import { useSave } from '../page/use-save.ts';
import css from './customers.module.css';
import { EditCustomerDialog, EraseDialog } from './edit-dialogs.tsx';
import { LogDialog } from './LogDialog.tsx';

const SamePerson = lazy(() => import('../person/SamePerson.tsx').then((m) => ({ default: m.SamePerson })));

const icon = { size: 16, stroke: 1.6 } as const;

const Conversations = ({ id }: { id: string }) => {
  const { t } = useTranslation('customers');
  const language = currentLanguage();
  const read = useQuery(
    q.conversations.list.queryOptions({ input: { customer: id, view: 'all', limit: 20 }, staleTime: 15_000 }),
  );
  const now = new Date();
  return (
    <section className={css.section}>
      <h2>
        {t('conversations')}
        <span className="grow" />
        <Link className={`${page.link} sm`} to="/" search={{ view: 'all', customer: id }}>
          {t('openInbox')}
        </Link>
      </h2>
      <ul>
        {read.data?.items.map((row) => (
          <li key={row.id}>
            <Link className={css.row} to="/conversations/$conversationId" params={{ conversationId: row.id }}>
              <ChannelGlyph channel={row.channel} />
              <span className="cut grow">{row.lastLine}</span>
              <span className="xs t3">{t(`inbox:status.${row.status}`)}</span>
              <time className="xs t3" dateTime={row.lastAt}>
                {shortDay(new Date(row.lastAt), now, language)}
              </time>
            </Link>
          </li>
        ))}
        {read.isSuccess && read.data.items.length === 0 ? (
          <li className="t3 sm">{t('noConversations')}</li>
        ) : null}
      </ul>
    </section>
  );
};

type Dialog = 'edit' | 'erase' | 'log' | undefined;

const Actions = ({ customer, open }: { customer: CustomerView; open: (dialog: Dialog) => void }) => {
  const { t } = useTranslation('customers');
  const { abilities } = useSession();
  const { id, blocked } = customer;
  const save = useSave(q.customers.show.key(), ['timeline', id]);
  const block = async (to: boolean): Promise<void> => {
    if (await save.run(() => api.customers.block({ id, blocked: to })))
      say(t(to ? 'didBlock' : 'didUnblock'), () => void block(!to));
  };
  const may = (verb: string): boolean => abilities[verb] === true;
  return (
    <>
      {may('log-interactions') ? (
        <Button leftSection={<IconNotes {...icon} />} onClick={() => open('log')}>
          {t('log')}
        </Button>
      ) : null}
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon aria-label={t('actions')}>
            <IconDots {...icon} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconPencil {...icon} />}
            disabled={!may('change-customers')}
            onClick={() => open('edit')}
          >
            {t('edit')}
          </Menu.Item>
          {may('start-conversation') ? (
            <Menu.Item
              leftSection={<IconMessagePlus {...icon} />}
              component={Link}
              to="/"
              onClick={() => newMessage.set({ customerId: id })}
            >
              {t('newMessage')}
            </Menu.Item>
          ) : null}
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconBan {...icon} />}
            disabled={!may('block-customers')}
            onClick={() => void block(!blocked)}
          >
            {t(blocked ? 'unblock' : 'block')}
          </Menu.Item>
          {may('erase-customers') ? (
            <Menu.Item className="late" leftSection={<IconEraser {...icon} />} onClick={() => open('erase')}>
              {t('erase')}
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
    </>
  );
};

/** One customer's record: who it is, and everything that happened over all channels. */
export const CustomerRecord = ({ id }: { id: string }) => {
  const { t } = useTranslation('customers');
  const go = useGo();
  const [dialog, setDialog] = useState<Dialog>();
  const read = useQuery(q.customers.show.queryOptions({ input: { id }, staleTime: 15_000 }));
  const customer = read.data;
  const close = (): void => setDialog(undefined);
  const back = (
    <ActionIcon aria-label={t('back')} title={t('back')} onClick={() => go('/customers')}>
      <IconArrowLeft {...icon} />
    </ActionIcon>
  );
  if (customer === undefined)
    return (
      <Page title={t('title')} lead={back}>
        {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : <Waiting />}
      </Page>
    );
  return (
    <Page title={customer.name} lead={back} actions={<Actions customer={customer} open={setDialog} />}>
      <div className={css.record}>
        <div className={css.main}>
          <h2 className="sr">{t('record')}</h2>
          <Timeline customerId={id} />
        </div>
        <div className={css.side}>
          <div className={css.marks}>
            <span className={page.chip}>{t(`tier.${customer.tier}`)}</span>
            {customer.vip ? <span className={page.chip}>{t('vip')}</span> : null}
            {customer.blocked ? <span className={`${page.chip} late`}>{t('blocked')}</span> : null}
            {customer.tags.map((tag) => (
              <span key={tag} className={page.chip}>
                {tag}
              </span>
            ))}
          </div>
          <Identities customer={customer} />
          <Suspense fallback={null}>
            <SamePerson customer={customer} />
          </Suspense>
          <Conversations id={id} />
          <Orders customer={customer} />
          <Surveys surveys={customer.surveys} />
        </div>
      </div>
      {dialog === 'log' ? <LogDialog customerId={id} onClose={close} /> : null}
      {dialog === 'edit' ? <EditCustomerDialog customer={customer} onClose={close} /> : null}
      {dialog === 'erase' ? <EraseDialog customer={customer} onClose={close} /> : null}
    </Page>
  );
};
