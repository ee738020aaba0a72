import { createHash } from 'node:crypto';

/** Flat fields and one file as a form (RFC 7578). The boundary is made of the content, so no file can hold it and the same form is the same bytes. */
export const multipart = (
  fields: Record<string, string>,
  file: { field: string; name: string; mime: string; data: Buffer },
): { body: Buffer; contentType: string } => {
  const mark = createHash('sha256').update(file.data).update(JSON.stringify(fields)).digest('hex');
  const boundary = `madoguchi-${mark.slice(0, 32)}`;
  const head = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const safe = file.name.replace(/["\r\n\\]/g, '_');
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(file.mime) ? file.mime : 'application/octet-stream';
  head.push(
    `--${boundary}\r\nContent-Disposition: form-data; name="${file.field}"; filename="${safe}"\r\nContent-Type: ${type}\r\n\r\n`,
  );
  return {
    body: Buffer.concat([Buffer.from(head.join('')), file.data, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
};
