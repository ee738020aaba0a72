import type { OutboundMessage } from '#contracts/message.ts';
import { shortened } from './chunks.ts';

/** Alternative text, in UTF-16 units. LINE takes more today (1,500); 400 is taken everywhere. */
const MAX_ALT = 400;
/** A text component, in UTF-16 units (reference "Flex Message: Text"). */
const MAX_FLEX_TEXT = 2_000;
/** A button's label and URL (reference "URI action"). */
const MAX_LABEL = 40;
export const MAX_URI = 1_000;

type Extra = OutboundMessage['extra'];
type Json = Record<string, unknown> & { type: string };

/** A component's text is never empty for LINE. */
const textOf = (value: string): string => shortened(value.trim() || '–', MAX_FLEX_TEXT);

const text = (value: string, style: Record<string, unknown>): Json => ({
  type: 'text',
  text: textOf(value),
  wrap: true,
  ...style,
});

const flex = (alt: string, contents: Record<string, unknown>): Json => ({
  type: 'flex',
  altText: shortened(alt.trim() || '–', MAX_ALT),
  contents: { type: 'bubble', ...contents },
});

const vertical = (contents: Json[]): Json => ({ type: 'box', layout: 'vertical', spacing: 'md', contents });

const button = (label: string, uri: string): Json => ({
  type: 'button',
  style: 'link',
  height: 'sm',
  action: { type: 'uri', label: shortened(label, MAX_LABEL), uri },
});

/** Whether LINE takes a URL under a button. */
export const isLinkable = (uri: string): boolean => /^https?:\/\//i.test(uri) && uri.length <= MAX_URI;

/** A card: its title, and its lines as two columns. */
export const cardOf = (card: NonNullable<Extra['card']>): Json =>
  flex([card.title, ...card.lines.map(({ label, value }) => `${label}: ${value}`)].join('\n'), {
    body: vertical([
      text(card.title, { weight: 'bold', size: 'md' }),
      ...card.lines.map(
        ({ label, value }): Json => ({
          type: 'box',
          layout: 'horizontal',
          spacing: 'md',
          contents: [
            text(label, { size: 'sm', color: '#666666', flex: 2 }),
            text(value, { size: 'sm', color: '#111111', flex: 5 }),
          ],
        }),
      ),
    ]),
  });

/** Buttons that open pages. */
export const linksOf = (links: readonly { label: string; url: string }[]): Json =>
  flex(links.map(({ label }) => label).join('\n'), {
    body: vertical(links.map(({ label, url }) => button(label, url))),
  });

/** What an answer rests on, each opening its page of the help centre. */
export const sourcesOf = (heading: string, sources: readonly { title: string; url: string }[]): Json =>
  flex([heading, ...sources.map(({ title }) => title)].join('\n'), {
    body: vertical([
      text(heading, { size: 'xs', color: '#666666' }),
      ...sources.map(({ title, url }) =>
        text(title, {
          size: 'sm',
          color: '#0B57D0',
          decoration: 'underline',
          action: { type: 'uri', label: shortened(title, MAX_LABEL), uri: url },
        }),
      ),
    ]),
  });

/** A file LINE does not show itself: its name, and a button that opens it. */
export const fileOf = (name: string, label: string, url: string): Json =>
  flex(`${label}: ${name}`, {
    body: vertical([text(name, { size: 'sm', maxLines: 3 })]),
    footer: vertical([button(label, url)]),
  });
