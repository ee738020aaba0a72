import type { RenderContext, WirePart } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import { PATHS } from '#contracts/http.ts';
import type { OutboundMessage } from '#contracts/message.ts';
import { MAX_TEXT_PART, type VonageSettings, type WireBody } from './payload.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };

const STRINGS = { en, ja };
/** Longest file name beside its link: the link itself needs the room. */
const MAX_NAME = 100;
const MIN_FILL = 0.5;
/** Longer than any grapheme people write; one above it is broken like any text. */
const LONGEST_GRAPHEME = 64;
const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });

const textOf = (message: OutboundMessage, publicUrl: string): string => {
  const words = STRINGS[message.language];
  const { card, citations, links, quickReplies, survey } = message.extra;
  const sections = [message.text.trim()];
  if (card)
    sections.push([card.title, ...card.lines.map(({ label, value }) => `${label}: ${value}`)].join('\n'));
  if (links?.length) sections.push(links.map(({ label, url }) => `${label}\n${url}`).join('\n'));
  if (citations?.length) {
    const lines = citations.map(({ title, slug }) =>
      slug ? `${title}\n${publicUrl}${PATHS.help}/${message.language}/${encodeURIComponent(slug)}` : title,
    );
    sections.push([words['render.sources'], ...lines].join('\n'));
  }
  if (quickReplies?.length) {
    const lines = quickReplies.map(({ label }, at) => `${at + 1}. ${label}`);
    sections.push([words['render.choices'], ...lines].join('\n'));
  }
  if (survey && survey.answered === undefined) sections.push(words[`survey.${survey.kind}`]);
  return sections.filter(Boolean).join('\n\n');
};

/** Pieces of at most `max` UTF-16 units, cut after a line, a sentence or a word in the second half, else between graphemes. */
const pieces = (text: string, max: number): string[] => {
  const parts: string[] = [];
  let part = '';
  const push = (unit: string): void => {
    if (part.length + unit.length > max) {
      const soft = Math.max(...['\n', '。', '. ', ' '].map((mark) => part.lastIndexOf(mark)));
      const cut = soft > max * MIN_FILL ? soft + 1 : part.length;
      parts.push(part.slice(0, cut).trimEnd());
      part = part.slice(cut).trimStart();
    }
    part += unit;
  };
  for (const { segment } of GRAPHEMES.segment(text.trim()))
    if (segment.length <= LONGEST_GRAPHEME) push(segment);
    else for (const unit of segment) push(unit);
  parts.push(part.trimEnd());
  return parts.filter(Boolean);
};

/** What we want said → texts of at most 1,000 characters each; every file is a text of its own with a link. */
export const render = (message: OutboundMessage, context: RenderContext<VonageSettings>): WirePart[] => {
  const { to, account } = context;
  const bodies: WireBody[] = pieces(textOf(message, account.publicUrl), MAX_TEXT_PART).map((text) => ({
    to,
    text,
  }));
  for (const { fileId, name, status } of message.attachments) {
    if (status !== 'stored' || !fileId) throw new AppError('file-not-accepted', { reason: 'not stored' });
    const shown = [...name].slice(0, MAX_NAME).join('');
    const text = STRINGS[message.language]['render.file'].replace('{name}', () => shown);
    bodies.push({ to, text, link: { fileId } });
  }
  if (bodies.length === 0) throw new AppError('empty-message');
  return bodies.map((body, part) => ({ part, body }));
};
