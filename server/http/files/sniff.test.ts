import { describe, expect, it } from 'vitest';
import { sniff, sniffReceived } from './sniff.ts';

const ICS = Buffer.from('BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n');
const of = (name: string, data: Buffer) => sniffReceived(name, 'application/octet-stream', data);

describe('a file somebody sent to us', () => {
  it('is kept as bytes to download when nobody knows its kind', async () => {
    await expect(sniff('invite.ics', 'text/calendar', ICS)).rejects.toMatchObject({
      code: 'file-not-accepted',
    });
    expect(await of('invite.ics', ICS)).toBe('application/octet-stream');
    expect(await of('drawing.dwg', Buffer.from([0x41, 0x43, 0x31, 0x30, 0, 1, 2]))).toBe(
      'application/octet-stream',
    );
    expect(await of('note', Buffer.from([0, 1, 2, 3]))).toBe('application/octet-stream');
  });

  it('keeps the kind that its bytes tell', async () => {
    expect(await of('note.txt', Buffer.from('こんにちは'))).toBe('text/plain');
  });

  it.each([
    ['run.exe', Buffer.from('MZ\u0000\u0001')],
    ['renamed.dat', Buffer.from('MZ\u0000\u0001')],
    ['page.html', Buffer.from('<html></html>')],
    ['renamed.ics', Buffer.from('<script>1</script>')],
    ['x.svg', Buffer.from('<svg/>')],
    ['macro.js', Buffer.from('1')],
  ])('is refused when it would run or show as a page: %s', async (name, data) => {
    await expect(of(name, data)).rejects.toMatchObject({ code: 'file-not-accepted' });
  });
});
