import { describe, expect, it } from 'vitest';
import type { InboundEvent } from '#channels/channel.ts';
import {
  AT,
  account,
  batch,
  CONTENT,
  echoes,
  edit,
  HANA,
  one,
  raw,
  reaction,
  revoke,
  said,
  statusOf,
} from './fixtures/webhooks.ts';
import { parse } from './parse.ts';
import { split } from './split.ts';

const eventsOf = (body: unknown): InboundEvent[] =>
  split(raw(body)).flatMap((item) => parse(item.body, account));
const first = (body: unknown): InboundEvent => {
  const [event] = eventsOf(body);
  if (!event) throw new Error('no event');
  return event;
};
const shown = (name: string): InboundEvent => first(one('x', CONTENT[name] ?? {}));

describe('whatsapp: what comes in', () => {
  it.each(Object.keys(CONTENT))('a message of kind %s stands in the thread', (name) => {
    const event = shown(name);
    expect(event.type).toBe('message');
    if (event.type !== 'message') return;
    const says = event.text || event.attachments.length || event.place || event.contacts || event.unsupported;
    expect(says).toBeTruthy();
  });

  it('knows who wrote by number, so that their SMS is theirs, and by user id', () => {
    expect(shown('text')).toMatchObject({
      threadKey: '+819012345678',
      from: {
        kind: 'phone',
        value: '+819012345678',
        verified: true,
        scoped: false,
        name: '山田 花子',
        also: [{ kind: 'whatsapp', value: 'JP.13491208655302741918', verified: true }],
        attributes: { whatsappUsername: 'hana' },
      },
      at: AT,
    });
  });

  it('knows who keeps their number to themselves by user id alone', () => {
    const { wa_id: _waId, ...contact } = HANA;
    const { from: _from, ...message } = said('x', CONTENT.text ?? {});
    expect(first(batch({ value: { contacts: [contact], messages: [message] } }))).toMatchObject({
      threadKey: HANA.user_id,
      from: { kind: 'whatsapp', value: HANA.user_id, verified: true, scoped: false },
    });
  });

  it.each([
    ['5215512345678', '+525512345678'],
    ['551187654321', '+5511987654321'],
    ['551134567890', '+551134567890'],
    ['5491123456789', '+5491123456789'],
  ])('spells %s as SMS does, and answers it as WhatsApp does', (from, value) => {
    const message = { ...said('x', CONTENT.text ?? {}), from };
    expect(first(batch({ value: { messages: [message] } }))).toMatchObject({
      threadKey: `+${from}`,
      from: { value },
    });
  });

  it('fetches media by id, under the name and type they have', () => {
    expect(shown('document')).toMatchObject({
      attachments: [
        {
          name: '請求書.pdf',
          mime: 'application/pdf',
          kind: 'file',
          sourceUrl: '1234567890',
          status: 'fetching',
        },
      ],
    });
    expect(shown('voice')).toMatchObject({
      attachments: [{ name: 'audio.ogg', mime: 'audio/ogg', kind: 'audio' }],
    });
    expect(shown('sticker')).toMatchObject({ isGesture: true, attachments: [{ mime: 'image/webp' }] });
    expect(shown('image')).toMatchObject({ text: '割れていました' });
  });

  it('reads taps as their words, with the payload behind them', () => {
    expect(shown('button_reply')).toMatchObject({ text: '返品', payload: 'return', replyTo: 'wamid.ours' });
    const listed = shown('list_reply');
    expect(listed).toMatchObject({ text: '届いた商品の色が違っていたので交換を希望します' });
    expect(listed).not.toHaveProperty('payload');
    expect(shown('button')).toMatchObject({
      text: 'はい',
      payload: 'confirm-yes',
      replyTo: 'wamid.template',
    });
  });

  it('reads forms, orders and advertisements into lines and facts', () => {
    expect(shown('flow')).toMatchObject({
      text: 'date: 2026-12-01\nsize: M, L',
      fields: { date: '2026-12-01', size: 'M, L' },
    });
    expect(shown('address')).toMatchObject({ text: '住所\nzip: 1000001\ncity: 千代田区' });
    expect(shown('order')).toMatchObject({ text: '急ぎでお願いします\nTEA-100 × 3  1200 JPY' });
    expect(shown('referral')).toMatchObject({
      link: 'https://fb.me/3cr4Wqqkv',
      fields: { adHeadline: '新茶の季節', adId: '120226305854810726' },
    });
    expect(shown('asks_of_product')).toMatchObject({ fields: { product: 'TEA-100' } });
  });

  it('names what it does not show', () => {
    expect(shown('unsupported')).toMatchObject({ text: '', unsupported: 'poll_creation' });
    expect(shown('unheard_of')).toMatchObject({ unsupported: 'hologram' });
    expect(shown('product')).toMatchObject({ unsupported: 'product' });
    expect(shown('product')).not.toHaveProperty('handle');
    expect(shown('text')).toMatchObject({ handle: { quote: 'wamid.x' } });
  });

  it('tells a changed number without waking anybody, and learns the new one', () => {
    const event = shown('number_changed');
    expect(event).toMatchObject({
      text: '番号が変わりました',
      automatic: 'auto-reply',
      threadKey: '+819012345678',
    });
    expect(event.type === 'message' && event.from.also).toEqual([
      { kind: 'whatsapp', value: HANA.user_id, verified: true },
      { kind: 'phone', value: '+819087654321', verified: true },
      { kind: 'whatsapp', value: 'JP.2', verified: true },
    ]);
  });

  it('reads reactions and their removal, edits and deletions', () => {
    expect(first(one('r', reaction('👍')))).toMatchObject({
      type: 'reaction',
      externalId: 'wamid.ours',
      emoji: '👍',
    });
    expect(first(one('r', reaction()))).toMatchObject({ type: 'reaction', emoji: '' });
    expect(first(one('e', edit))).toMatchObject({ type: 'edit', externalId: 'wamid.first', text: '訂正' });
    expect(first(one('d', revoke))).toMatchObject({ type: 'unsend', externalId: 'wamid.first' });
  });

  it('reads what was written in the phone app as ours to the customer', () => {
    expect(first(echoes(CONTENT.text ?? {}))).toMatchObject({
      type: 'echo',
      externalId: 'wamid.echo',
      threadKey: '+819012345678',
      from: { value: '+819012345678', name: '山田 花子' },
      text: 'こんにちは 👋',
    });
    expect(first(echoes(edit))).toMatchObject({ type: 'edit', externalId: 'wamid.first', ours: true });
    expect(first(echoes(revoke))).toMatchObject({ type: 'unsend', ours: true });
    expect(first(echoes(reaction('👍')))).toMatchObject({ type: 'reaction', ours: true });
    expect(first(echoes(CONTENT.location ?? {}))).toMatchObject({ text: '東京駅\n千代田区\n35.68, 139.76' });
  });

  it('keeps what another sender of the number is answering from waking anybody', () => {
    const value = { contacts: [HANA], messages: [said('x', CONTENT.text ?? {})] };
    expect(first(batch({ field: 'standby', value }))).toMatchObject({
      type: 'message',
      automatic: 'standby',
    });
  });

  it('leaves a group to people, and answers in the group', () => {
    const message = { ...said('x', CONTENT.text ?? {}), group_id: 'G1' };
    expect(first(batch({ value: { contacts: [HANA], messages: [message] } }))).toMatchObject({
      threadKey: 'group:G1',
      isShared: true,
      personOnly: true,
    });
  });

  it.each([
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['read', 'read'],
    ['played', 'read'],
  ])('reads status %s as %s', (status, state) => {
    expect(first(statusOf(status))).toEqual({ type: 'status', externalId: 'wamid.out', state, at: AT });
  });

  it.each([
    [131047, 'reply-window-closed'],
    [131026, 'delivery-invalid-recipient'],
    [131048, 'delivery-throttled'],
    [131053, 'file-not-accepted'],
    [132015, 'delivery-rejected'],
    [190, 'delivery-auth'],
  ])('reads a failure of code %i as %s', (code, reason) => {
    const errors = [{ code, title: 'x', message: 'x', error_data: { details: 'y' } }];
    expect(first(statusOf('failed', { errors }))).toMatchObject({ state: 'failed', reason });
  });
});
