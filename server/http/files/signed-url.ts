import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { DAY, SECOND } from '#contracts/time.ts';

/** Paths of stored files that work without a session, until they expire. */
export interface FileUrls {
  /** `/files/<id>?until=…&sig=…`, good for one to two days; the same within a day, so that browsers can keep the file. */
  sign(fileId: string): string;
  verify(fileId: string, until: string, signature: string): boolean;
}

export const createFileUrls = (secretKey: string, clock: { now(): Date }): FileUrls => {
  const key = Buffer.from(hkdfSync('sha256', secretKey, 'madoguchi', 'file paths v1', 32));
  const mac = (fileId: string, until: string): Buffer =>
    createHmac('sha256', key).update(`${fileId.length}|${fileId}|${until}`).digest();
  return {
    sign: (fileId) => {
      const until = String(((Math.floor(clock.now().getTime() / DAY) + 2) * DAY) / SECOND);
      const signature = mac(fileId, until).toString('base64url');
      return `/files/${encodeURIComponent(fileId)}?until=${until}&sig=${signature}`;
    },
    verify: (fileId, until, signature) => {
      if (!/^\d{1,12}$/.test(until) || Number(until) * SECOND < clock.now().getTime()) return false;
      const given = Buffer.from(signature, 'base64url');
      const wanted = mac(fileId, until);
      return given.length === wanted.length && timingSafeEqual(given, wanted);
    },
  };
};
