import {
  IconAddressBook,
  IconBan,
  IconExternalLink,
  IconMapPin,
  IconPuzzleOff,
  IconTemplate,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { MessageView } from '#contracts/message.ts';
import { Stars } from '../../components/Stars.tsx';
import css from './shared.module.css';

type Extra = MessageView['extra'];
const icon = { size: 16, stroke: 1.6, 'aria-hidden': true } as const;

const mapOf = ({ latitude, longitude }: NonNullable<Extra['place']>): string =>
  `https://www.google.com/maps/search/?api=1&query=${latitude},${longitude}`;

const Place = ({ place }: { place: NonNullable<Extra['place']> }) => {
  const { t } = useTranslation();
  return (
    <div className={css.block}>
      <IconMapPin {...icon} />
      <span className={css.lines}>
        <b>{place.name ?? t('message.place')}</b>
        <span className="sm t2">{place.address ?? `${place.latitude}, ${place.longitude}`}</span>
        <a className={css.link} href={mapOf(place)} target="_blank" rel="noreferrer noopener">
          {t('message.map')}
        </a>
      </span>
    </div>
  );
};

const Contacts = ({ contacts }: { contacts: NonNullable<Extra['contacts']> }) => {
  const { t } = useTranslation();
  return (
    <ul className={css.contacts} aria-label={t('message.contacts')}>
      {contacts.map((contact, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two contacts may bear one name
        <li key={index} className={css.block}>
          <IconAddressBook {...icon} />
          <span className={css.lines}>
            <b>{contact.name}</b>
            {contact.phones.map((phone) => (
              <a key={phone} className={css.link} href={`tel:${phone.replace(/[^+\d]/g, '')}`}>
                {phone}
              </a>
            ))}
            {contact.emails.map((email) => (
              <a key={email} className={css.link} href={`mailto:${email}`}>
                {email}
              </a>
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
};

const Links = ({ links }: { links: NonNullable<Extra['links']> }) => {
  const { t } = useTranslation();
  return (
    <ul className={css.links} aria-label={t('message.links')}>
      {links.map((link) => (
        <li key={`${link.label} ${link.url}`}>
          <a href={link.url} target="_blank" rel="noreferrer noopener" title={link.url}>
            {link.label}
            <IconExternalLink size={12} stroke={1.6} aria-hidden="true" />
          </a>
        </li>
      ))}
    </ul>
  );
};

/** What stands above the words: a rating's stars, the template they come from. */
export const SharedAbove = ({ extra }: { extra: Extra }) => {
  const { t } = useTranslation();
  return (
    <>
      {extra.stars === undefined ? null : <Stars stars={extra.stars} />}
      {extra.template === undefined ? null : (
        <p className={css.mark}>
          <IconTemplate size={13} stroke={1.6} aria-hidden="true" />
          {t('message.template', { name: extra.template.name })}
          <span>{extra.template.language}</span>
        </p>
      )}
    </>
  );
};

/** What stands in the place of words that are gone, or that cannot be shown. */
export const InsteadOfWords = ({ extra }: { extra: Extra }) => {
  const { t } = useTranslation();
  if (extra.isUnsent === true)
    return (
      <p className={css.gone}>
        <IconBan size={14} stroke={1.6} aria-hidden="true" />
        {t('message.unsent')}
      </p>
    );
  if (extra.unsupported === undefined) return null;
  return (
    <p className={css.gone}>
      <IconPuzzleOff size={14} stroke={1.6} aria-hidden="true" />
      {t('message.unsupported', { kind: extra.unsupported })}
    </p>
  );
};

/** What a message shares beside its words: a place, contacts, links as buttons. */
export const Shared = ({ extra }: { extra: Extra }) => (
  <>
    {extra.place === undefined ? null : <Place place={extra.place} />}
    {extra.contacts === undefined || extra.contacts.length === 0 ? null : (
      <Contacts contacts={extra.contacts} />
    )}
    {extra.links === undefined || extra.links.length === 0 ? null : <Links links={extra.links} />}
  </>
);

/** Whether the message has something to show in its bubble beside its words. */
export const isBare = ({ extra, text }: Pick<MessageView, 'extra' | 'text'>): boolean =>
  text === '' &&
  extra.card === undefined &&
  extra.survey === undefined &&
  extra.place === undefined &&
  extra.stars === undefined &&
  extra.template === undefined &&
  extra.unsupported === undefined &&
  extra.isUnsent !== true &&
  (extra.contacts?.length ?? 0) === 0 &&
  (extra.links?.length ?? 0) === 0;
