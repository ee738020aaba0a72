import { ActionIcon, Button, Menu, TextInput } from '@mantine/core';
import {
  IconBan,
  IconCheck,
  IconDots,
  IconHeadset,
  IconListSearch,
  IconPencil,
  IconPlus,
  IconRosetteDiscountCheck,
  IconStar,
  IconX,
} from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '#contracts/conversation.ts';
import type { CustomerView } from '#contracts/customer.ts';
import type { Channel } from '#contracts/message.ts';
import { api, errorCode, q } from '../../api/client.ts';
import { ChannelGlyph } from '../../components/ChannelGlyph.tsx';
import { Face } from '../../components/Face.tsx';
import { useNow } from '../../components/use-now.ts';
import { clockIn, money, month } from '../../i18n/format.ts';
import { currentLanguage, errorWords } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { sayFailed } from '../../state/undo.ts';
import { newMessage } from '../inbox/new-message.ts';
import { Promises } from '../promises/Promises.tsx';
import { CustomerTags } from './CustomerTags.tsx';
import css from './customer.module.css';
import { HandOverCard } from './HandOverCard.tsx';
import { Surveys } from './Surveys.tsx';
import { Timeline } from './Timeline.tsx';

const SamePerson = lazy(() => import('../person/SamePerson.tsx').then((m) => ({ default: m.SamePerson })));

const CHANNEL_OF: Partial<Record<CustomerView['identities'][number]['kind'], Channel>> = {
  email: 'email',
  phone: 'sms',
  visitor: 'web-chat',
  external: 'api',
  line: 'line',
  messenger: 'messenger',
  instagram: 'instagram',
  telegram: 'telegram',
  whatsapp: 'whatsapp',
  x: 'x',
};

const useChange = (customer: CustomerView) => {
  const client = useQueryClient();
  const key = q.customers.show.queryKey({ input: { id: customer.id } });
  return async (call: () => Promise<CustomerView>, shown: Partial<CustomerView>): Promise<void> => {
    client.setQueryData(key, { ...customer, ...shown });
    try {
      client.setQueryData(key, await call());
    } catch (error) {
      client.setQueryData(key, customer);
      sayFailed(errorWords(errorCode(error)));
    }
  };
};

const Head = ({ customer, onClose }: { customer: CustomerView; onClose: (() => void) | undefined }) => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { abilities } = useSession();
  const change = useChange(customer);
  const [editing, setEditing] = useState(false);
  const language = currentLanguage();
  const { id, blocked, name } = customer;
  const rename = (next: string): void => {
    setEditing(false);
    const wanted = next.trim();
    if (wanted !== '' && wanted !== name)
      void change(() => api.customers.update({ id, version: customer.version, name: wanted }), {
        name: wanted,
      });
  };
  const icon = { size: 16, stroke: 1.6 } as const;
  return (
    <header className={css.head}>
      <Face name={name} who="customer" size={36} />
      <div className="grow">
        {editing ? (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              rename(String(new FormData(event.currentTarget).get('name')));
            }}
          >
            <TextInput
              name="name"
              aria-label={t('customer.name')}
              defaultValue={name}
              maxLength={200}
              autoFocus
              onBlur={(event) => rename(event.currentTarget.value)}
            />
          </form>
        ) : (
          <div className="line">
            <h2 className="cut" title={name}>
              {name}
            </h2>
            {customer.vip ? <span className="tier">VIP</span> : null}
            {customer.highTouch ? <span className="tier">{t('customer.highTouch')}</span> : null}
            {customer.tier === 'A' ? <span className="tier">{t('tier.A')}</span> : null}
            {blocked ? <span className="tier late">{t('customer.blocked')}</span> : null}
          </div>
        )}
        <div className="xs t3 cut">
          {t('customer.since', { month: month(new Date(customer.createdAt), language) })}
        </div>
      </div>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon aria-label={t('customer.more')} title={t('customer.more')}>
            <IconDots {...icon} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconPencil {...icon} />}
            disabled={abilities['change-customers'] === false}
            onClick={() => setEditing(true)}
          >
            {t('customer.rename')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconListSearch {...icon} />}
            onClick={() => void navigate({ to: '/', search: { customer: id, view: 'all' } })}
          >
            {t('customer.conversations')}
          </Menu.Item>
          <Menu.Item leftSection={<IconPlus {...icon} />} onClick={() => newMessage.set({ customerId: id })}>
            {t('list.newMessage')}
          </Menu.Item>
          <Menu.Divider />
          {(['vip', 'highTouch'] as const).map((flag) => (
            <Menu.Item
              key={flag}
              leftSection={flag === 'vip' ? <IconStar {...icon} /> : <IconHeadset {...icon} />}
              rightSection={customer[flag] ? <IconCheck {...icon} /> : null}
              aria-checked={customer[flag] === true}
              role="menuitemcheckbox"
              disabled={abilities['change-customers'] === false}
              onClick={() => {
                const shown = { [flag]: !customer[flag] };
                void change(() => api.customers.update({ id, version: customer.version, ...shown }), shown);
              }}
            >
              {t(`customer.flag.${flag}`)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconBan {...icon} />}
            disabled={abilities['block-customers'] === false}
            onClick={() =>
              void change(() => api.customers.block({ id, blocked: !blocked }), { blocked: !blocked })
            }
          >
            {t(blocked ? 'customer.unblock' : 'customer.block')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {onClose === undefined ? null : (
        <ActionIcon aria-label={t('common:close')} onClick={onClose}>
          <IconX {...icon} />
        </ActionIcon>
      )}
    </header>
  );
};

export const Identities = ({ customer }: { customer: CustomerView }) => {
  const { t } = useTranslation();
  const language = currentLanguage();
  const now = new Date(useNow());
  const local = customer.timeZone === undefined ? undefined : clockIn(now, customer.timeZone, language);
  const zone = customer.timeZone?.split('/').at(-1)?.replace('_', ' ');
  return (
    <section className={css.section}>
      <h3>
        <span>{t('customer.identities')}</span>
        <span className="grow" />
        <span className="t3 xs num">
          {[
            local === undefined
              ? undefined
              : t('customer.local', { time: local, zone: t(`zone.${zone}`, { defaultValue: zone }) }),
            t(`language.${customer.language}`),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </h3>
      <ul className={css.rows}>
        {customer.identities.map((identity) => (
          <li key={identity.id}>
            <ChannelGlyph channel={identity.channel ?? CHANNEL_OF[identity.kind] ?? 'api'} size={15} />
            <span className="cut" title={identity.value}>
              {identity.kind === 'visitor' ? t('customer.visitor') : identity.value}
            </span>
            {identity.verified ? (
              <span
                className="good"
                style={{ display: 'grid' }}
                role="img"
                aria-label={t('customer.verified')}
                title={t('customer.verified')}
              >
                <IconRosetteDiscountCheck size={14} stroke={1.6} />
              </span>
            ) : null}
            <span className="grow" />
            <span className={`xs ${identity.optedOut ? 'late' : 't3'} cut`}>
              {identity.optedOut
                ? t('customer.optedOut')
                : identity.kind === 'visitor' && customer.lastPage !== undefined
                  ? t('customer.page', { page: customer.lastPage.replace(/^https?:\/\/[^/]+/, '') || '/' })
                  : identity.verified
                    ? ''
                    : t('customer.unverified')}
            </span>
          </li>
        ))}
        {customer.identities.length === 0 ? <li className="t3 sm">{t('customer.noIdentity')}</li> : null}
      </ul>
    </section>
  );
};

export const Orders = ({ customer }: { customer: CustomerView }) => {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const language = currentLanguage();
  const { orders } = customer;
  if (orders.length === 0) return null;
  const currency = orders[0]?.currency ?? 'JPY';
  const total = orders
    .filter((order) => order.currency === currency)
    .reduce((sum, order) => sum + order.total, 0);
  return (
    <section className={css.section}>
      <h3>
        <span>{t('customer.orders')}</span>
        <span className="grow" />
        <span className="t3 xs num">
          {t('customer.orderSum', { count: orders.length, total: money(total, currency, language) })}
        </span>
      </h3>
      <ul className={css.rows}>
        {(all ? orders : orders.slice(0, 3)).map((order) => (
          <li key={order.id}>
            <span className="num">{order.number}</span>
            <span
              className="cut grow t2"
              title={order.items.map((item) => item.name).join(t('common:comma'))}
            >
              {order.items.map((item) => item.name).join(t('common:comma'))}
            </span>
            <span className="num">{money(order.total, order.currency, language)}</span>
            <span className="xs t3">{t(`orderStatus.${order.status}`)}</span>
          </li>
        ))}
      </ul>
      {orders.length > 3 ? (
        <Button variant="subtle" className={css.more ?? ''} onClick={() => setAll((before) => !before)}>
          {t(all ? 'customer.fewer' : 'customer.allOrders', { count: orders.length })}
        </Button>
      ) : null}
    </section>
  );
};

const Skeleton = () => (
  <div className={css.skeleton} aria-hidden="true">
    {[60, 40, 90, 70, 80, 50, 75, 65].map((width) => (
      <i key={width} style={{ width: `${width}%` }} />
    ))}
  </div>
);

const Pane = ({
  conversation,
  onClose,
}: {
  conversation: ConversationView;
  onClose: (() => void) | undefined;
}) => {
  const { t } = useTranslation();
  const client = useQueryClient();
  const read = useQuery(
    q.customers.show.queryOptions({ input: { id: conversation.customerId }, staleTime: 30_000 }),
  );
  if (read.data === undefined)
    return read.isError ? (
      <div className={css.failed} role="alert">
        <p>{errorWords(errorCode(read.error))}</p>
        <Button onClick={() => void client.invalidateQueries({ queryKey: q.customers.show.key() })}>
          {t('common:tryAgain')}
        </Button>
      </div>
    ) : (
      <Skeleton />
    );
  const customer = read.data;
  return (
    <>
      <Head customer={customer} onClose={onClose} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className={css.scroll} tabIndex={0} aria-label={customer.name}>
        {conversation.escalation === undefined ? null : <HandOverCard card={conversation.escalation.card} />}
        <Promises conversation={conversation} />
        <Identities customer={customer} />
        <Suspense fallback={null}>
          <SamePerson customer={customer} />
        </Suspense>
        <CustomerTags key={customer.id} customer={customer} />
        <Timeline customerId={customer.id} />
        <Orders customer={customer} />
        <Surveys surveys={customer.surveys} />
      </section>
    </>
  );
};

/** The right pane: who it is and everything that happened, with the hand-over card on top. */
export const CustomerPane = ({
  conversationId,
  onClose,
}: {
  conversationId: string;
  onClose: (() => void) | undefined;
}) => {
  const conversation = useQuery(
    q.conversations.show.queryOptions({ input: { id: conversationId }, staleTime: 30_000 }),
  ).data;
  return conversation === undefined ? <Skeleton /> : <Pane conversation={conversation} onClose={onClose} />;
};
